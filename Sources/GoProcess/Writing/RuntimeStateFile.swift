import Evidence
import Wire

/// A series of states as JSON lines: `runtime.jsonl` of a case.
///
/// One object for each state, in the order of time; figures that are not known are left out. Reading passes over names
/// that it does not know, so that later versions may add some.
public enum RuntimeStateFile {
    /// The states of a file, and how many of its lines were none.
    public struct Contents: Sendable {
        public var states: [RuntimeState] = []
        /// `runtime.lines.bad`: lines that were passed over; the last of a file that is still written may be one.
        public var quality = Quality()
    }

    /// One line, with its end.
    public static func encode(_ state: RuntimeState) -> [UInt8] {
        var writer = JSONWriter(.compact)
        writer.object { write(state, to: &$0) }
        writer.endLine()
        return writer.bytes
    }

    public static func encode(_ states: some Sequence<RuntimeState>) -> [UInt8] { states.flatMap { encode($0) } }

    /// All states that stand in whole lines; never fails, and takes time in proportion to the bytes.
    public static func decode(_ bytes: Bytes) -> Contents {
        var contents = Contents()
        let lines = RuntimeStateLines()
        var bad = 0
        var start = 0
        while start < bytes.count {
            let end = bytes.lineEnd(from: start)
            if let line = bytes.slice(start, end - start), !isBlank(line) {
                if let state = lines.state(line) {
                    contents.states.append(state)
                } else {
                    bad += 1
                }
            }
            start = end + 1
        }
        contents.quality.count(
            "runtime.lines.bad", bad, .dataLoss, "lines of the runtime's states that are none and were passed over")
        return contents
    }

    private static func isBlank(_ line: Bytes) -> Bool {
        (0..<line.count).allSatisfy { line[$0] == 32 || line[$0] == 13 || line[$0] == 9 }
    }

    private static func write(_ state: RuntimeState, to writer: inout JSONWriter) {
        for (name, target) in RuntimeStateFields.numbers() {
            if let number = state[keyPath: target] { writer.member(name, number) }
        }
        for (name, target) in RuntimeStateFields.flags() {
            if let flag = state[keyPath: target] { writer.member(name, flag) }
        }
        if let phase = state.collector.phase { writer.member("phase", phase.rawValue) }
        if state.finalizers.queuedIsLowerBound { writer.member("finalizers-at-least", true) }
        writer.member("queues", array: state.scheduler.queueLengths) { $0.value($1) }
        writer.member("pauses", array: state.collector.recentPauses) { writer, pause in
            writer.array([pause.end, pause.duration]) { $0.value($1) }
        }
        writer.member("sampled-timers", state.timers.sampled)
        writer.member("timer-groups", array: state.timers.groups) { writer, group in
            writer.object { writer in
                writer.member("kind", group.kind.rawValue)
                writer.member("function", group.function)
                writer.member("periodic", group.isPeriodic)
                writer.member("count", group.count)
                if let distance = group.medianDistance { writer.member("distance-ns", distance) }
                if let period = group.medianPeriod { writer.member("period-ns", period) }
            }
        }
        writer.member("quality", array: state.quality.counters) { writer, counter in
            writer.object { writer in
                writer.member("name", counter.name)
                writer.member("value", counter.value)
                writer.member("severity", counter.severity.rawValue)
                writer.member("explanation", counter.explanation)
            }
        }
    }
}
