/// Variable-length numbers (protobuf's, unsigned LEB128) for loops that cannot afford to throw.
extension Bytes {
    /// The number at `offset`, which moves behind it; nil when the bytes end before it does or it has more than ten
    /// bytes. Bits above the 64th are dropped, as protobuf's decoders do.
    @inlinable @inline(__always)
    public func varint(_ offset: inout Int) -> UInt64? {
        guard let first = load(offset, as: UInt8.self) else { return nil }
        offset += 1
        if first < 0x80 { return UInt64(first) }
        guard let second = load(offset, as: UInt8.self) else { return nil }
        if second < 0x80 {
            offset += 1
            return UInt64(first & 0x7f) | UInt64(second) << 7
        }
        return longVarint(&offset, UInt64(first & 0x7f))
    }

    @usableFromInline
    func longVarint(_ offset: inout Int, _ low: UInt64) -> UInt64? {
        var result = low
        var shift: UInt64 = 7
        while let byte = load(offset, as: UInt8.self) {
            offset += 1
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
            if shift > 63 { return nil }
        }
        return nil
    }
}

/// Variable-length numbers at the end of an array.
extension Array where Element == UInt8 {
    @inlinable
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
