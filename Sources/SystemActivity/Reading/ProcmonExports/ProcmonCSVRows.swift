import Wire

/// Rows of Process Monitor's CSV: columns by the titles in the first row, in any order and number.
struct ProcmonCSVRows: ProcmonRows {
    let bytes: Bytes
    /// The columns of the file; nil for titles that are none of Process Monitor's.
    let columns: [ProcmonColumn?]
    /// Offset of the first event.
    let start: Int

    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    private static let longestHeader = 1 << 14

    /// - Throws: `notRecognised` when the first row has no titles of Process Monitor.
    init(_ bytes: Bytes) throws(InputError) {
        self.bytes = bytes
        var offset = bytes.starts(with: Self.mark) ? Self.mark.count : 0
        var columns: [ProcmonColumn?] = []
        while let field = Self.field(bytes, &offset) {
            var title: [UInt8] = []
            Self.append(bytes, field.range, to: &title)
            columns.append(ProcmonColumn(named: String(decoding: title, as: UTF8.self)))
            if field.isLast || offset > Self.longestHeader { break }
        }
        let known = columns.compactMap { $0 }
        guard known.contains(.operation), known.count >= 2 else {
            throw InputError(
                .notRecognised, "is no CSV of Process Monitor: its first row does not name the column Operation",
                offset: 0)
        }
        self.columns = columns
        start = offset
    }

    /// The field at an offset, which moves behind it.
    private static func field(_ bytes: Bytes, _ offset: inout Int) -> (range: Range<Int>, isLast: Bool)? {
        guard offset < bytes.count else { return nil }
        let start = offset
        if bytes[offset] == UInt8(ascii: "\"") {
            offset += 1
            while offset < bytes.count {
                if bytes[offset] == UInt8(ascii: "\"") {
                    guard offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\"") else { break }
                    offset += 1
                }
                offset += 1
            }
            offset = min(offset + 1, bytes.count)
        }
        // What is not quoted, or stands behind the quotes.
        while offset < bytes.count, bytes[offset] != UInt8(ascii: ","), bytes[offset] != 10, bytes[offset] != 13 {
            offset += 1
        }
        let range = start..<offset
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ",") {
            offset += 1
            return (range, false)
        }
        if offset < bytes.count, bytes[offset] == 13 { offset += 1 }
        if offset < bytes.count, bytes[offset] == 10 { offset += 1 }
        return (range, true)
    }

    func row(at offset: Int, into fields: inout ProcmonRowFields) -> (start: Int, end: Int)? {
        var end = offset
        // Empty lines, as at the end.
        while end < bytes.count, bytes[end] == 10 || bytes[end] == 13 { end += 1 }
        let start = end
        fields.clear()
        var index = 0
        while let field = Self.field(bytes, &end) {
            if index < columns.count, let column = columns[index] { fields[column] = field.range }
            index += 1
            if field.isLast { break }
        }
        return end > start ? (start, end) : nil
    }

    func append(_ range: Range<Int>, to text: inout [UInt8]) { Self.append(bytes, range, to: &text) }

    private static func append(_ bytes: Bytes, _ range: Range<Int>, to text: inout [UInt8]) {
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else {
            return text.append(bytes, from: range.lowerBound, count: range.count)
        }
        var index = range.lowerBound + 1
        while index < range.upperBound {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard index < range.upperBound, bytes[index] == UInt8(ascii: "\"") else { return }
                index += 1
            }
            text.append(byte)
        }
    }
}
