import GoProfile

/// The names that are written into cells: without paths of packages and without control characters.
struct FlameNames {
    /// By name's number; only of the frames that are drawn.
    private var short: [Int32: String] = [:]

    init(_ tree: FlameTree, _ cells: FlameCells) {
        for row in cells.rows {
            for cell in row where cell.restCount == 0 && cell.node > 0 {
                let id = tree.nameIDs[cell.node]
                if short[id] != nil { continue }
                let name = FunctionNameShortening.short(tree.names[Int(id)])
                short[id] = DisplayWidth.printable(String(decoding: name, as: UTF8.self))
            }
        }
    }

    func name(_ node: Int, _ tree: FlameTree) -> String { node == 0 ? "all" : short[tree.nameIDs[node]] ?? "" }

    /// As much of the name and its figure as fits, filling no more than `room` columns.
    func label(_ node: Int, _ view: FlameView, room: Int, _ marks: FlameMarks) -> String {
        let name = (view.isMatch(node) ? "*" : "") + name(node, view.tree)
        let figure = node == 0 && !view.hasChanges ? view.format(view.tree.width(0)) : view.figure(node)
        let whole = "\(name) \(figure)"
        if DisplayWidth.columns(of: whole) <= room { return whole }
        if DisplayWidth.columns(of: name) <= room { return name }
        // A letter or two of a name say nothing; such cells have an entry in the legend or are light.
        return room < 4 ? "" : Self.cut(name, room: room, marks)
    }

    /// The start of a text with a mark where it was cut.
    static func cut(_ text: String, room: Int, _ marks: FlameMarks) -> String {
        var result = ""
        var columns = 0
        for character in text {
            let width = DisplayWidth.columns(of: character)
            if columns + width > room - 1 { break }
            result.append(character)
            columns += width
        }
        return room > 0 ? result + marks.ellipsis : ""
    }
}
