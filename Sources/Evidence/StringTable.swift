/// Number of a string in a `StringTable`; 0 is the empty string.
public struct StringID: Hashable, Sendable, Comparable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    public static let empty = StringID(rawValue: 0)
    public static func < (a: StringID, b: StringID) -> Bool { a.rawValue < b.rawValue }
}

/// Strings, each stored once and named by a small number from the decoder up.
public struct StringTable: Sendable {
    private var arena: [UInt8] = []
    /// Offset of each string's end in `arena`; its start is the end of the one before.
    private var ends: [Int] = [0]
    /// Open addressing over `StringID.rawValue + 1`; 0 is a free slot.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)

    public init() {}

    public var count: Int { ends.count }

    /// The number of `text`, which is added when it is new.
    public mutating func intern(_ text: String) -> StringID { intern(bytes: Array(text.utf8)[...]) }

    /// The number of a text given as bytes, which need not be valid UTF-8.
    public mutating func intern(bytes utf8: [UInt8]) -> StringID { intern(bytes: utf8[...]) }

    /// The number of a text given as bytes, which need not be valid UTF-8.
    public mutating func intern(bytes utf8: ArraySlice<UInt8>) -> StringID {
        if utf8.isEmpty { return .empty }
        var slot = Int(truncatingIfNeeded: Self.hash(utf8)) & (slots.count - 1)
        while slots[slot] != 0 {
            let candidate = StringID(rawValue: slots[slot] - 1)
            if equals(candidate, utf8) { return candidate }
            slot = (slot + 1) & (slots.count - 1)
        }
        arena.append(contentsOf: utf8)
        ends.append(arena.count)
        let id = StringID(rawValue: UInt32(ends.count - 1))
        slots[slot] = id.rawValue + 1
        if ends.count * 2 > slots.count { rehash() }
        return id
    }

    /// The number of a text that is there; nil when it is not.
    public func find(_ text: String) -> StringID? {
        let utf8 = Array(text.utf8)[...]
        if utf8.isEmpty { return .empty }
        var slot = Int(truncatingIfNeeded: Self.hash(utf8)) & (slots.count - 1)
        while slots[slot] != 0 {
            let candidate = StringID(rawValue: slots[slot] - 1)
            if equals(candidate, utf8) { return candidate }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The bytes of a string; traps on a number of another table that is too large.
    public func bytes(_ id: StringID) -> ArraySlice<UInt8> { arena[range(id)] }

    /// Whether `a` comes before `b`, byte by byte.
    public func precedes(_ a: StringID, _ b: StringID) -> Bool {
        a != b && arena[range(a)].lexicographicallyPrecedes(arena[range(b)])
    }

    private static func hash(_ utf8: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ hash >> 29
    }

    private func range(_ id: StringID) -> Range<Int> {
        let index = Int(id.rawValue)
        return index == 0 ? 0..<0 : ends[index - 1]..<ends[index]
    }

    private func equals(_ id: StringID, _ utf8: ArraySlice<UInt8>) -> Bool {
        let range = range(id)
        return range.count == utf8.count && arena[range] == utf8
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for raw in 1..<ends.count {
            let hash = Self.hash(arena[range(StringID(rawValue: UInt32(raw)))])
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(raw) + 1
        }
    }

    /// The text of a string; traps on a number of another table that is too large.
    public subscript(_ id: StringID) -> String {
        String(decoding: arena[range(id)], as: UTF8.self)
    }
}
