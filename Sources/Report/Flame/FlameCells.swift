import GoProfile

/// A stretch of a row of a flame graph.
struct FlameCell {
    /// The frame; of a stretch for several, the one that they are below.
    var node: Int
    /// How many branches too narrow to be drawn the stretch stands for; 0 for a frame.
    var restCount = 0
    /// Columns.
    var start: Int
    var end: Int
    /// Where the frame begins, in units of the values.
    fileprivate var offset: Int64

    var width: Int { end - start }
}

/// A flame graph in rows of columns.
struct FlameCells {
    /// From the root down; cells from left to right.
    private(set) var rows: [[FlameCell]] = []
    /// Branches that are narrower than a column, and their width.
    private(set) var restCount = 0
    private(set) var restWidth: Int64 = 0
    /// Rows below the depth that was asked for were left out.
    private(set) var isCut = false
    private let tree: FlameTree
    private let columns: Int
    private let scale: Double

    /// - Parameter depth: rows below the root; nil for all.
    init(_ tree: FlameTree, columns: Int, depth: Int?) {
        self.tree = tree
        self.columns = columns
        scale = tree.width(0) > 0 ? Double(columns) / Double(tree.width(0)) : 0
        guard tree.width(0) > 0 else { return }
        var row = [FlameCell(node: 0, start: 0, end: columns, offset: 0)]
        while row.contains(where: { $0.restCount == 0 }) {
            rows.append(row)
            if let depth, rows.count > depth {
                isCut = row.contains { $0.restCount == 0 && !tree.children($0.node).isEmpty }
                return
            }
            var next: [FlameCell] = []
            for cell in row where cell.restCount == 0 { addChildren(cell, &next) }
            row = next
        }
        if !row.isEmpty { rows.append(row) }
    }

    private func column(_ offset: Int64) -> Int { min(Int((Double(offset) * scale).rounded()), columns) }

    private mutating func addChildren(_ cell: FlameCell, _ row: inout [FlameCell]) {
        var offset = cell.offset
        var rest = (count: Int(tree.prunedCounts[cell.node]), width: tree.prunedWidths[cell.node])
        for child in tree.children(cell.node) {
            let width = tree.width(Int(child))
            guard Double(width) * scale >= 1 else {
                // The widest come first: all that follow are narrower.
                rest.count += 1
                rest.width = rest.width.saturatingSum(width)
                continue
            }
            let (start, end) = (column(offset), column(offset.saturatingSum(width)))
            if end > start { row.append(FlameCell(node: Int(child), start: start, end: end, offset: offset)) }
            offset = offset.saturatingSum(width)
        }
        restCount += rest.count
        restWidth = restWidth.saturatingSum(rest.width)
        let (start, end) = (column(offset), column(offset.saturatingSum(rest.width)))
        if end > start {
            row.append(
                FlameCell(node: cell.node, restCount: rest.count, start: start, end: end, offset: offset))
        }
    }
}
