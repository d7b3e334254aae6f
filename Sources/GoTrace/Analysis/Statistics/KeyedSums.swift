/// Numbers and sums of durations for keys of two numbers each, in open addressing: memory in proportion to the keys.
public struct KeyedSums: Sendable {
    public struct Key: Hashable, Sendable {
        public var first: UInt64
        public var second: UInt64

        init(_ first: UInt64, _ second: UInt64) {
            self.first = first
            self.second = second
        }
    }

    public struct Entry: Sendable {
        public var key: Key
        public var count = 0
        /// Nanoseconds.
        public var sum: Int64 = 0
    }

    /// In the order in which their keys came.
    public private(set) var entries: [Entry] = []
    /// Numbers of entries, plus 1; 0 is a free slot.
    private var slots: [Int32] = Array(repeating: 0, count: 64)

    public init() {}

    /// The number of a key's entry, which is added when it is new.
    mutating func number(_ key: Key) -> Int {
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].key == key { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        entries.append(Entry(key: key))
        slots[slot] = Int32(entries.count)
        if entries.count * 2 > slots.count { rehash() }
        return entries.count - 1
    }

    mutating func add(_ key: Key, _ duration: Int64) {
        let index = number(key)
        entries[index].count += 1
        entries[index].sum &+= duration
    }

    private static func hash(_ key: Key) -> Int {
        let mixed = (key.first ^ key.second &* 0xff51_afd7_ed55_8ccd) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Self.hash(entry.key) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index + 1)
        }
    }
}
