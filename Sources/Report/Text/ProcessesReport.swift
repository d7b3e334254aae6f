import Wire

/// A Go process, as `sonde ps` shows it.
public struct GoProcessRow: Sendable {
    public var processID: Int32
    public var user: String
    public var name: String
    public var executable: String
    public var goVersion: String
    public var module: String
    public var revision: String
    public var isModified: Bool?
    /// Nil when the process may not be read.
    public var goroutines: Int?
    /// Why `goroutines` is missing; empty otherwise.
    public var problem: String
    public var ageNanoseconds: Int64
    public var processorNanoseconds: Int64
    public var residentBytes: UInt64
    public var threads: Int

    public init(processID: Int32) {
        self.processID = processID
        (user, name, executable, goVersion, module, revision, problem) = ("", "", "", "", "", "", "")
        (ageNanoseconds, processorNanoseconds, residentBytes, threads) = (0, 0, 0, 0)
    }
}

/// The Go processes of a machine.
public struct ProcessesReport {
    private let rows: [GoProcessRow]
    /// Processes whose executable may not be opened.
    private let unreadable: Int

    public init(_ rows: [GoProcessRow], unreadable: Int) {
        self.rows = rows
        self.unreadable = unreadable
    }

    public func write(to writer: inout TextWriter) {
        var table = TextTable([
            TextTable.Column(title: "PID", isNumber: true), TextTable.Column(title: "USER"),
            TextTable.Column(title: "AGE", isNumber: true), TextTable.Column(title: "CPU", isNumber: true),
            TextTable.Column(title: "RSS", isNumber: true), TextTable.Column(title: "GOROUTINES", isNumber: true),
            TextTable.Column(title: "GO"), TextTable.Column(title: "PROGRAM"),
        ])
        for row in rows {
            table.add([
                String(row.processID), row.user, DurationText.format(row.ageNanoseconds),
                DurationText.format(row.processorNanoseconds), SizeText.format(row.residentBytes),
                row.goroutines.map { Plural.grouped($0) } ?? "?", row.goVersion, program(row),
            ])
        }
        if rows.isEmpty { writer.line("No Go process was found.") } else { table.write(to: &writer) }
        for row in rows where !row.problem.isEmpty {
            writer.line(StyledText("\(row.processID): \(row.problem)", .faint), hanging: 2)
        }
        if unreadable > 0 {
            let noun = unreadable == 1 ? "process of another user" : "processes of other users"
            writer.line(
                StyledText("\(unreadable) \(noun) may not be examined; root sees all (sonde doctor)", .faint),
                hanging: 2)
        }
    }

    private func program(_ row: GoProcessRow) -> String {
        var text = row.name
        if !row.module.isEmpty { text += " \(row.module)" }
        if !row.revision.isEmpty {
            text += " \(row.revision.prefix(12))\(row.isModified == true ? " (modified)" : "")"
        }
        return text
    }

    /// Schema `sonde.processes/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.processes/1")
            json.member("unreadable", unreadable)
            json.member("processes", array: rows) { json, row in
                json.object {
                    $0.member("pid", row.processID)
                    $0.member("user", row.user)
                    $0.member("name", row.name)
                    $0.member("executable", row.executable)
                    $0.member("goVersion", row.goVersion)
                    $0.member("module", row.module)
                    $0.member("revision", row.revision)
                    $0.member("modified", row.isModified)
                    $0.member("goroutines", row.goroutines)
                    $0.member("problem", row.problem)
                    $0.member("ageNanoseconds", row.ageNanoseconds)
                    $0.member("processorNanoseconds", row.processorNanoseconds)
                    $0.member("residentBytes", row.residentBytes)
                    $0.member("threads", row.threads)
                }
            }
        }
    }
}

/// Sizes in bytes for people, with binary units: `512B`, `12MiB`, `3.4GiB`.
public enum SizeText {
    public static func format(_ bytes: UInt64) -> String {
        var value = Double(bytes)
        for unit in ["B", "KiB", "MiB", "GiB", "TiB"] {
            if value < 1024 || unit == "TiB" {
                let tenths = (value * 10).rounded() / 10
                let isSmall = value < 10 && unit != "B" && tenths != tenths.rounded()
                return (isSmall ? "\(tenths)" : "\(Int(value.rounded()))") + unit
            }
            value /= 1024
        }
        return "\(bytes)B"
    }
}
