/// A table for fixed-width type in which a cell may span columns, laid out as benchstat's are.
///
/// Each column has a margin on its left, which is as wide as the widest one of its cells. A spanning cell that needs more
/// room than its columns have gets it from the first of them.
struct SpannedTable {
    enum Alignment { case left, center, right }

    private struct Cell {
        var row: Int
        var column: Int
        var span: Int
        var text: String
        var margin: String
        var alignment: Alignment
    }

    private var cells: [Cell] = []
    private var row = -1

    mutating func beginRow() { row += 1 }

    /// - Parameter margin: what stands on the left; a blank, and nothing in the first column or before nothing, when nil.
    mutating func add(
        _ text: String, at column: Int, span: Int = 1, margin: String? = nil, _ alignment: Alignment = .left
    ) {
        let usual = column == 0 || text.isEmpty ? "" : " "
        cells.append(
            Cell(row: row, column: column, span: span, text: text, margin: margin ?? usual, alignment: alignment))
    }

    /// Lines without blanks at their ends.
    func lines() -> [String] {
        let columns = cells.reduce(0) { max($0, $1.column + $1.span) }
        var margins = [Int](repeating: 0, count: columns)
        for cell in cells { margins[cell.column] = max(margins[cell.column], cell.margin.unicodeScalars.count) }
        var widths = [Int](repeating: 0, count: columns)
        for span in Set(cells.map(\.span)).sorted() {
            for cell in cells where cell.span == span {
                let width = cell.text.unicodeScalars.count + margins[cell.column]
                let others = widths[(cell.column + 1)..<(cell.column + span)].reduce(0, +)
                // Within a group only the first column stretches; a span that begins inside of one has no such.
                if span == 1 || stretches(cell.column) {
                    widths[cell.column] = max(widths[cell.column], width - others)
                }
            }
        }
        var starts = [0]
        for width in widths { starts.append(starts[starts.count - 1] + width) }
        return (0...max(0, row)).map { row in line(row, starts, margins) }
    }

    /// Columns where the widest of the spans over them begins.
    private func stretches(_ column: Int) -> Bool {
        !cells.contains { $0.column < column && column < $0.column + $0.span }
    }

    private func line(_ row: Int, _ starts: [Int], _ margins: [Int]) -> String {
        var line = ""
        var at = 0
        func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
        for cell in cells where cell.row == row {
            let isBlank = (cell.text + cell.margin).allSatisfy { $0 == " " }
            if isBlank { continue }
            let margin = cell.margin.unicodeScalars.count
            let start = starts[cell.column]
            let room = starts[cell.column + cell.span] - start - margins[cell.column]
            let width = cell.text.unicodeScalars.count
            let lead =
                switch cell.alignment {
                case .left: 0
                case .center: max(0, (room - width) / 2)
                case .right: max(0, room - width)
                }
            let before = max(0, start - at) + margins[cell.column] - margin
            line += blanks(before) + cell.margin + blanks(lead) + cell.text
            at += before + margin + lead + width
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
