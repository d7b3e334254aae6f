import Wire

/// A position in a line of a runtime's log. Every method leaves it where it was when it does not find what it wants.
struct RuntimeLogScanner {
    private let bytes: Bytes
    private(set) var position: Int

    init(_ bytes: Bytes, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func skip(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard length <= bytes.count - position else { return false }
        let isEqual = text.withUTF8Buffer { wanted in
            wanted.indices.allSatisfy { wanted[$0] == bytes[position + $0] }
        }
        if isEqual { position += length }
        return isEqual
    }

    /// `->`, which collectors of logs write as JSON does.
    mutating func skipArrow() -> Bool { skip("->") || skip("-\\u003e") }

    /// A whole number of at most 15 digits.
    mutating func number() -> Int? {
        var value = 0
        var at = position
        while at < bytes.count, at - position < 15, let digit = Self.digit(bytes[at]) {
            value = value * 10 + digit
            at += 1
        }
        guard at > position, at >= bytes.count || Self.digit(bytes[at]) == nil else { return nil }
        position = at
        return value
    }

    /// A number with a point or without, in millionths: at most nine digits before it.
    mutating func millionths() -> Int? {
        let start = position
        guard let whole = number() else { return nil }
        guard whole < 1_000_000_000 else {
            position = start
            return nil
        }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."),
            Self.digit(bytes[position + 1]) != nil
        else { return whole * 1_000_000 }
        position += 1
        var fraction = 0
        var digits = 0
        while position < bytes.count, let digit = Self.digit(bytes[position]) {
            if digits < 6 { fraction = fraction * 10 + digit }
            digits += 1
            position += 1
        }
        for _ in min(digits, 6)..<6 { fraction *= 10 }
        return whole * 1_000_000 + fraction
    }

    private static func digit(_ byte: UInt8) -> Int? {
        let value = Int(byte) - 0x30
        return (0...9).contains(value) ? value : nil
    }
}
