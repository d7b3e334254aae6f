import Wire

/// Reads the words of a binary cpu profile: 4 or 8 bytes, in either order.
struct LegacyWords {
    enum Layout: CaseIterable {
        // In the order in which google/pprof tries them.
        case small, smallBigEndian, large, largeBigEndian

        var size: Int { self == .small || self == .smallBigEndian ? 4 : 8 }
    }

    let bytes: Bytes
    let layout: Layout
    private(set) var offset = 0
    /// A word was asked for that does not lie inside.
    private(set) var isExhausted = false

    init(_ bytes: Bytes, _ layout: Layout) {
        self.bytes = bytes
        self.layout = layout
    }

    var remaining: Int { bytes.count - offset }

    /// The next word; 0 when there is none, and then nothing remains.
    mutating func next() -> UInt64 {
        guard !isExhausted, layout.size <= remaining else {
            isExhausted = true
            offset = bytes.count
            return 0
        }
        defer { offset += layout.size }
        switch layout {
        case .small: return UInt64(bytes.checkedLoad(offset, as: UInt32.self))
        case .smallBigEndian: return UInt64(bytes.checkedLoad(offset, as: UInt32.self).byteSwapped)
        case .large: return bytes.checkedLoad(offset, as: UInt64.self)
        case .largeBigEndian: return bytes.checkedLoad(offset, as: UInt64.self).byteSwapped
        }
    }
}
