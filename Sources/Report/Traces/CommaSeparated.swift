import Wire

/// A table as comma-separated values (RFC 4180), with a header; for tables that are small enough to be held.
public struct CommaSeparated {
    private var line = SeparatedLine()
    private var report = ByteReport()

    public init(columns: [String]) { row(columns) }

    /// The table.
    public var contents: [UInt8] { report.bytes }

    public mutating func row(_ cells: [String]) {
        for cell in cells { line.add(cell) }
        line.end(&report)
    }
}
