import Wire

/// A position in the text of a /proc file: fields between blanks, numbers in several bases, lines.
///
/// Every method returns nil at what it does not understand and never leaves the bytes.
struct TextScanner {
    let bytes: Bytes
    private(set) var offset: Int
    /// Offset behind the last byte that may be read.
    private let end: Int

    init(_ bytes: Bytes) {
        self.init(bytes, 0, bytes.count)
    }

    private init(_ bytes: Bytes, _ offset: Int, _ end: Int) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
    }

    var isAtEnd: Bool { offset >= end }

    /// The next line without its newline; nil at the end.
    mutating func line() -> TextScanner? {
        guard offset < end else { return nil }
        let start = offset
        let stop = min(bytes.firstIndex(of: 10, from: start) ?? end, end)
        offset = min(stop + 1, end)
        return TextScanner(bytes, start, stop)
    }

    mutating func skipBlanks() {
        while offset < end, bytes[offset] == 32 || bytes[offset] == 9 { offset += 1 }
    }

    /// Moves over an ASCII `byte` when it is next.
    mutating func skip(byte: UInt8) -> Bool {
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// Moves over `text` when it is next.
    mutating func skip(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard length <= end - offset else { return false }
        let matches = text.withUTF8Buffer { pattern in
            pattern.indices.allSatisfy { unsafe pattern[$0] == bytes[offset + $0] }
        }
        if matches { offset += length }
        return matches
    }

    /// The next run of bytes that are not blank; nil when there is none.
    mutating func field() -> String? {
        skipBlanks()
        let start = offset
        skipField()
        guard offset > start else { return nil }
        return bytes.slice(start, offset - start)?.string
    }

    /// Moves over blanks and the next fields.
    mutating func skipFields(_ count: Int = 1) {
        for _ in 0..<count {
            skipBlanks()
            skipField()
        }
    }

    private mutating func skipField() {
        while offset < end, bytes[offset] != 32, bytes[offset] != 9 { offset += 1 }
    }

    /// A hexadecimal number of at most 64 bits, with or without `0x`, after blanks.
    mutating func hexadecimal() -> UInt64? {
        skipBlanks()
        _ = skip("0x")
        let start = offset
        var value: UInt64 = 0
        while offset < end, offset - start < 16, let digit = TextScanner.hexadecimalDigit(bytes[offset]) {
            value = value << 4 | UInt64(digit)
            offset += 1
        }
        return offset > start ? value : nil
    }

    /// A decimal number, possibly negative, after blanks; nil when it exceeds 64 bits.
    mutating func decimal() -> Int64? {
        skipBlanks()
        let isNegative = skip(byte: UInt8(ascii: "-"))
        guard let value = digits(), value <= UInt64(Int64.max) else { return nil }
        return isNegative ? -Int64(value) : Int64(value)
    }

    /// An unsigned decimal number after blanks; nil when it exceeds 64 bits.
    mutating func unsigned() -> UInt64? {
        skipBlanks()
        return digits()
    }

    private mutating func digits() -> UInt64? {
        let start = offset
        var value: UInt64 = 0
        while offset < end, bytes[offset] >= 48, bytes[offset] <= 57 {
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = scaled.addingReportingOverflow(UInt64(bytes[offset] - 48))
            guard !tooLarge, !overflow else { return nil }
            value = sum
            offset += 1
        }
        return offset > start ? value : nil
    }

    /// Everything that is left, without leading blanks.
    mutating func rest() -> String {
        skipBlanks()
        defer { offset = end }
        return bytes.slice(offset, end - offset)?.string ?? ""
    }

    /// Moves behind the last occurrence of `byte`; false when there is none.
    mutating func skipBehindLast(_ byte: UInt8) -> Bool {
        var at = end
        while at > offset {
            at -= 1
            if bytes[at] == byte {
                offset = at + 1
                return true
            }
        }
        return false
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
