import GoProfile

/// What of a tree of stacks can be seen: a frame with all below it, as wide as the window, no cell below a pixel.
///
/// Neighbours that are too narrow become one cell, which says how many they are.
struct FlameWindow {
    struct Cell {
        /// Of a joined cell, the node that they are all below.
        var node: Int32
        /// Branches that it stands for; 0 for a frame.
        var joined: UInt32
        /// Pixels from the left.
        var start: UInt16
        var width: UInt16
        /// Rows below the root of the window.
        var depth: UInt16
    }

    private(set) var cells: [Cell] = []
    /// Rows below the root that have something.
    private(set) var depth = 0
    /// Not all rows are answered.
    private(set) var isCut = false
    private let tree: FlameTree
    private let scale: Double
    private let pixels: Int

    /// Recursion goes as deep as it likes; a page does not.
    private static let depthLimit = 4000
    private static let cellLimit = 400_000

    private struct Frontier {
        var node: Int32
        var offset: Int64
    }

    init(_ tree: FlameTree, root: Int, pixels: Int) {
        self.tree = tree
        self.pixels = pixels
        let whole = tree.width(root)
        scale = whole > 0 ? Double(pixels) / Double(whole) : 0
        guard whole > 0 else { return }
        cells.append(Cell(node: Int32(root), joined: 0, start: 0, width: UInt16(pixels), depth: 0))
        var row = [Frontier(node: Int32(root), offset: 0)]
        var next: [Frontier] = []
        while !row.isEmpty {
            guard depth < Self.depthLimit, cells.count < Self.cellLimit else {
                isCut = true
                return
            }
            for frontier in row { addChildren(frontier, UInt16(depth + 1), &next) }
            swap(&row, &next)
            next.removeAll(keepingCapacity: true)
            if cells.last.map({ Int($0.depth) == depth + 1 }) == true { depth += 1 }
        }
    }

    private func pixel(_ offset: Int64) -> Int { min(Int((Double(offset) * scale).rounded()), pixels) }

    private mutating func addChildren(_ parent: Frontier, _ depth: UInt16, _ next: inout [Frontier]) {
        let node = Int(parent.node)
        var offset = parent.offset
        var rest = (count: Int(tree.prunedCounts[node]), width: tree.prunedWidths[node])
        let children = tree.children(node)
        for (number, child) in children.enumerated() {
            let width = tree.width(Int(child))
            guard Double(width) * scale >= 1 else {
                // The widest come first: all that follow are narrower, too.
                for other in children.dropFirst(number) {
                    rest.count += 1
                    rest.width = rest.width.saturatingSum(tree.width(Int(other)))
                }
                break
            }
            let end = offset.saturatingSum(width)
            append(child, joined: 0, offset, end, depth)
            next.append(Frontier(node: child, offset: offset))
            offset = end
        }
        if rest.count > 0 {
            append(parent.node, joined: UInt32(clamping: rest.count), offset, offset.saturatingSum(rest.width), depth)
        }
    }

    private mutating func append(_ node: Int32, joined: UInt32, _ from: Int64, _ to: Int64, _ depth: UInt16) {
        let (start, end) = (pixel(from), pixel(to))
        guard end > start else { return }
        cells.append(
            Cell(node: node, joined: joined, start: UInt16(start), width: UInt16(end - start), depth: depth))
    }
}
