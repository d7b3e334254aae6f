/// Columns as Go's text/tabwriter makes them with right alignment and a padding of one blank.
///
/// A cell ends with a tab. A column is as wide as the widest cell of adjoining lines that have a cell there; what
/// follows the last tab of a line belongs to no column.
struct TabbedColumns {
    private var lines: [[[UInt8]]] = [[[]]]

    mutating func add(_ text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\t"), 0x0b: lines[lines.count - 1].append([])
            case UInt8(ascii: "\n"), 0x0c: lines.append([[]])
            default: lines[lines.count - 1][lines[lines.count - 1].count - 1].append(byte)
            }
        }
    }

    var bytes: [UInt8] {
        var output: [UInt8] = []
        var widths: [Int] = []
        format(0, lines.count, &widths, &output)
        return output
    }

    private func format(_ first: Int, _ end: Int, _ widths: inout [Int], _ output: inout [UInt8]) {
        let column = widths.count
        var first = first
        var at = first
        while at < end {
            guard column < lines[at].count - 1 else {
                at += 1
                continue
            }
            write(first..<at, widths, &output)
            first = at
            var width = 0
            while at < end, column < lines[at].count - 1 {
                width = max(width, Self.width(lines[at][column]) + 1)
                at += 1
            }
            widths.append(width)
            format(first, at, &widths, &output)
            widths.removeLast()
            first = at
        }
        write(first..<end, widths, &output)
    }

    private func write(_ range: Range<Int>, _ widths: [Int], _ output: inout [UInt8]) {
        for at in range {
            for (column, cell) in lines[at].enumerated() {
                if column < widths.count {
                    let padding = max(0, widths[column] - Self.width(cell))
                    output += [UInt8](repeating: UInt8(ascii: " "), count: padding)
                }
                output += cell
            }
            if at + 1 < lines.count { output.append(UInt8(ascii: "\n")) }
        }
    }

    private static func width(_ cell: [UInt8]) -> Int { String(decoding: cell, as: UTF8.self).unicodeScalars.count }
}
