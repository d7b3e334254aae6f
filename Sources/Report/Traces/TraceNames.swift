import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Wire

/// Stacks, goroutines and moments of a trace, in words and in JSON.
struct TraceNames {
    let scene: TraceScene
    /// Begin of the trace, in nanoseconds of its clock. With a window `scene.start` is later, and what --from takes counts
    /// from here.
    let start: Int64
    private let places = PlaceText(paths: PathShortener(module: ""))

    init(_ pass: TracePass) { self.init(scene: pass.scene, start: pass.traceStart) }

    init(scene: TraceScene, start: Int64) {
        self.scene = scene
        self.start = start
    }

    // MARK: Stacks

    private func resolved(_ frames: ArraySlice<UInt32>) -> [ResolvedFrame] {
        frames.map { number in
            let frame = scene.tables.stacks.frames[Int(number)]
            return ResolvedFrame(
                function: scene.text(frame.function), file: scene.text(frame.file), line: Int32(clamping: frame.line))
        }
    }

    /// Innermost first.
    func frames(_ stack: UInt32) -> [ResolvedFrame] { resolved(scene.tables.stacks[stack]) }

    /// The frame that a reader looks at first: `cache.(*Cache).Get at cache/cache.go:41`; `?` without a stack.
    func place(_ stack: UInt32) -> String { place(frames(stack)) ?? "?" }

    /// The same of frames; empty without any.
    func place(_ frames: ArraySlice<UInt32>) -> String { place(resolved(frames)) ?? "" }

    private func place(_ frames: [ResolvedFrame]) -> String? {
        // The runtime makes up stacks of one frame that has neither function nor file.
        guard frames.contains(where: { !$0.function.isEmpty }) else { return nil }
        if !frames.contains(where: { FrameKinds.isUser(function: $0.function) }),
            let caller = frames.first(where: { !Self.isPlumbing($0.function) })
        {
            return places.text(caller)
        }
        return places.place(frames)
    }

    /// Functions that say how a goroutine waits, and not where.
    private static func isPlumbing(_ function: String) -> Bool {
        ["runtime.", "sync.", "internal/", "syscall."].contains { function.hasPrefix($0) }
    }

    /// `place`; with the function with which the goroutine began where no frame is the program's own.
    func placeInGroup(_ stack: UInt32) -> String {
        let frames = frames(stack)
        guard let root = frames.last, !root.function.isEmpty,
            !frames.contains(where: { FrameKinds.isUser(function: $0.function) })
        else { return place(stack) }
        return "\(place(stack)) in \(FunctionName.short(root.function))"
    }

    /// The system call that a stack is in, such as `fsync`.
    func systemCall(_ frames: ArraySlice<UInt32>) -> String {
        SystemCallName.name(stack: frames.map { scene.tables.functionName(frame: $0) })
    }

    /// `"NAME": [{"function": …, "file": …, "line": …}, …]`, innermost first; empty when it is unknown.
    func member(_ name: String, _ stack: UInt32, to json: inout JSONWriter) {
        member(name, scene.tables.stacks[stack], to: &json)
    }

    func member(_ name: String, _ frames: ArraySlice<UInt32>, to json: inout JSONWriter) {
        json.member(name, array: resolved(frames)) { json, frame in
            json.onOneLine { json in
                json.object { json in
                    json.member("function", frame.function)
                    json.member("file", frame.file)
                    json.member("line", frame.line)
                }
            }
        }
    }

    // MARK: Goroutines

    /// Name of the group of goroutines that began with a function.
    func group(_ root: StringID) -> String { root == .empty ? "(unknown)" : FunctionName.short(scene.text(root)) }

    func group(_ group: Int32) -> String { self.group(scene.groups.root(group)) }

    // MARK: Moments

    /// Nanoseconds since the begin of the trace.
    func at(_ time: Int64) -> Int64 { time &- start }

    /// When something was, since the begin of the trace: `1.204s`, `12.345ms`.
    func moment(_ time: Int64) -> String { PreciseDuration.format(max(at(time), 0)) }
}

/// Durations with the digits that tell moments apart: `1.204s`, `12.345ms`, `0.120µs`.
enum PreciseDuration {
    static func format(_ nanoseconds: Int64) -> String {
        let (unit, name): (Int64, String) =
            nanoseconds >= 1_000_000_000 ? (1_000_000, "s") : nanoseconds >= 1_000_000 ? (1_000, "ms") : (1, "µs")
        let value = nanoseconds / unit
        let fraction = String(value % 1000)
        return "\(value / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + name
    }
}
