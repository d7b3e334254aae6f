import GoProfile

/// Letters for the frames that are too narrow for their names.
struct FlameLegend {
    private struct Entry {
        let name: Int32
        var node: Int
        /// Columns of all cells.
        var columns: Int
        var cells: Int
        /// Width of those that no other of the same name is above.
        var width: Int64
        var positive: Int64
        var negative: Int64
    }

    private var entries: [Entry] = []
    private var letters: [Int32: String] = [:]
    private var isNarrow: Set<Int> = []
    private let tree: FlameTree
    private let names: FlameNames

    /// - Parameter room: columns of a cell that hold no text.
    init(_ view: FlameView, _ cells: FlameCells, _ names: FlameNames, room: Int) {
        tree = view.tree
        self.names = names
        var byName: [Int32: Int] = [:]
        for row in cells.rows {
            for cell in row where cell.restCount == 0 && cell.node > 0 {
                let width = DisplayWidth.columns(of: names.name(cell.node, tree))
                // Some letters of a name say enough.
                guard cell.width - room < min(width, 8) else { continue }
                isNarrow.insert(cell.node)
                let name = tree.nameIDs[cell.node]
                let at = byName[name] ?? entries.count
                if at == entries.count {
                    byName[name] = at
                    entries.append(
                        Entry(name: name, node: cell.node, columns: 0, cells: 0, width: 0, positive: 0, negative: 0))
                }
                entries[at].columns += cell.width
                entries[at].cells += 1
                if isRecursive(cell.node) { continue }
                entries[at].width += tree.width(cell.node)
                entries[at].positive += tree.positive[cell.node]
                entries[at].negative += tree.decrease(cell.node)
            }
        }
        entries.sort { a, b in
            if a.width != b.width { return a.width > b.width }
            return names.name(a.node, view.tree) < names.name(b.node, view.tree)
        }
        entries = Array(entries.prefix(26))
        for (at, entry) in entries.enumerated() {
            letters[entry.name] = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(at)))
        }
    }

    /// Some narrow frame above is of the same function.
    private func isRecursive(_ node: Int) -> Bool {
        var above = Int(tree.parents[node])
        while above > 0 {
            if tree.nameIDs[above] == tree.nameIDs[node], isNarrow.contains(above) { return true }
            above = Int(tree.parents[above])
        }
        return false
    }

    /// The letter of a cell that is too narrow for its name.
    func letter(_ cell: FlameCell) -> String? {
        guard cell.restCount == 0, isNarrow.contains(cell.node) else { return nil }
        return letters[tree.nameIDs[cell.node]]
    }

    func write(_ writer: inout TextWriter, _ view: FlameView, isUnicode: Bool) {
        if entries.isEmpty { return }
        writer.line("Too narrow for their names:")
        let figures = entries.map { entry in
            let value = view.hasChanges ? entry.positive - entry.negative : entry.width
            let sign = view.hasChanges && value > 0 ? "+" : ""
            return sign + view.format(value)
        }
        let shares = entries.map { view.share($0.width) }
        let columns = (figures.map(\.utf8.count).max() ?? 0, shares.map(\.utf8.count).max() ?? 0)
        for (at, entry) in entries.enumerated() {
            var name = names.name(entry.node, tree)
            if view.isMatch(entry.node) { name = "*" + name }
            if entry.cells > 1 { name += isUnicode ? " (×\(entry.cells))" : " (x\(entry.cells))" }
            let lead = "\(letters[entry.name] ?? "") \(Pad.left(figures[at], columns.0)) "
            let text = StyledText(name)
            writer.line(
                text, indent: 2, hanging: 2 + columns.0 + columns.1 + 5,
                lead: StyledText(lead) + StyledText(Pad.left(shares[at], columns.1) + "  ", .faint))
        }
    }
}
