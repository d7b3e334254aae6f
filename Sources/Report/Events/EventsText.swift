import Evidence
import SystemActivity

/// Events as lines for a terminal: time since the begin, process, thread, operation, what it was about, result, time
/// taken.
public struct EventsText {
    private let begin: Int64

    /// - Parameter begin: the time of the log that counts as zero.
    public init(begin: Int64) { self.begin = begin }

    public func write(_ event: ActivityEvent, of tables: ActivityTables, to writer: inout TextWriter) {
        let name = event.process >= 0 ? tables.strings[tables.processes[Int(event.process)].name] : "?"
        let id = event.process >= 0 ? "\(tables.processes[Int(event.process)].id)" : "?"
        var line = StyledText(Pad.left(Self.seconds(event.time &- begin), 12) + "  ", .faint)
        line = line + StyledText(Pad.right("\(name) \(id)", 16) + " " + Pad.left("\(event.thread)", 7) + "  ")
        line = line + StyledText(Pad.right(tables.strings[event.operation], 14) + " ", .strong)
        var rest = tables.strings[event.path]
        let result = tables.strings[event.result]
        if !result.isEmpty { rest += rest.isEmpty ? "= \(result)" : " = \(result)" }
        if event.duration >= 0 { rest += "  \(DurationText.format(event.duration))" }
        writer.unwrapped(line + StyledText(rest))
    }

    /// Seconds with microseconds: `12.345678`.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let value = max(nanoseconds, 0) / 1000
        let fraction = String(value % 1_000_000)
        return "\(value / 1_000_000)." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}
