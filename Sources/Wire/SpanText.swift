/// Looks into a part of a text, and hashes it. Indices are those of the buffer, and every access is checked against it.
public enum SpanText {
    /// Whether a text stands at `start` and ends before `end`.
    @inlinable @inline(__always)
    public static func has(_ text: StaticString, _ bytes: Span<UInt8>, at start: Int, end: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard start >= 0, count <= end - start else { return false }
        return text.withUTF8Buffer { pattern in
            for index in 0..<count where unsafe pattern[index] != bytes[start + index] { return false }
            return true
        }
    }

    /// Where a text first stands in a range; nil when it does not.
    @inlinable
    public static func find(_ text: StaticString, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard text.utf8CodeUnitCount > 0 else { return range.lowerBound }
        let first = unsafe text.utf8Start.pointee
        var index = range.lowerBound
        let end = range.upperBound - text.utf8CodeUnitCount
        while index <= end {
            if bytes[index] == first, has(text, bytes, at: index, end: range.upperBound) { return index }
            index += 1
        }
        return nil
    }

    /// Where a text last stands in a range; nil when it does not.
    @inlinable
    public static func findLast(_ text: StaticString, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.upperBound - text.utf8CodeUnitCount
        while index >= range.lowerBound {
            if has(text, bytes, at: index, end: range.upperBound) { return index }
            index -= 1
        }
        return nil
    }

    /// The decimal number at `index`, which is moved behind it; nil without one, or above 2³¹ − 1.
    @inlinable @inline(__always)
    public static func number(_ bytes: Span<UInt8>, at index: inout Int, end: Int) -> Int32? {
        var value: Int64 = 0
        var at = index
        while at < end {
            let digit = bytes[at] &- 0x30
            guard digit <= 9 else { break }
            value = value * 10 + Int64(digit)
            guard value <= Int64(Int32.max) else { return nil }
            at += 1
        }
        guard at > index else { return nil }
        index = at
        return Int32(truncatingIfNeeded: value)
    }

    /// Adds a byte to a hash (FNV-1a, 64 bits).
    @inlinable @inline(__always)
    public static func mix(_ hash: inout UInt64, _ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    /// Adds a number to a hash.
    @inlinable @inline(__always)
    public static func mix(_ hash: inout UInt64, word: UInt64) {
        hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 29
    }

    public static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
}
