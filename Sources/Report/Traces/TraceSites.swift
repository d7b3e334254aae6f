import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Wire

/// Stacks in one line with who calls, where that matters more than the line alone.
struct TraceSites {
    private let names: TraceNames
    var scene: TraceScene { names.scene }

    init(_ pass: TracePass) { names = TraceNames(pass) }

    /// Length of what was looked at, in nanoseconds.
    var duration: Int64 { max(scene.end &- scene.start, 0) }

    /// The innermost function of a stack, and the first of the program's own code when that is another:
    /// `syscall.fsync ← store.(*Log).Append log.go:41`.
    func site(_ stack: UInt32, from skip: (String) -> Bool = { _ in false }) -> String {
        let frames = scene.tables.stacks[stack]
        let names = frames.map(scene.tables.functionName)
        guard
            let leaf = zip(frames, names).first(where: { !skip($0.1) })
                ?? zip(frames, names).first(where: { _ in true })
        else { return "(stack unknown)" }
        let text = FunctionName.short(leaf.1)
        guard let own = zip(frames, names).first(where: { FrameKinds.isUser(function: $0.1) }) else {
            return names.count > 1 && names.last != leaf.1
                ? "\(text) ← \(FunctionName.short(names[names.count - 1]))" : text
        }
        if own.0 == leaf.0 { return text + place(own.0) }
        return "\(text) ← \(FunctionName.short(own.1))\(place(own.0))"
    }

    private func place(_ frame: UInt32) -> String {
        let frame = scene.tables.stacks.frames[Int(frame)]
        guard frame.line > 0 else { return "" }
        let file = scene.text(frame.file)
        return " \(PathText.last(file)):\(frame.line)"
    }

    /// The function with which the goroutines of a group began.
    func group(_ group: Int32) -> String {
        let name = groupName(group)
        return name.isEmpty ? "(unknown)" : FunctionName.short(name)
    }

    func groupName(_ group: Int32) -> String { group < 0 ? "" : scene.text(scene.groups.root(group)) }

    /// Nanoseconds since the begin of the trace.
    func offset(_ time: Int64) -> Int64 { names.at(time) }

    /// When something was, since the begin of the trace.
    func moment(_ time: Int64) -> String { names.moment(time) }

    /// A share of the whole as per cent with a decimal where that counts: `0.4%`, `12%`.
    static func share(_ part: Double, of whole: Double) -> String {
        guard whole > 0 else { return "0%" }
        let percent = part / whole * 100
        if percent > 0, percent < 0.1 { return "<0.1%" }
        return NumberText.format(percent < 10 ? (percent * 10).rounded() / 10 : percent.rounded()) + "%"
    }
}

extension TraceSites {
    /// A member with the frames of a stack, innermost first; empty when it is unknown.
    func write(_ name: String, stack: UInt32, to json: inout JSONWriter) { names.member(name, stack, to: &json) }

    /// A member `atNanoseconds` since the begin of the trace.
    func write(at time: Int64, to json: inout JSONWriter) { json.member("atNanoseconds", offset(time)) }

    /// A member with number, sum and quantiles of durations.
    static func write(_ name: String, _ durations: DurationDistribution, to json: inout JSONWriter) {
        json.member(name) {
            $0.onOneLine { $0.object { durations.write(to: &$0) } }
        }
    }
}
