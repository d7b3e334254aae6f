/// Numbers in columns with a name behind them, which is not wrapped: names of functions are there to be copied.
struct NumberTable {
    private let titles: [String]
    private var rows: [(numbers: [String], name: String)] = []

    /// - Parameter titles: one for each number, and one for the name.
    init(_ titles: [String]) { self.titles = titles }

    mutating func add(_ numbers: [String], _ name: String) { rows.append((numbers, name)) }

    func write(to writer: inout TextWriter) {
        if writer.options.width < 60 { return writeStacked(to: &writer) }
        var widths = titles.dropLast().map { DisplayWidth.columns(of: $0) }
        for row in rows {
            for (at, number) in row.numbers.enumerated() {
                widths[at] = max(widths[at], DisplayWidth.columns(of: number))
            }
        }
        func lead(_ cells: [String]) -> String {
            zip(cells, widths).map { Pad.left($0, $1) + "  " }.joined()
        }
        writer.unwrapped(StyledText(lead(titles.dropLast()) + (titles.last ?? ""), .faint))
        for row in rows { writer.unwrapped(StyledText(lead(row.numbers) + row.name)) }
    }

    private func writeStacked(to writer: inout TextWriter) {
        for row in rows {
            writer.blank()
            writer.unwrapped(StyledText(row.name))
            let words = zip(row.numbers, titles).filter { $0.0 != "0" }.map { "\($1.lowercased()) \($0)" }
            writer.line(StyledText(words.joined(separator: ", ")), indent: 2)
        }
    }
}
