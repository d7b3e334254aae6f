/// Quoted strings of the Go language (specification, "String literals").
enum GoQuotedText {
    /// Bytes of the quoted string at the start of a text, its quotes included; nil when it does not end.
    static func prefixLength(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let quote = bytes.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { return nil }
        var at = 1
        while at < bytes.count {
            if bytes[at] == quote { return at + 1 }
            if bytes[at] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { at += 1 }
            at += 1
        }
        return nil
    }

    /// The value of a quoted string; nil when it is not one.
    static func unquote(_ text: String) -> String? {
        guard let length = prefixLength(text), length == text.utf8.count else { return nil }
        let inner = Array(text.utf8.dropFirst().dropLast())
        if text.hasPrefix("`") { return String(decoding: inner.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self) }
        var result: [UInt8] = []
        var at = 0
        while at < inner.count {
            guard inner[at] == UInt8(ascii: "\\") else {
                result.append(inner[at])
                at += 1
                continue
            }
            guard at + 1 < inner.count, let (bytes, next) = escape(inner, at + 1) else { return nil }
            result += bytes
            at = next
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92,
        UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39,
    ]

    /// What an escape stands for, and the position behind it.
    private static func escape(_ bytes: [UInt8], _ at: Int) -> ([UInt8], Int)? {
        if let plain = simple[bytes[at]] { return ([plain], at + 1) }
        let digits: (count: Int, radix: Int, start: Int)
        switch bytes[at] {
        case UInt8(ascii: "x"): digits = (2, 16, at + 1)
        case UInt8(ascii: "u"): digits = (4, 16, at + 1)
        case UInt8(ascii: "U"): digits = (8, 16, at + 1)
        case UInt8(ascii: "0")...UInt8(ascii: "7"): digits = (3, 8, at)
        default: return nil
        }
        guard digits.start + digits.count <= bytes.count else { return nil }
        let text = String(decoding: bytes[digits.start..<(digits.start + digits.count)], as: UTF8.self)
        guard let value = UInt32(text, radix: digits.radix) else { return nil }
        let next = digits.start + digits.count
        if digits.count < 4 { return UInt8(exactly: value).map { ([$0], next) } }
        return Unicode.Scalar(value).map { (Array(String($0).utf8), next) }
    }
}
