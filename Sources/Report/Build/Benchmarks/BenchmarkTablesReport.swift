import GoBuild
import Wire

/// `sonde build bench`: the tables of benchstat (golang.org/x/perf/cmd/benchstat), in its layout.
public struct BenchmarkTablesReport {
    let tables: BenchmarkTables
    let files: [BenchmarkResults]
    let options: BenchmarkSample.Options

    public init(_ tables: BenchmarkTables, files: [BenchmarkResults], options: BenchmarkSample.Options) {
        (self.tables, self.files, self.options) = (tables, files, options)
    }

    public func write(to writer: inout TextWriter) {
        for line in lines() {
            if line.isEmpty { writer.blank() } else { writer.unwrapped(StyledText(line)) }
        }
    }

    /// What was wrong with lines of the files, for standard error.
    public var problems: [String] {
        let wrong = files.flatMap { file in
            let more = file.problemCount - file.problems.count
            return file.problems.map { "\(file.label):\($0.line): \($0.message)" }
                + (more > 0 ? ["\(file.label): \(Plural.of(more, "more mistake")) of this kind"] : [])
        }
        return wrong + tables.contradictions
    }

    func lines() -> [String] {
        var lines: [String] = []
        var former: [String]?
        for table in tables.tables {
            if former != nil { lines.append("") }
            for (index, key) in tables.settingKeys.enumerated() where former?[index] != table.settings[index] {
                // An empty value has no blank before it.
                lines.append("\(key): \(table.settings[index])")
            }
            former = table.settings
            lines += Self.lines(of: table)
        }
        return lines
    }

    // MARK: - One table

    /// Columns of the layout: a name; then center, range and footnotes of each file, and from the second file on delta,
    /// test and footnotes.
    private static func start(_ column: Int) -> Int { column == 0 ? 1 : 4 + (column - 1) * 6 }

    private static func lines(of table: BenchmarkTable) -> [String] {
        var layout = SpannedTable()
        var notes = Footnotes()
        let edge = start(table.columns.count)
        layout.beginRow()
        for (index, column) in table.columns.enumerated() {
            let span = start(index + 1) - start(index)
            layout.add(column.label, at: start(index), span: span, margin: " │ ", .center)
        }
        layout.add("", at: edge, margin: " │")
        layout.beginRow()
        for index in table.columns.indices {
            layout.add(table.unit, at: start(index), span: 3, margin: " │ ", .center)
            if index > 0 { layout.add("vs base", at: start(index) + 3, span: 3, margin: "  ") }
        }
        layout.add("", at: edge, margin: " │")
        for row in table.rows {
            layout.beginRow()
            layout.add(row.name, at: 0)
            add(row, table, to: &layout, &notes)
        }
        if table.rows.count > 1 {
            layout.beginRow()
            addMeans(table, to: &layout, &notes)
        }
        return layout.lines() + notes.lines
    }

    private static func add(
        _ row: BenchmarkTable.Row, _ table: BenchmarkTable, to layout: inout SpannedTable, _ notes: inout Footnotes
    ) {
        let scale = BenchmarkScale(row.cells.compactMap { $0?.sample.center }, isBinary: table.isBinary)
        for (index, cell) in row.cells.enumerated() {
            guard let cell else { continue }
            let at = start(index)
            layout.add(scale.text(cell.sample.center), at: at, .right)
            layout.add(BenchmarkWords.range(cell.sample), at: at + 1, margin: " ± ", .right)
            layout.add(notes.marks(cell.sample.warnings), at: at + 2)
            guard let comparison = cell.comparison else { continue }
            layout.add(BenchmarkWords.delta(comparison), at: at + 3, .right)
            layout.add(BenchmarkWords.test(comparison), at: at + 4)
            layout.add(notes.marks(comparison.warnings), at: at + 5)
        }
    }

    private static func addMeans(
        _ table: BenchmarkTable, to layout: inout SpannedTable, _ notes: inout Footnotes
    ) {
        layout.add("geomean", at: 0)
        for (index, column) in table.columns.enumerated() {
            if let mean = column.mean {
                layout.add(BenchmarkScale.text(mean, isBinary: table.isBinary), at: start(index), .right)
            }
            if index > 0 {
                let isKnown = column.ratio != nil
                layout.add(
                    column.ratio.map(BenchmarkWords.change) ?? "?", at: start(index) + 3, isKnown ? .right : .left)
            }
            layout.add(notes.marks(column.warnings), at: start(index + 1) - 1)
        }
    }

    /// Warnings below a table, each once.
    private struct Footnotes {
        private var texts: [String] = []

        mutating func marks(_ warnings: [BenchmarkWarning]) -> String {
            warnings.map { warning in
                let text = BenchmarkWords.warning(warning)
                let known = texts.firstIndex(of: text)
                if known == nil { texts.append(text) }
                return BenchmarkWords.superscript((known ?? texts.count - 1) + 1)
            }.joined(separator: " ")
        }

        var lines: [String] {
            texts.enumerated().map { "\(BenchmarkWords.superscript($0.offset + 1)) \($0.element)" }
        }
    }
}
