import SystemActivity
import Wire

/// Paths that one process wrote and another one read, as text and JSON.
public struct CrossReferencesReport {
    private let references: CrossReferences
    private let tables: ActivityTables
    private let name: String
    private let limit: Int

    /// - Parameter limit: rows that are shown; nil for all.
    public init(_ references: CrossReferences, _ tables: ActivityTables, name: String, limit: Int?) {
        self.references = references
        self.tables = tables
        self.name = name
        self.limit = limit ?? .max
    }

    public func write(to writer: inout TextWriter) {
        let count = references.rows.count
        writer.line(
            StyledText(name, .strong)
                + StyledText(
                    count == 0
                        ? " no path was written by one process and read by another"
                        : " \(Plural.of(count, "path")) \(count == 1 ? "was" : "were") written by one process and read "
                            + "by another"))
        for row in references.rows.prefix(limit) {
            writer.blank()
            writer.line(StyledText(row.path, .strong), hanging: 4)
            writer.item(
                StyledText("\(SizeText.format(UInt64(clamping: row.bytesWritten))) written by", .faint),
                StyledText(words(row.writers)), indent: 2, column: 24)
            writer.item(
                StyledText("\(SizeText.format(UInt64(clamping: row.bytesRead))) read by", .faint),
                StyledText(words(row.readers)),
                indent: 2, column: 24)
        }
        writer.blank()
        MoreRows.write(count, limit, to: &writer)
    }

    /// Processes by title, each title once: `link main, compile os (3 processes)`.
    private func words(_ processes: [Int32]) -> String {
        var counts: [(title: String, count: Int, id: UInt32)] = []
        for number in processes {
            let title = tables.title(ofProcess: number)
            if let known = counts.firstIndex(where: { $0.title == title }) {
                counts[known].count += 1
            } else if counts.count < 8 {
                counts.append((title, 1, tables.processes[Int(number)].id))
            } else {
                return list(counts) + " and \(processes.count - counts.reduce(0) { $0 + $1.count }) more"
            }
        }
        return list(counts)
    }

    private func list(_ counts: [(title: String, count: Int, id: UInt32)]) -> String {
        counts.map { $0.count == 1 ? "\($0.title) (\($0.id))" : "\($0.title) (\($0.count) processes)" }
            .joined(separator: ", ")
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.events.summary.references/1")
            json.member("paths", array: references.rows.prefix(limit)) { json, row in
                json.object { json in
                    json.member("path", row.path)
                    json.member("bytesWritten", row.bytesWritten)
                    json.member("bytesRead", row.bytesRead)
                    for (name, processes) in [("writers", row.writers), ("readers", row.readers)] {
                        json.member(name, array: processes) { json, process in
                            json.onOneLine { $0.object { ProcessWords.members(process, tables, to: &$0) } }
                        }
                    }
                }
            }
        }
    }
}
