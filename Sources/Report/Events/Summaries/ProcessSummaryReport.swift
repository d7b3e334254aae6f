import Evidence
import SystemActivity
import Wire

/// What each process did, as text and JSON.
public struct ProcessSummaryReport {
    private let summary: ProcessSummary
    private let tables: ActivityTables
    private let name: String
    private let limit: Int

    /// - Parameter limit: rows that are shown; nil for all.
    public init(_ summary: ProcessSummary, _ tables: ActivityTables, name: String, limit: Int?) {
        self.summary = summary
        self.tables = tables
        self.name = name
        self.limit = limit ?? .max
    }

    public func write(to writer: inout TextWriter) {
        let count = summary.rows.reduce(0) { $0 + $1.tally.count }
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    " \(Plural.grouped(count)) events of \(Plural.of(summary.rows.count, "process", "processes"))"))
        if summary.rows.isEmpty { return }
        writer.blank()
        var table = FactsTable(
            [
                .init("EVENTS"), .init("TIME", ""), .init("WAITED"), .init("FILE", "on files"), .init("READ"),
                .init("WRITTEN"), .init("REGISTRY", "on the registry"), .init("NETWORK", "on the network"),
                .init("RECEIVED"), .init("SENT"),
            ], subject: "PROCESS")
        for row in summary.rows.prefix(limit) {
            table.add(
                [
                    Plural.grouped(row.tally.count), DurationText.format(row.tally.sum),
                    DurationText.format(row.waited), Plural.grouped(row.files.tally.count),
                    SizeText.format(UInt64(clamping: row.files.bytesIn)),
                    SizeText.format(UInt64(clamping: row.files.bytesOut)),
                    Plural.grouped(row.registry.tally.count), Plural.grouped(row.network.tally.count),
                    SizeText.format(UInt64(clamping: row.network.bytesIn)),
                    SizeText.format(UInt64(clamping: row.network.bytesOut)),
                ], ProcessWords.title(row.process, tables))
        }
        table.write(to: &writer)
        MoreRows.write(summary.rows.count, limit, to: &writer)
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.summary.processes/1")
            json.member("processes", array: summary.rows.prefix(limit)) { json, row in
                json.object { json in
                    ProcessWords.members(row.process, tables, to: &json)
                    EventsSummaryReport.members(row.tally, to: &json)
                    json.member("waitedNanoseconds", row.waited)
                    json.member("readyNanoseconds", row.ready)
                    for (name, part) in [("files", row.files), ("registry", row.registry), ("network", row.network)] {
                        json.member(name) { json in
                            json.onOneLine {
                                $0.object {
                                    EventsSummaryReport.members(part.tally, to: &$0)
                                    $0.member("bytesIn", part.bytesIn)
                                    $0.member("bytesOut", part.bytesOut)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How reports name processes.
enum ProcessWords {
    /// `compile fmt (123)`; a word for what belongs to none.
    static func title(_ number: Int32, _ tables: ActivityTables) -> String {
        guard number >= 0 else { return "no process" }
        let title = tables.title(ofProcess: number)
        let blank = title.firstIndex(of: " ") ?? title.endIndex
        return "\(title[..<blank]) (\(tables.processes[Int(number)].id))\(title[blank...])"
    }

    /// Id, name and title as members of an object.
    static func members(_ number: Int32, _ tables: ActivityTables, to json: inout JSONWriter) {
        guard number >= 0 else { return }
        let process = tables.processes[Int(number)]
        json.member("pid", process.id)
        json.member("parent", process.parentID)
        json.member("name", tables.strings[process.name])
        json.member("title", tables.title(ofProcess: number))
    }
}
