/// Small numbers for large identities that come and go, such as goroutine ids: a number that is given back is used
/// again.
struct SlotMap {
    private var keys: [Int64] = Array(repeating: 0, count: 64)
    /// Slot of each key; -1 where the place is free.
    private var values: [Int32] = Array(repeating: -1, count: 64)
    private(set) var count = 0
    private var free: [Int32] = []
    /// One more than the largest slot ever in use.
    private(set) var limit: Int32 = 0

    @inline(__always)
    private func place(_ key: Int64) -> Int {
        let hash = UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: hash >> 32) & (keys.count - 1)
    }

    /// The slot of a key, or -1.
    @inline(__always)
    func find(_ key: Int64) -> Int32 {
        var at = place(key)
        while values[at] >= 0 {
            if keys[at] == key { return values[at] }
            at = (at + 1) & (keys.count - 1)
        }
        return -1
    }

    /// Gives a key that has none a slot.
    mutating func insert(_ key: Int64) -> Int32 {
        if (count + 1) * 2 > keys.count { grow() }
        let slot: Int32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = limit
            limit += 1
        }
        put(key, slot)
        count += 1
        return slot
    }

    private mutating func put(_ key: Int64, _ slot: Int32) {
        var at = place(key)
        while values[at] >= 0 { at = (at + 1) & (keys.count - 1) }
        keys[at] = key
        values[at] = slot
    }

    /// Gives the slot of a key back.
    mutating func remove(_ key: Int64) {
        var at = place(key)
        while values[at] >= 0, keys[at] != key { at = (at + 1) & (keys.count - 1) }
        guard values[at] >= 0 else { return }
        free.append(values[at])
        count -= 1
        // What stands behind moves up, so that searches never meet a gap.
        var next = (at + 1) & (keys.count - 1)
        while values[next] >= 0 {
            let home = place(keys[next])
            let mask = keys.count - 1
            if (next - home) & mask >= (next - at) & mask {
                keys[at] = keys[next]
                values[at] = values[next]
                at = next
            }
            next = (next + 1) & mask
        }
        values[at] = -1
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        values = Array(repeating: -1, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where value >= 0 { put(key, value) }
    }
}
