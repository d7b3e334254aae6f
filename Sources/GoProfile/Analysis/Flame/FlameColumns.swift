/// The nodes of a tree of stacks; a parent's number is smaller than those of its children.
struct FlameColumns {
    private(set) var parents: [Int32] = []
    private(set) var names: [Int32] = []
    private(set) var positive: [Int64] = []
    /// Empty when nothing is below zero.
    private(set) var negative: [Int64] = []
    /// By node: how many branches below it were left out, and their width.
    private(set) var prunedCounts: [Int32] = []
    private(set) var prunedWidths: [Int64] = []

    var count: Int { parents.count }

    func width(_ node: Int) -> Int64 { positive[node].saturatingSum(negative.isEmpty ? 0 : negative[node]) }

    /// The frames of segments, as many as wanted.
    /// - Parameter limit: most nodes beside node 0.
    init(_ tree: FlameSegments, limit: Int) {
        var selection = FlameSelection(tree.segments, limit: max(limit, 0))
        let hasNegative = tree.segments[0].negative > 0
        // By segment: its last node; -1 when none of it is kept.
        var last = [Int32](repeating: -1, count: tree.segments.count)
        for (number, segment) in tree.segments.enumerated() {
            let isFirst = segment.parent < 0
            var node: Int32 = isFirst ? -1 : last[Int(segment.parent)]
            // What is below something that is left out is left out with it.
            if !isFirst, node < 0 { continue }
            let kept = isFirst ? 0 : selection.kept(segment)
            if isFirst { node = append(-1, -1, segment, hasNegative) }
            for depth in Int(segment.depth)..<Int(segment.depth) + kept {
                node = append(node, tree.name(segment, at: depth), segment, hasNegative)
            }
            if kept < segment.count {
                prune(node, 1, segment.width)
            } else {
                prune(node, segment.prunedCount, segment.prunedWidth)
                last[number] = node
            }
        }
    }

    private mutating func append(
        _ parent: Int32, _ name: Int32, _ segment: FlameSegments.Segment, _ hasNegative: Bool
    ) -> Int32 {
        parents.append(parent)
        names.append(name)
        positive.append(segment.positive)
        if hasNegative { negative.append(segment.negative) }
        prunedCounts.append(0)
        prunedWidths.append(0)
        return Int32(parents.count - 1)
    }

    private mutating func prune(_ node: Int32, _ branches: Int32, _ width: Int64) {
        prunedCounts[Int(node)] += branches
        prunedWidths[Int(node)] = prunedWidths[Int(node)].saturatingSum(width)
    }

    /// Removes what became less on the whole, with everything below it, and notes it at the parents.
    mutating func removeShrunk() {
        if negative.isEmpty { return }
        var numbers = [Int32](repeating: -1, count: count)
        var kept = 0
        for node in 0..<count {
            let parent = node == 0 ? -1 : numbers[Int(parents[node])]
            guard node == 0 || parent >= 0 else { continue }
            guard node == 0 || positive[node] >= negative[node] else {
                prune(parent, 1, width(node))
                continue
            }
            numbers[node] = Int32(kept)
            parents[kept] = parent
            names[kept] = names[node]
            positive[kept] = positive[node]
            negative[kept] = negative[node]
            prunedCounts[kept] = prunedCounts[node]
            prunedWidths[kept] = prunedWidths[node]
            kept += 1
        }
        let gone = count - kept
        parents.removeLast(gone)
        names.removeLast(gone)
        positive.removeLast(gone)
        negative.removeLast(gone)
        prunedCounts.removeLast(gone)
        prunedWidths.removeLast(gone)
    }
}
