import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Wire

/// Stacks of a trace in words.
struct TraceStackNames {
    let scene: TraceScene
    private let places = PlaceText(paths: PathShortener(module: ""))

    init(_ scene: TraceScene) { self.scene = scene }

    /// Innermost first.
    func frames(_ stack: UInt32) -> [ResolvedFrame] {
        scene.tables.stacks[stack].map { number in
            let frame = scene.tables.stacks.frames[Int(number)]
            return ResolvedFrame(
                function: scene.text(frame.function), file: scene.text(frame.file), line: Int32(clamping: frame.line))
        }
    }

    /// The frame that a reader looks at first: `cache.(*Cache).Get at cache/cache.go:41`; `?` without a stack.
    func place(_ stack: UInt32) -> String {
        let frames = frames(stack)
        if !frames.contains(where: { FrameKinds.isUser(function: $0.function) }),
            let caller = frames.first(where: { !Self.isPlumbing($0.function) })
        {
            return places.text(caller)
        }
        return places.place(frames) ?? "?"
    }

    /// Functions that say how a goroutine waits, and not where.
    private static func isPlumbing(_ function: String) -> Bool {
        ["runtime.", "sync.", "internal/", "syscall."].contains { function.hasPrefix($0) }
    }

    /// The same; with the function with which the goroutine began where no frame is the program's own.
    func placeInGroup(_ stack: UInt32) -> String {
        let frames = frames(stack)
        guard let root = frames.last, !frames.contains(where: { FrameKinds.isUser(function: $0.function) }) else {
            return place(stack)
        }
        return "\(place(stack)) in \(FunctionName.short(root.function))"
    }

    /// Name of the group of goroutines that began with a function.
    func group(_ root: StringID) -> String { root == .empty ? "(unknown)" : FunctionName.short(scene.text(root)) }

    func write(_ stack: UInt32, to json: inout JSONWriter) {
        json.array(frames(stack)) { json, frame in
            json.onOneLine { json in
                json.object {
                    $0.member("function", frame.function)
                    $0.member("file", frame.file)
                    $0.member("line", frame.line)
                }
            }
        }
    }

    /// `"NAME": [frame, …]`.
    func member(_ name: String, _ stack: UInt32, to json: inout JSONWriter) {
        json.key(name)
        write(stack, to: &json)
    }
}
