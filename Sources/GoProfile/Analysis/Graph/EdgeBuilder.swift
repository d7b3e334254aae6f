/// Edges by their ends; an edge counts once in a sample.
///
/// Where an edge occurs several times in a stack, the outermost occurrence says whether it is residual or inlined:
/// that is the last one to be added. A profile has tens of millions of calls, so what all of them touch lies in one
/// place of an open-addressing table, in 24 bytes.
struct EdgeBuilder {
    private struct Entry {
        /// Source and target; 0 is free, since no edge leads from a node to itself.
        var key: UInt64 = 0
        var weight: Int64 = 0
        var sample: Int32 = -1
        var flags: UInt8 = 0

        static let isResidual: UInt8 = 1
        static let isNotInline: UInt8 = 2
        /// What the last sample said so far.
        static let wasResidual: UInt8 = 4
        static let wasNotInline: UInt8 = 8

        mutating func settle() { flags |= flags >> 2 & 3 }
    }

    private var entries = [Entry](repeating: Entry(), count: 256)
    /// What means divide weights by, in the places of `entries`; empty for reports without means.
    private var divisors: [Int64]
    private var count = 0

    init(hasDivisors: Bool) { divisors = hasDivisors ? Array(repeating: 0, count: 256) : [] }

    mutating func add(
        _ source: Int, _ target: Int, _ weight: Int64, _ divisor: Int64, isResidual: Bool, isInline: Bool, sample: Int
    ) {
        let key = UInt64(truncatingIfNeeded: source) << 32 | UInt64(truncatingIfNeeded: target)
        let sample = Int32(truncatingIfNeeded: sample)
        let mask = entries.count - 1
        var slot = Self.hash(key) & mask
        while entries[slot].key != key {
            if entries[slot].key == 0 {
                slot = insert(key, at: slot)
                break
            }
            slot = (slot + 1) & mask
        }
        if entries[slot].sample != sample {
            entries[slot].settle()
            entries[slot].sample = sample
            entries[slot].weight &+= weight
            if !divisors.isEmpty { divisors[slot] &+= divisor }
        }
        let said = (isResidual ? Entry.wasResidual : 0) | (isInline ? 0 : Entry.wasNotInline)
        entries[slot].flags = entries[slot].flags & 3 | said
    }

    private mutating func insert(_ key: UInt64, at slot: Int) -> Int {
        entries[slot].key = key
        count += 1
        guard count * 8 > entries.count * 7 else { return slot }
        let old = (entries, divisors)
        entries = [Entry](repeating: Entry(), count: old.0.count * 2)
        if !divisors.isEmpty { divisors = [Int64](repeating: 0, count: entries.count) }
        for (place, entry) in old.0.enumerated() where entry.key != 0 {
            let slot = freeSlot(entry.key)
            entries[slot] = entry
            if !divisors.isEmpty { divisors[slot] = old.1[place] }
        }
        var found = Self.hash(key) & (entries.count - 1)
        while entries[found].key != key { found = (found + 1) & (entries.count - 1) }
        return found
    }

    private func freeSlot(_ key: UInt64) -> Int {
        var slot = Self.hash(key) & (entries.count - 1)
        while entries[slot].key != 0 { slot = (slot + 1) & (entries.count - 1) }
        return slot
    }

    private static func hash(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) }

    /// By node, whether calls of it that weigh enough were inlined, and whether some were not.
    mutating func inlining(nodes: Int, cutoff: UInt64) -> [NodeInlining] {
        var result = [NodeInlining](repeating: [], count: nodes)
        for place in entries.indices where entries[place].key != 0 && entries[place].weight.magnitude >= cutoff {
            entries[place].settle()
            let isInline = entries[place].flags & Entry.isNotInline == 0
            result[Int(entries[place].key & 0xffff_ffff)].insert(isInline ? .inlined : .called)
        }
        return result
    }

    /// The edges by source and target, and those into and out of each node.
    mutating func result(nodes: Int) -> (edges: [GraphEdge], incoming: [[Int]], outgoing: [[Int]]) {
        var places = entries.indices.filter { entries[$0].key != 0 }
        places.sort { entries[$0].key < entries[$1].key }
        var incoming = [[Int]](repeating: [], count: nodes)
        var outgoing = incoming
        var edges: [GraphEdge] = []
        edges.reserveCapacity(places.count)
        for place in places {
            entries[place].settle()
            let entry = entries[place]
            let source = Int(entry.key >> 32)
            let target = Int(entry.key & 0xffff_ffff)
            outgoing[source].append(edges.count)
            incoming[target].append(edges.count)
            edges.append(
                GraphEdge(
                    source: source, target: target, weight: entry.weight,
                    divisor: divisors.isEmpty ? 0 : divisors[place],
                    isResidual: entry.flags & Entry.isResidual != 0, isInline: entry.flags & Entry.isNotInline == 0))
        }
        return (edges, incoming, outgoing)
    }
}
