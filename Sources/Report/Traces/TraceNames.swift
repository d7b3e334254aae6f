import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Wire

/// Names of places in a trace, for people and for JSON.
struct TraceNames {
    let scene: TraceScene
    /// Begin of the trace, in nanoseconds of its clock.
    let start: Int64

    private var tables: TraceTables { scene.tables }

    private func resolved(_ frames: ArraySlice<UInt32>) -> [ResolvedFrame] {
        frames.map { number in
            let frame = tables.stacks.frames[Int(number)]
            return ResolvedFrame(
                function: scene.text(frame.function), file: scene.text(frame.file), line: Int32(clamping: frame.line))
        }
    }

    /// `store.(*Cache).Get at store/cache.go:30`; empty without a stack.
    func place(_ frames: ArraySlice<UInt32>) -> String {
        PlaceText(paths: PathShortener(module: "")).place(resolved(frames)) ?? ""
    }

    /// The system call that a stack is in, such as `fsync`.
    func systemCall(_ frames: ArraySlice<UInt32>) -> String {
        SystemCallName.name(stack: frames.map { tables.functionName(frame: $0) })
    }

    /// Root function of a group, without the folders of its path.
    func root(_ group: Int32) -> String {
        let name = scene.text(scene.groups.root(group))
        return name.isEmpty ? "?" : FunctionName.short(name)
    }

    /// Nanoseconds since the begin of the trace.
    func at(_ time: Int64) -> Int64 { time &- start }

    func writeStack(_ name: String, _ frames: ArraySlice<UInt32>, to json: inout JSONWriter) {
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
}
