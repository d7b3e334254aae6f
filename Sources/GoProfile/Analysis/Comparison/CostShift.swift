/// Cost that went from one function to another while their sum stayed as it was.
///
/// When the compiler inlines a function, or no longer does, its own cost appears under another name; the same happens
/// when code is split or joined. So a loss and gains of functions that call each other, or are inlined into each
/// other, are tested together: a sum that did not change is a move and no growth. The idea is the cost-shift filter
/// of FBDetect (SOSP 2024); a move is only claimed where at least 60 % of one side turn up at the other.
struct CostShift {
    /// By node.
    private(set) var moves: [Int: ProfileDiff.Move] = [:]
    private static let limit = 128

    init(_ comparison: ProfileComparison, _ values: ProfileComparison.Values) {
        let load = comparison.diff.load * Double(comparison.new.count) / Double(comparison.old.count)
        let growth = values.flat.map { $0.new / load - $0.old }
        let changed = values.flat.indices.filter { values.flat[$0].isSignificant }.sorted {
            (growth[$1].magnitude, $0) < (growth[$0].magnitude, $1)
        }.prefix(Self.limit)
        guard changed.contains(where: { growth[$0] > 0 }), changed.contains(where: { growth[$0] < 0 }) else { return }
        var wanted = [Int32](repeating: -1, count: growth.count)
        for (at, node) in changed.enumerated() { wanted[node] = Int32(at) }
        let before = NeighbourTable(comparison.old[0], wanted: wanted)
        let after = NeighbourTable(comparison.new[0], wanted: wanted)
        for node in changed where moves[node] == nil {
            let others = changed.filter { other in
                other != node && moves[other] == nil && growth[other] * growth[node] < 0
                    && Self.areRelated(Int32(node), Int32(other), before, after)
            }
            // All of them together, else the one that fits best.
            let attempts = others.count > 1 ? [Array(others)] + others.map { [$0] } : others.map { [$0] }
            for group in attempts where claim(node, group, growth, comparison, before, after) { break }
        }
    }

    private static func areRelated(_ a: Int32, _ b: Int32, _ before: NeighbourTable, _ after: NeighbourTable) -> Bool {
        for pair in [[a, b], [b, a]] {
            if before.called.contains(pair) || after.called.contains(pair) { return true }
            if before.inlined.contains(pair) || after.inlined.contains(pair) { return true }
        }
        return false
    }

    private mutating func claim(
        _ node: Int, _ group: [Int], _ growth: [Double], _ comparison: ProfileComparison, _ before: NeighbourTable,
        _ after: NeighbourTable
    ) -> Bool {
        let opposite = group.reduce(0) { $0 + growth[$1] }.magnitude
        let own = growth[node].magnitude
        guard min(own, opposite) >= 0.6 * max(own, opposite),
            let sum = comparison.flat.comparison([node] + group, comparison.exposures), sum.pValue > 0.05
        else { return false }
        let interval = sum.interval()
        let isInlining = group.contains { other in
            [[Int32(node), Int32(other)], [Int32(other), Int32(node)]].contains {
                before.inlined.contains($0) != after.inlined.contains($0)
            }
        }
        func move(_ others: [Int]) -> ProfileDiff.Move {
            ProfileDiff.Move(
                others: others.map { comparison.names.text($0) }, isInlining: isInlining, ratio: sum.ratio,
                low: interval.low, high: interval.high)
        }
        moves[node] = move(group)
        for other in group { moves[other] = move([node]) }
        return true
    }
}
