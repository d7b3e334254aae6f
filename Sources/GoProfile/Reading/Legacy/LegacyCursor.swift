import Wire

/// Reads the parts of one line from left to right. A part that is not there leaves the cursor where it was.
struct LegacyCursor {
    let line: Bytes
    var at: Int

    init(_ line: Bytes, at start: Int = 0) {
        self.line = line
        at = start
    }

    var isAtEnd: Bool { at >= line.count }

    /// Blanks, as many as there are.
    mutating func blanks() {
        while at < line.count, line[at] == 0x20 { at += 1 }
    }

    mutating func character(_ byte: UInt8) -> Bool {
        guard at < line.count, line[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func text(_ text: String) -> Bool {
        let expected = text.utf8
        guard expected.count <= line.count - at else { return false }
        var position = at
        for byte in expected {
            guard line[position] == byte else { return false }
            position += 1
        }
        at = position
        return true
    }

    /// One decimal digit or more.
    mutating func digits() -> Range<Int>? {
        let start = at
        while at < line.count, Bytes.isDigit(line[at]) { at += 1 }
        return at > start ? start..<at : nil
    }

    /// One hexadecimal digit or more, of either case.
    mutating func hexadecimalDigits() -> Range<Int>? {
        let start = at
        while at < line.count, Bytes.hexadecimalDigit(line[at]) != nil { at += 1 }
        return at > start ? start..<at : nil
    }

    /// The following characters that an address list consists of: blanks, `x`, digits, `a` to `f`.
    mutating func addressList() -> Bytes {
        let start = at
        while at < line.count, Self.isOfAddressList(line[at]) { at += 1 }
        return line.slice(start, at - start) ?? Bytes()
    }

    private static func isOfAddressList(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == UInt8(ascii: "x") || Bytes.isDigit(byte) || (byte >= 0x61 && byte <= 0x66)
    }
}

extension Bytes {
    /// The numbers written as `0x` and lowercase digits; nil when one of them needs more than 64 bits.
    func hexadecimalNumbers() -> [UInt64]? {
        var result: [UInt64] = []
        var at = 0
        while at + 2 < count {
            guard self[at] == UInt8(ascii: "0"), self[at + 1] == UInt8(ascii: "x"), Self.isLowercaseDigit(self[at + 2])
            else {
                at += 1
                continue
            }
            at += 2
            var value: UInt64 = 0
            while at < count, Self.isLowercaseDigit(self[at]), let digit = Self.hexadecimalDigit(self[at]) {
                guard value >> 60 == 0 else { return nil }
                value = value << 4 | UInt64(digit)
                at += 1
            }
            result.append(value)
        }
        return result
    }

    private static func isLowercaseDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte >= 0x61 && byte <= 0x66) }

    /// The number that a range of hexadecimal digits writes; nil when it needs more than 64 bits.
    func hexadecimal(_ range: Range<Int>) -> UInt64? {
        var value: UInt64 = 0
        for at in range {
            guard value >> 60 == 0, let digit = Self.hexadecimalDigit(self[at]) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    func slice(_ range: Range<Int>) -> Bytes { slice(range.lowerBound, range.count) ?? Bytes() }
}
