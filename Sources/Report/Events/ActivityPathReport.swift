import Diagnosis
import Evidence
import SystemActivity
import Wire

/// The critical path of a command by who woke whom, as text and JSON.
public struct ActivityPathReport {
    private let path: ActivityPath
    private let tables: ActivityTables
    private let name: String
    private let showsAll: Bool
    /// Nanoseconds of all segments.
    private let total: Int64

    public init(_ path: ActivityPath, _ tables: ActivityTables, name: String, showsAll: Bool) {
        self.path = path
        self.tables = tables
        self.name = name
        self.showsAll = showsAll
        total = path.segments.reduce(0) { $0 &+ $1.duration }
    }

    /// The path as rows.
    public func rows() -> PathSteps {
        let steps = stretches()
        return PathSteps(
            total: total, begin: begin, steps: steps, mainSteps: PathStep.gathered(steps, of: total), shares: shares())
    }

    private var begin: Int64 { path.segments.first?.start ?? 0 }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(name, .strong) + StyledText(" \(DurationText.format(total))"))
        writer.blank()
        TimeShares.table(shares(), of: total, counted: "TIMES", to: &writer)
        writer.blank()
        var table = TextTable([
            .init(title: "AT", isNumber: true), .init(title: "TOOK", isNumber: true), .init(title: "WHAT"),
        ])
        for stretch in showsAll ? stretches() : PathStep.gathered(stretches(), of: total) {
            table.add([
                DurationText.format(stretch.start), DurationText.format(stretch.duration), stretch.what,
            ])
        }
        table.write(to: &writer)
    }

    /// What happens on behalf of one process and for one reason, one behind the other.
    private func stretches() -> [PathStep] {
        var result: [PathStep] = []
        for segment in path.segments {
            let what = what(segment)
            if let last = result.last, last.what == what {
                result[result.count - 1].duration &+= segment.duration
            } else {
                result.append(
                    PathStep(
                        what: what, start: segment.start &- begin, duration: segment.duration,
                        process: segment.process, isRunning: segment.kind == .running))
            }
        }
        return result
    }

    private func shares() -> [(name: String, time: Int64, count: Int)] {
        var sums: [String: (time: Int64, count: Int)] = [:]
        for stretch in stretches() {
            sums[stretch.what, default: (0, 0)].time &+= stretch.duration
            sums[stretch.what, default: (0, 0)].count += 1
        }
        return sums.map { ($0.key, $0.value.time, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    private func process(_ number: Int32) -> String {
        guard tables.processes.indices.contains(Int(number)) else { return "a process" }
        let process = tables.processes[Int(number)]
        return "\(tables.strings[process.name]) (\(process.id))"
    }

    private func what(_ segment: ActivityPath.Segment) -> String {
        switch segment.kind {
        case .running: return "\(process(segment.process)) ran"
        case .ready: return "\(process(segment.process)) waited for a processor"
        case .unknown: return "not in the log"
        case .blocked:
            guard let index = segment.wait else { return "\(process(segment.process)) waited" }
            let wait = tables.waits[index]
            let operation = wait.operation == .empty ? "" : " in \(tables.strings[wait.operation])"
            // A timer goes off on whatever runs just then.
            let waker = tables.strings[wait.operation].hasSuffix("nanosleep") ? "" : tables.strings[wait.wakerName]
            // A thread outside of what was followed may merely have been interrupted: who wakes in an interrupt is
            // whoever runs.
            let ended =
                wait.wakerProcessID == 0 || waker.isEmpty
                ? ""
                : wait.wakerProcess < 0
                    ? ", until \(waker) (\(wait.wakerProcessID)), or an interrupt while it ran, woke it"
                    : ""
            return "\(process(segment.process)) waited\(operation)\(ended)"
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.path/1")
            json.member("durationNanoseconds", total)
            TimeShares.write(shares(), to: &json)
            json.member("segments", array: path.segments) { json, segment in
                json.onOneLine {
                    $0.object { json in
                        json.member("atNanoseconds", segment.start &- begin)
                        json.member("durationNanoseconds", segment.duration)
                        json.member("kind", "\(segment.kind)")
                        if segment.process >= 0 {
                            json.member("processID", tables.processes[Int(segment.process)].id)
                            json.member("threadID", segment.thread)
                        }
                        if let index = segment.wait {
                            json.member("operation", tables.strings[tables.waits[index].operation])
                            json.member("wakerProcessID", tables.waits[index].wakerProcessID)
                            json.member("wakerName", tables.strings[tables.waits[index].wakerName])
                        }
                    }
                }
            }
        }
    }
}
