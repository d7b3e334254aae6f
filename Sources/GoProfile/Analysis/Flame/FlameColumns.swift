/// The nodes of a growing tree of stacks, found by their parent and name.
struct FlameColumns {
    private(set) var parents: [Int32] = [-1]
    private(set) var names: [Int32] = [-1]
    private(set) var positive: [Int64] = [0]
    /// Empty when nothing is below zero.
    private(set) var negative: [Int64]
    private(set) var prunedCounts: [Int32] = []
    private(set) var prunedWidths: [Int64] = []
    /// Open addressing over number + 1; 0 is a free slot.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    init(hasNegative: Bool) { negative = hasNegative ? [0] : [] }

    var count: Int { parents.count }

    func width(_ node: Int) -> Int64 { positive[node].saturatingSum(negative.isEmpty ? 0 : negative[node]) }

    private func slot(_ parent: Int32, _ name: Int32) -> Int {
        var hash = UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: name))
        hash = (hash ^ hash >> 31) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 29
        return Int(truncatingIfNeeded: hash) & (slots.count - 1)
    }

    /// The node of a name below another; -1 when there is none.
    func find(_ parent: Int32, _ name: Int32) -> Int32 {
        var at = slot(parent, name)
        while slots[at] != 0 {
            let node = Int(slots[at]) - 1
            if parents[node] == parent, names[node] == name { return Int32(node) }
            at = (at + 1) & (slots.count - 1)
        }
        return -1
    }

    mutating func findOrAdd(_ parent: Int32, _ name: Int32) -> Int32 {
        var at = slot(parent, name)
        while slots[at] != 0 {
            let node = Int(slots[at]) - 1
            if parents[node] == parent, names[node] == name { return Int32(node) }
            at = (at + 1) & (slots.count - 1)
        }
        let node = parents.count
        parents.append(parent)
        names.append(name)
        positive.append(0)
        if !negative.isEmpty { negative.append(0) }
        slots[at] = UInt32(node) + 1
        if parents.count * 2 > slots.count { rehash(slots.count * 2) }
        return Int32(node)
    }

    mutating func add(_ node: Int32, _ weight: Int64, isNegative: Bool) {
        if isNegative {
            negative[Int(node)] = negative[Int(node)].saturatingSum(weight)
        } else {
            positive[Int(node)] = positive[Int(node)].saturatingSum(weight)
        }
    }

    private mutating func rehash(_ size: Int) {
        slots = [UInt32](repeating: 0, count: size)
        for node in stride(from: 1, to: parents.count, by: 1) {
            var at = slot(parents[node], names[node])
            while slots[at] != 0 { at = (at + 1) & (slots.count - 1) }
            slots[at] = UInt32(node) + 1
        }
    }

    /// Depth of each node; 0 for node 0.
    private var depths: [Int32] {
        var depths = [Int32](repeating: 0, count: count)
        for node in stride(from: 1, to: count, by: 1) { depths[node] = depths[Int(parents[node])] + 1 }
        return depths
    }

    /// Removes the deepest levels so that at most half of `budget` stays, but never `least` levels or fewer.
    /// - Returns: the levels that are left.
    mutating func removeDeepest(budget: Int, least: Int) -> Int {
        let depths = depths
        var counts = [Int](repeating: 0, count: Int(depths.max() ?? 0) + 1)
        for depth in depths { counts[Int(depth)] += 1 }
        var levels = 0
        var sum = counts[0]
        while levels + 1 < counts.count, levels < least || sum + counts[levels + 1] <= budget / 2 {
            levels += 1
            sum += counts[levels]
        }
        keep { depths[$0] <= levels }
        return levels
    }

    /// Removes what the limits exclude, and notes it at the parents of what is removed.
    mutating func prune(_ limits: FlameLimits) {
        while prunedCounts.count < count {
            prunedCounts.append(0)
            prunedWidths.append(0)
        }
        let least = Double(width(0)) * limits.leastShare
        var isKept = (0..<count).map { $0 == 0 || Double(width($0)) >= least && width($0) > 0 }
        let candidates = isKept.indices.filter { $0 > 0 && isKept[$0] }
        if candidates.count > limits.nodes {
            // No node is wider than its parent or has a smaller number, so this never parts them.
            let widest = candidates.sorted { width($0) != width($1) ? width($0) > width($1) : $0 < $1 }
            for node in widest[max(limits.nodes, 0)...] { isKept[node] = false }
        }
        remove(isKept)
    }

    /// Removes nodes with everything below them, and notes that at the parents of what is removed.
    private mutating func remove(_ isKept: [Bool]) {
        for node in stride(from: 1, to: count, by: 1) where !isKept[node] && isKept[Int(parents[node])] {
            let parent = Int(parents[node])
            prunedCounts[parent] += 1
            prunedWidths[parent] = prunedWidths[parent].saturatingSum(width(node))
        }
        keep { isKept[$0] }
    }

    /// Removes what became less on the whole, with everything below it.
    mutating func removeShrunk() {
        if negative.isEmpty { return }
        var isKept = [Bool](repeating: true, count: count)
        for node in stride(from: 1, to: count, by: 1) {
            isKept[node] = isKept[Int(parents[node])] && positive[node] >= negative[node]
        }
        remove(isKept)
    }

    private mutating func keep(_ isKept: (Int) -> Bool) {
        var numbers = [Int32](repeating: -1, count: count)
        var kept = 0
        for node in 0..<count where isKept(node) {
            numbers[node] = Int32(kept)
            parents[kept] = node == 0 ? -1 : numbers[Int(parents[node])]
            names[kept] = names[node]
            positive[kept] = positive[node]
            if !negative.isEmpty { negative[kept] = negative[node] }
            if node < prunedCounts.count {
                prunedCounts[kept] = prunedCounts[node]
                prunedWidths[kept] = prunedWidths[node]
            }
            kept += 1
        }
        if kept < prunedCounts.count {
            prunedCounts.removeLast(prunedCounts.count - kept)
            prunedWidths.removeLast(prunedWidths.count - kept)
        }
        if !negative.isEmpty { negative.removeLast(negative.count - kept) }
        positive.removeLast(positive.count - kept)
        names.removeLast(names.count - kept)
        parents.removeLast(parents.count - kept)
        var size = 1 << 10
        while size < kept * 2 { size *= 2 }
        rehash(size)
    }
}
