import Evidence
import Report
import SystemActivity
import Wire

/// A summary as rows of numbers with a name each, and what shows the events of a row.
struct SummaryTable: Sendable {
    enum Kind: String, Sendable { case count, duration, size }

    struct Column: Sendable {
        var id: String
        var title: String
        var kind: Kind
    }

    struct Row: Sendable {
        var name: String
        var values: [Int64]
        /// The rule, as an address has it, that leaves the events of the row; nil when there is none.
        var rule: String?
        /// The condition that does; nil when there is none.
        var condition: String?
        /// In `ActivityTables.processes`; -1 for none.
        var process: Int32 = -1
    }

    var columns: [Column]
    var rows: [Row]

    private init(_ columns: [(String, String, Kind)], _ rows: [Row]) {
        self.columns = columns.map { Column(id: $0.0, title: $0.1, kind: $0.2) }
        self.rows = rows
    }

    private static let tally: [(String, String, Kind)] = [
        ("time", "Time", .duration), ("count", "Events", .count), ("failed", "Failed", .count),
        ("longest", "Longest", .duration),
    ]

    private static func values(_ tally: ActivityTally) -> [Int64] {
        [tally.sum, Int64(tally.count), Int64(tally.failed), tally.longest]
    }

    /// - Parameter name: what is summed up, as `sonde events summary --by` has it.
    /// - Throws: 400 when there is no such summary; what is wrong with the source.
    static func make(_ name: String, _ source: inout HeldActivity) throws -> SummaryTable {
        switch name {
        case "process": return try processes(&source)
        case "references": return try references(&source)
        case "file": return try paths(&source, .file, .path) { rule(.path, .equals, $0) }
        case "folder": return try paths(&source, .file, .folder) { rule(.path, .beginsWith, folder($0)) }
        case "extension":
            return try paths(&source, .file, .fileExtension) { $0.isEmpty ? nil : rule(.path, .endsWith, $0) }
        case "registry": return try paths(&source, .registry, .path) { rule(.path, .equals, $0) }
        case "network":
            return try paths(&source, .network, .path) { name in
                name.isEmpty ? nil : rule(.path, .contains, name.hasPrefix("to ") ? String(name.dropFirst(3)) : name)
            }
        default: break
        }
        guard let column = ColumnSummary.Column(named: name) else {
            throw PageError(400, "There is no summary by \(name).")
        }
        let summary = try ColumnSummary(&source, by: column)
        return SummaryTable(
            tally,
            summary.rows.map { row in
                Row(
                    name: row.value, values: values(row.tally), rule: rule(column, row.value),
                    condition: condition(column, row.value))
            })
    }

    private static func folder(_ name: String) -> String {
        name.isEmpty || name.hasSuffix("/") || name.hasSuffix("\\") ? name : name + (name.contains("\\") ? "\\" : "/")
    }

    private static func rule(_ column: ProcmonColumn, _ relation: ProcmonRule.Relation, _ value: String) -> String? {
        // What separates rules cannot stand in one.
        value.contains("\u{1e}") ? nil : ProcmonRule(column, relation, value, isInclude: true).text
    }

    private static func rule(_ column: ColumnSummary.Column, _ value: String) -> String? {
        switch column {
        case .process: rule(.processName, .equals, value)
        case .pid: rule(.processID, .equals, value)
        case .tid: rule(.threadID, .equals, value)
        case .image: rule(.imagePath, .equals, value)
        case .command: rule(.commandLine, .equals, value)
        case .operation: rule(.operation, .equals, value)
        case .path: rule(.path, .equals, value)
        case .result: rule(.result, .equals, value)
        case .detail: rule(.detail, .equals, value)
        case .procmon(let column): rule(column, .equals, value)
        case .folder, .kind, .stack, .function: nil
        }
    }

