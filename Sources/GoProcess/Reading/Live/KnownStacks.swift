import Evidence

/// Stacks that were seen before, by their sequence of program counters.
struct KnownStacks {
    private var arena: [UInt32] = []
    private var starts: [Int] = []
    private var counts: [Int32] = []
    private var stacks: [StackID] = []
    /// Position + 1; 0 is a free slot.
    private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)
    private var hashes: [UInt64] = []

    private func hash(_ path: [UInt32]) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for value in path { hash = (hash ^ UInt64(value)) &* 0xff51_afd7_ed55_8ccd ^ (hash >> 31) }
        return hash ^ hash >> 33
    }

    func find(_ path: [UInt32]) -> StackID? {
        let hash = hash(path)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if hashes[position] == hash, Int(counts[position]) == path.count, equals(position, path) {
                return stacks[position]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func equals(_ position: Int, _ path: [UInt32]) -> Bool {
        let start = starts[position]
        for index in path.indices where arena[start + index] != path[index] { return false }
        return true
    }

    mutating func insert(_ path: [UInt32], _ stack: StackID) {
        starts.append(arena.count)
        counts.append(Int32(path.count))
        arena += path
        stacks.append(stack)
        hashes.append(hash(path))
        if stacks.count * 2 > slots.count {
            slots = Array(repeating: 0, count: slots.count * 2)
            for position in stacks.indices.dropLast() { place(position) }
        }
        place(stacks.count - 1)
    }

    private mutating func place(_ position: Int) {
        var slot = Int(truncatingIfNeeded: hashes[position]) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(position) + 1
    }
}
