/// Quoted strings of Go whose contents need not be UTF-8.
public enum GoQuotedBytes {
    /// The contents of `"…"` or of a raw string in back quotes; nil when it is neither. Blanks behind it are dropped.
    public static func unquote(_ quoted: [UInt8]) -> [UInt8]? {
        var text = quoted[...]
        while let last = text.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") { text = text.dropLast() }
        guard text.count >= 2, let quote = text.first, text.last == quote else { return nil }
        let inner = text.dropFirst().dropLast()
        if quote == UInt8(ascii: "`") { return inner.contains(quote) ? nil : Array(inner) }
        guard quote == UInt8(ascii: "\"") else { return nil }
        var result: [UInt8] = []
        var rest = inner
        while let byte = rest.popFirst() {
            if byte == quote { return nil }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard let escaped = escape(&rest) else { return nil }
            result += escaped
        }
        return result
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 0x5c,
        UInt8(ascii: "\""): 0x22,
    ]

    private static func escape(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let letter = rest.popFirst() else { return nil }
        if let byte = simple[letter] { return [byte] }
        switch letter {
        case UInt8(ascii: "x"): return number(&rest, digits: 2, radix: 16).map { [UInt8(truncatingIfNeeded: $0)] }
        case UInt8(ascii: "u"): return number(&rest, digits: 4, radix: 16).flatMap(encoded)
        case UInt8(ascii: "U"): return number(&rest, digits: 8, radix: 16).flatMap(encoded)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            let first = UInt32(letter - UInt8(ascii: "0"))
            return number(&rest, digits: 2, radix: 8).map { [UInt8(truncatingIfNeeded: first << 6 | $0)] }
        default: return nil
        }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int, radix: Int) -> UInt32? {
        let text = rest.prefix(digits)
        rest = rest.dropFirst(digits)
        guard text.count == digits else { return nil }
        return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
    }

    private static func encoded(_ value: UInt32) -> [UInt8]? { Unicode.Scalar(value).map { Array(String($0).utf8) } }
}
