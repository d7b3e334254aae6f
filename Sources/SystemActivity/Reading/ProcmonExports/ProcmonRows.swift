import Wire

/// Places of the columns of one event in an export.
struct ProcmonRowFields {
    /// By raw value of the column; nil for columns that the event does not have.
    private(set) var ranges: [Range<Int>?] = Array(repeating: nil, count: ProcmonColumn.allCases.count)
    /// Number of the process in the export; nil when it has none.
    var processIndex: Range<Int>?
    /// What stands between the marks of its stack; nil when it has none.
    var stack: Range<Int>?

    subscript(_ column: ProcmonColumn) -> Range<Int>? {
        get { ranges[Int(column.rawValue)] }
        set { ranges[Int(column.rawValue)] = newValue }
    }

    mutating func clear() {
        for index in ranges.indices { ranges[index] = nil }
        processIndex = nil
        stack = nil
    }
}

/// An export of Process Monitor as a sequence of events with columns.
protocol ProcmonRows: Sendable {
    var bytes: Bytes { get }

    /// Finds the columns of the event at or behind an offset.
    /// - Returns: where it begins and what lies behind it; nil at the end.
    func row(at offset: Int, into fields: inout ProcmonRowFields) -> (start: Int, end: Int)?

    /// Appends the text of a column without what the format wraps it in.
    func append(_ range: Range<Int>, to text: inout [UInt8])
}
