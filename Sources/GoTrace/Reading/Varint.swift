/// Unsigned LEB128 numbers of traces: up to ten bytes, and longer than need be where the runtime reserved room for a
/// batch's size.
extension Array where Element == UInt8 {
    /// The number at `offset`, which moves behind it; nil, with `offset` undefined, when it does not end before `end`
    /// or has more than 64 bits. `end` must lie inside.
    @inline(__always)
    func varint(_ offset: inout Int, before end: Int) -> UInt64? {
        guard offset < end else { return nil }
        let first = self[offset]
        offset += 1
        if first < 0x80 { return UInt64(first) }
        guard offset < end else { return nil }
        let second = self[offset]
        offset += 1
        let low = UInt64(first & 0x7f) | UInt64(second & 0x7f) << 7
        if second < 0x80 { return low }
        guard offset < end else { return nil }
        let third = self[offset]
        offset += 1
        if third < 0x80 { return low | UInt64(third) << 14 }
        return longVarint(&offset, before: end, low | UInt64(third & 0x7f) << 14)
    }

    @inline(never)
    private func longVarint(_ offset: inout Int, before end: Int, _ low: UInt64) -> UInt64? {
        var result = low
        var shift: UInt64 = 21
        while offset < end {
            let byte = self[offset]
            offset += 1
            guard shift < 63 || shift == 63 && byte <= 1 else { return nil }
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        return nil
    }
}
