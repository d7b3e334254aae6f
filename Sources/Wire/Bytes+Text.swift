/// Texts out of `Bytes` at the end of an array, without anything in between.
extension Array where Element == UInt8 {
    /// Appends `count` bytes from `start` on; as many as there are.
    public mutating func append(_ bytes: Bytes, from start: Int, count: Int) {
        guard start >= 0, count > 0, start < bytes.count else { return }
        let length = Swift.min(count, bytes.count - start)
        unsafe append(
            contentsOf: UnsafeRawBufferPointer(start: bytes.base + start, count: length))
    }

    /// Appends UTF-16, little-endian, as UTF-8: at most `units` code units from `start` on, up to a NUL, and no further
    /// than the bytes go. A surrogate without its other half becomes U+FFFD.
    /// - Returns: the offset behind what was read, its NUL included.
    @discardableResult
    public mutating func append(utf16 bytes: Bytes, from start: Int, units: Int) -> Int {
        guard start >= 0, units > 0, start < bytes.count else { return start }
        let end = start + Swift.min(units, (bytes.count - start) / 2) * 2
        var offset = start
        while offset < end {
            let unit = unsafe UInt16(littleEndian: bytes.base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            offset += 2
            if unit < 0x80 {
                if unit == 0 { return offset }
                append(UInt8(truncatingIfNeeded: unit))
            } else if unit & 0xf800 != 0xd800 {
                append(scalar: UInt32(unit))
            } else if unit < 0xdc00, offset < end, let low = bytes.load(offset, as: UInt16.self), low & 0xfc00 == 0xdc00
            {
                offset += 2
                append(scalar: 0x10000 + (UInt32(unit) & 0x3ff) << 10 + UInt32(low) & 0x3ff)
            } else {
                append(scalar: 0xfffd)
            }
        }
        return offset
    }

    /// Appends a code point of at least U+0080 as UTF-8.
    @inline(__always)
    private mutating func append(scalar: UInt32) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3f | 0x80) }
        if scalar < 0x800 {
            append(UInt8(truncatingIfNeeded: scalar >> 6 | 0xc0))
        } else if scalar < 0x10000 {
            append(UInt8(truncatingIfNeeded: scalar >> 12 | 0xe0))
            append(tail(6))
        } else {
            append(UInt8(truncatingIfNeeded: scalar >> 18 | 0xf0))
            append(tail(12))
            append(tail(6))
        }
        append(tail(0))
    }

    /// Appends the characters of a text that stands in the program.
    @inline(__always)
    public mutating func append(text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// Numbers at the end of an array, without a string in between.
extension Array where Element == UInt8 {
    /// `1234567`.
    public mutating func append(decimal value: UInt64) {
        if value < 10 {
            append(UInt8(truncatingIfNeeded: value) + 48)
            return
        }
        let start = count
        var rest = value
        while rest > 0 {
            append(UInt8(truncatingIfNeeded: rest % 10) + 48)
            rest /= 10
        }
        self[start...].reverse()
    }

    /// `1,234,567`.
    public mutating func append(grouped value: UInt64) {
        if value < 1000 { return append(decimal: value) }
        let start = count
        var rest = value
        var digits = 0
        while rest > 0 {
            if digits > 0, digits % 3 == 0 { append(UInt8(ascii: ",")) }
            append(UInt8(truncatingIfNeeded: rest % 10) + 48)
            rest /= 10
            digits += 1
        }
        self[start...].reverse()
    }

    /// `-1,234`.
    public mutating func append(groupedSigned value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(grouped: value.magnitude)
    }

    /// The last `digits` digits of a number, with zeros in front.
    @inline(__always)
    public mutating func append(padded value: UInt64, digits: Int) {
        var power: UInt64 = 1
        for _ in 1..<Swift.max(digits, 1) { power *= 10 }
        while power > 0 {
            append(UInt8(truncatingIfNeeded: value / power % 10) + 48)
            power /= 10
        }
    }

    /// Hexadecimal digits, with zeros in front up to `digits` of them.
    public mutating func append(hex value: UInt64, digits: Int = 1, uppercase: Bool = false) {
        var shift = Swift.max((64 - value.leadingZeroBitCount + 3) / 4, digits, 1) * 4 - 4
        let letter: UInt8 = uppercase ? 55 : 87
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift) & 15)
            append(digit + (digit < 10 ? 48 : letter))
            shift -= 4
        }
    }
}
