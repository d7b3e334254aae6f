import Evidence
import SystemActivity
import Wire

/// What a log of system activity says in short: its processes, what they asked for, and what that was about.
public struct EventsSummaryReport {
    private let name: String
    private let summary: ActivitySummary
    private let tables: ActivityTables
    private let quality: Quality
    private let limit: Int

    /// - Parameter limit: rows of each table; nil for all.
    public init(
        _ summary: ActivitySummary, _ tables: ActivityTables, _ quality: Quality, name: String, limit: Int? = 10
    ) {
        self.summary = summary
        self.tables = tables
        self.quality = quality
        self.name = name
        self.limit = limit ?? .max
    }

    public func write(to writer: inout TextWriter) {
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(Plural.grouped(summary.count)) events of \(processCount) in "
                        + DurationText.format(summary.duration)))
        QualityLines.write(quality, to: &writer)
        HostSection(tables.host)?.write(to: &writer)
        writer.blank()
        var processes = TextTable([
            .init(title: "EVENTS", isNumber: true), .init(title: "TIME", isNumber: true),
            .init(title: "WAITED", isNumber: true), .init(title: "READY", isNumber: true),
            .init(title: "LIFE", isNumber: true), .init(title: "PROCESS"),
        ])
        for row in summary.processes.prefix(limit) {
            processes.add([
                Plural.grouped(row.tally.count), DurationText.format(row.tally.sum),
                DurationText.format(row.waited), DurationText.format(row.ready), life(row.process),
                ProcessWords.title(row.process, tables),
            ])
        }
        processes.write(to: &writer)
        MoreRows.write(summary.processes.count, limit, to: &writer)
        write("OPERATION", summary.operations, to: &writer)
        write("PATH", summary.paths, to: &writer)
    }

    private func write(_ title: String, _ rows: [ActivitySummary.Row], to writer: inout TextWriter) {
        guard !rows.isEmpty else { return }
        writer.blank()
        var table = TextTable([
            .init(title: "COUNT", isNumber: true), .init(title: "FAILED", isNumber: true),
            .init(title: "TIME", isNumber: true), .init(title: "LONGEST", isNumber: true), .init(title: title),
        ])
        for row in rows.prefix(limit) {
            table.add([
                Plural.grouped(row.tally.count), Plural.grouped(row.tally.failed),
                DurationText.format(row.tally.sum), DurationText.format(row.tally.longest), row.name,
            ])
        }
        table.write(to: &writer)
        MoreRows.write(rows.count, limit, to: &writer)
    }

    private var processCount: String {
        Plural.of(summary.processes.count, "process", "processes")
    }

    private func life(_ process: Int32) -> String {
        let process = tables.processes[Int(process)]
        return DurationText.format(max(0, (process.end ?? summary.end) &- (process.start ?? summary.start)))
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.summary/1")
            json.member("events", summary.count)
            json.member("durationNanoseconds", summary.duration)
            json.member("quality", array: quality.counters) { json, counter in
                json.onOneLine {
                    $0.object {
                        $0.member("counter", counter.name)
                        $0.member("value", counter.value)
                        $0.member("severity", counter.severity.rawValue)
                    }
                }
            }
            if let host = HostSection(tables.host) {
                json.member("host") { host.write(to: &$0) }
            }
            json.member("processes", array: summary.processes.prefix(limit)) { json, row in
                let process = tables.processes[Int(row.process)]
                json.object { json in
                    json.member("pid", process.id)
                    json.member("parent", process.parentID)
                    json.member("name", tables.strings[process.name])
                    json.member("arguments", strings: process.arguments.map { tables.strings[$0] })
                    json.member("exitStatus", process.exitStatus)
                    json.member("waitedNanoseconds", row.waited)
                    json.member("readyNanoseconds", row.ready)
                    Self.members(row.tally, to: &json)
                }
            }
            for (name, rows) in [("operations", summary.operations), ("paths", summary.paths)] {
                json.member(name, array: rows.prefix(limit)) { json, row in
                    json.onOneLine {
                        $0.object {
                            $0.member("name", row.name)
                            Self.members(row.tally, to: &$0)
                        }
                    }
                }
            }
        }
    }

    static func members(_ tally: ActivityTally, to json: inout JSONWriter) {
        json.member("count", tally.count)
        json.member("failed", tally.failed)
        json.member("sumNanoseconds", tally.sum)
        json.member("longestNanoseconds", tally.longest)
    }
}