    private static func condition(_ column: ColumnSummary.Column, _ value: String) -> String? {
        switch column {
        case .kind: "class == \(value)"
        case .folder: "folder == \(quoted(value))"
        case .function: value.isEmpty ? nil : "function == \(quoted(value))"
        default: nil
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func paths(
        _ source: inout HeldActivity, _ subject: ActivitySubject, _ grouping: PathSummary.Grouping,
        rule: (String) -> String?
    ) throws -> SummaryTable {
        let summary = try PathSummary(&source, of: subject, by: grouping)
        let effects: [(String, ActivityEffect)] =
            switch subject {
            case .network:
                [("Connects", .connect), ("Disconnects", .disconnect), ("Sends", .send), ("Receives", .receive)]
            case .registry: [("Opens", .open), ("Closes", .close), ("Reads", .read), ("Writes", .write)]
            default:
                [
                    ("Opens", .open), ("Closes", .close), ("Reads", .read), ("Writes", .write),
                    ("Get ACL", .getPermissions), ("Set ACL", .setPermissions),
                ]
            }
        var columns = tally
        columns += effects.map { ($0.0.lowercased(), $0.0, .count) }
        columns.append(("other", "Other", .count))
        let hasBytes = subject != .registry
        if hasBytes {
            let isNetwork = subject == .network
            columns.append(("in", isNetwork ? "Received" : "Read", .size))
            columns.append(("out", isNetwork ? "Sent" : "Written", .size))
        }
        return SummaryTable(
            columns,
            summary.rows.map { row in
                var values = values(row.effects.tally)
                values += effects.map { Int64(row.effects[$0.1]) }
                values.append(Int64(row.effects[.other]))
                if hasBytes { values += [Int64(row.effects.bytesIn), Int64(row.effects.bytesOut)] }
                return Row(name: row.name, values: values, rule: rule(row.name))
            })
    }

    private static func processes(_ source: inout HeldActivity) throws -> SummaryTable {
        let summary = try ProcessSummary(&source)
        let tables = source.tables
        let columns: [(String, String, Kind)] =
            tally + [
                ("waited", "Waited", .duration), ("ready", "Ready", .duration), ("files", "File", .count),
                ("read", "Read", .size), ("written", "Written", .size), ("registry", "Registry", .count),
                ("network", "Network", .count), ("received", "Received", .size), ("sent", "Sent", .size),
            ]
        return SummaryTable(
            columns,
            summary.rows.map { row in
                let id = row.process < 0 ? "" : String(tables.processes[Int(row.process)].id)
                return Row(
                    name: row.process < 0 ? "no process" : "\(tables.title(ofProcess: row.process)) (\(id))",
                    values: values(row.tally) + [
                        row.waited, row.ready, Int64(row.files.tally.count), Int64(row.files.bytesIn),
                        Int64(row.files.bytesOut), Int64(row.registry.tally.count), Int64(row.network.tally.count),
                        Int64(row.network.bytesIn), Int64(row.network.bytesOut),
                    ], rule: row.process < 0 ? nil : rule(.processID, .equals, id), process: row.process)
            })
    }

    private static func references(_ source: inout HeldActivity) throws -> SummaryTable {
        let references = try CrossReferences(&source)
        let tables = source.tables
        func names(_ processes: [Int32]) -> String {
            var counts: [(title: String, count: Int)] = []
            for process in processes {
                let title = tables.title(ofProcess: process)
                if let known = counts.firstIndex(where: { $0.title == title }) {
                    counts[known].count += 1
                } else {
                    counts.append((title, 1))
                }
            }
            let named = counts.prefix(4).map { $0.count == 1 ? $0.title : "\($0.title) (\($0.count) processes)" }
            return named.joined(separator: ", ") + (counts.count > 4 ? " and \(counts.count - 4) more" : "")
        }
        return SummaryTable(
            [
                ("written", "Written", .size), ("read", "Read", .size), ("writers", "Writers", .count),
                ("readers", "Readers", .count),
            ],
            references.rows.map { row in
                Row(
                    name: "\(row.path) — written by \(names(row.writers)), read by \(names(row.readers))",
                    values: [
                        Int64(row.bytesWritten), Int64(row.bytesRead), Int64(row.writers.count),
                        Int64(row.readers.count),
                    ], rule: rule(.path, .equals, row.path))
            })
    }
}
