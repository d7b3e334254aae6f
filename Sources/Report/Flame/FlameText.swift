import GoProfile

/// Where a flame graph is drawn in text.
public struct FlameTextOptions: Sendable {
    /// Columns.
    public var width: Int
    public var colors: ColorDepth
    /// Without it, all that sonde writes itself is ASCII.
    public var isUnicode: Bool
    /// Rows below the root; nil for all.
    public var depth: Int?

    public init(width: Int = 80, colors: ColorDepth = .none, isUnicode: Bool = true, depth: Int? = nil) {
        self.width = max(width, 20)
        self.colors = colors
        self.isUnicode = isUnicode
        self.depth = depth
    }
}

/// A flame graph in a terminal: the root on top, each frame as wide as its part of the whole.
public struct FlameText {
    private let view: FlameView
    private let options: FlameTextOptions
    private let cells: FlameCells
    private let legend: FlameLegend
    private let names: FlameNames
    private var marks: FlameMarks { FlameMarks(isUnicode: options.isUnicode) }

    public static func write(_ view: FlameView, _ options: FlameTextOptions, sink: TextWriter.Sink? = nil) throws
        -> [UInt8]
    {
        var writer = TextWriter(
            TextOptions(width: options.width, hasColor: options.colors != .none), sink: sink)
        FlameText(view, options).write(&writer)
        if sink != nil { try writer.finish() }
        return writer.bytes
    }

    private init(_ view: FlameView, _ options: FlameTextOptions) {
        self.view = view
        self.options = options
        let cells = FlameCells(view.tree, columns: options.width, depth: options.depth)
        self.cells = cells
        let names = FlameNames(view.tree, cells)
        self.names = names
        let room = options.colors == .none ? 1 : 0
        legend = FlameLegend(view, cells, names, room: room)
    }

    private func write(_ writer: inout TextWriter) {
        writer.line(StyledText(plain(view.headline), .strong))
        if let line = view.searchLine {
            writer.line(StyledText(plain(line) + (options.colors == .none ? "; marked with *" : ""), .warning))
        }
        if cells.rows.isEmpty {
            writer.line("There are no samples to draw.")
            return
        }
        for row in cells.rows {
            writer.copy(options.colors == .none ? plainRow(row) : coloredRow(row))
        }
        legend.write(&writer, view, isUnicode: options.isUnicode)
        for note in notes { writer.line(StyledText(note)) }
    }

    private var notes: [String] {
        var notes: [String] = []
        if view.hasChanges, options.colors != .none { notes.append("Red is more than before, green less.") }
        if cells.restCount > 0 {
            let count = cells.restCount
            notes.append(
                "\(Plural.of(count, "branch", "branches")) narrower than a column "
                    + "\(count == 1 ? "is" : "are") drawn as + or not at all; "
                    + "\(view.share(cells.restWidth)) of the whole is in them.")
        }
        if cells.isCut, let depth = options.depth {
            notes.append("Frames deeper than \(depth) are not drawn.")
        }
        return notes
    }

    /// The text in the characters that there are.
    private func plain(_ text: String) -> String {
        options.isUnicode ? text : text.replacing("→", with: "->")
    }

    // MARK: Rows

    /// Bars between frames, where there are no colours.
    private func plainRow(_ row: [FlameCell]) -> [UInt8] {
        var line = ""
        var column = 0
        for cell in row {
            if cell.start > column {
                // The end of the frame before, if something else follows than a frame.
                line += column > 0 ? marks.bar : " "
                line += String(repeating: " ", count: cell.start - column - 1)
            }
            line += text(cell, isBarred: true)
            column = cell.end
        }
        if column < options.width { line += marks.bar }
        while line.last == " " { line.removeLast() }
        return Array((line + "\n").utf8)
    }

    private func coloredRow(_ row: [FlameCell]) -> [UInt8] {
        var line = ""
        var column = 0
        var last: (meaning: FlamePalette.Meaning, isOdd: Bool, end: Int)?
        for cell in row {
            line += String(repeating: " ", count: cell.start - column)
            let meaning = cell.restCount > 0 ? .other : FlamePalette.meaning(view, cell.node)
            let isOdd = last.map { $0.end == cell.start && $0.meaning == meaning && !$0.isOdd } ?? false
            let isStrong = meaning == .match ? "1;" : ""
            line += "\u{1b}[\(isStrong)\(FlamePalette.parameters(meaning, isOdd: isOdd, options.colors))m"
            line += text(cell, isBarred: false)
            line += "\u{1b}[0m"
            last = (meaning, isOdd, cell.end)
            column = cell.end
        }
        return Array((line + "\n").utf8)
    }

    /// What stands in a cell, filled up to its width.
    private func text(_ cell: FlameCell, isBarred: Bool) -> String {
        let letter = legend.letter(cell)
        if isBarred, cell.width == 1 {
            if view.isMatch(cell.node), cell.restCount == 0 { return letter ?? "*" }
            return letter ?? (cell.restCount > 0 ? "+" : marks.bar)
        }
        let bar = isBarred ? marks.bar : ""
        let room = cell.width - (isBarred ? 1 : 0)
        let words: String
        if cell.restCount > 0 {
            let count = "+\(cell.restCount)"
            words = count.utf8.count <= room ? count : "+"
        } else if let letter {
            words = letter
        } else {
            words = names.label(cell.node, view, room: room, marks)
        }
        return bar + Pad.right(words, room)
    }
}

/// The signs of a drawing.
struct FlameMarks {
    let isUnicode: Bool
    var bar: String { isUnicode ? "│" : "|" }
    var ellipsis: String { isUnicode ? "…" : "~" }
}
