/// Rows in columns, for a terminal: all columns as wide as they need, the last one wrapped.
struct TextTable {
    struct Column {
        var title: String
        var isNumber = false
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [String]) { rows.append(cells.map { DisplayWidth.printable($0) }) }

    /// In places narrower than 60 columns each row becomes lines of `title: value`.
    func write(to writer: inout TextWriter) {
        if writer.options.width < 60 { return writeStacked(to: &writer) }
        var widths = columns.map { DisplayWidth.columns(of: $0.title) }
        for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], width(cell)) } }
        let lead = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        write(columns.map(\.title), widths, lead, style: .faint, to: &writer)
        for row in rows { write(row, widths, lead, style: .plain, to: &writer) }
    }

    private func width(_ text: String) -> Int { DisplayWidth.columns(of: text) }

    private func write(
        _ cells: [String], _ widths: [Int], _ leadWidth: Int, style: TextStyle, to writer: inout TextWriter
    ) {
        var lead = StyledText()
        for (index, cell) in cells.dropLast().enumerated() {
            let padded = columns[index].isNumber ? Pad.left(cell, widths[index]) : Pad.right(cell, widths[index])
            lead.append(padded + "  ", style)
        }
        writer.line(StyledText(cells.last ?? "", style), hanging: min(leadWidth, writer.options.width / 2), lead: lead)
    }

    private func writeStacked(to writer: inout TextWriter) {
        for row in rows {
            writer.blank()
            for (column, cell) in zip(columns, row) where !cell.isEmpty {
                writer.line(StyledText("\(column.title.lowercased()) ", .faint) + StyledText(cell), hanging: 2)
            }
        }
    }
}
