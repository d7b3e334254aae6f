/// Rows of numbers about things with long names: columns where there is room for them, else each name on a line of its
/// own with its numbers beneath.
struct FactsTable {
    struct Column {
        var title: String
        /// What stands behind the number in a line of facts, such as `opens`; empty when the number says it all.
        var word: String

        init(_ title: String, _ word: String? = nil) {
            self.title = title
            self.word = word ?? title.lowercased()
        }
    }

    let columns: [Column]
    let subject: String
    private var rows: [(cells: [String], subject: String)] = []

    /// - Parameter subject: title of the names.
    init(_ columns: [Column], subject: String) {
        self.columns = columns
        self.subject = subject
    }

    /// - Parameter cells: a number for each column; empty or `0` where there is none.
    mutating func add(_ cells: [String], _ subject: String) { rows.append((cells, subject)) }

    private static func isNothing(_ cell: String) -> Bool {
        cell.isEmpty || cell == "0" || cell == "0s" || cell == "0B"
    }

    /// Columns without any number are left out.
    func write(to writer: inout TextWriter) {
        let used = columns.indices.filter { column in rows.contains { !Self.isNothing($0.cells[column]) } }
        let numbers = used.reduce(0) { sum, column in
            sum + 2 + rows.reduce(columns[column].title.count) { max($0, DisplayWidth.columns(of: $1.cells[column])) }
        }
        // Names want a third of the place at least.
        if writer.options.width >= 60, numbers + writer.options.width / 3 <= writer.options.width {
            var table = TextTable(
                used.map { TextTable.Column(title: columns[$0].title, isNumber: true) }
                    + [TextTable.Column(title: subject)])
            for row in rows { table.add(used.map { row.cells[$0] } + [row.subject]) }
            return table.write(to: &writer)
        }
        writer.line(StyledText(subject, .faint))
        for row in rows {
            writer.line(StyledText(row.subject), hanging: 4)
            let facts = used.filter { !Self.isNothing(row.cells[$0]) }.map { column in
                let word = columns[column].word
                let cell = row.cells[column]
                let counted = cell == "1" && word.hasSuffix("s") ? String(word.dropLast()) : word
                let text = word.isEmpty ? cell : "\(cell) \(counted)"
                return String(text.map { $0 == " " ? "\u{a0}" : $0 })
            }
            writer.line(StyledText(facts.joined(separator: ", "), .faint), indent: 4)
        }
    }
}
