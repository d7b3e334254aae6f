import Wire

/// Lists of pprof labels in dumps: `endpoint: /checkout, "user id": "a \"quoted\" one"` in a header, and
/// `"endpoint":"/checkout", "user id":"…"` behind `# labels:` (both without the braces).
///
/// Keys and values stand in quotes as Go writes them (strconv.Quote, or the runtime's `quoted`), or, since Go 1.27
/// and when they hold only letters, digits, dots, slashes and underscores, bare.
struct TextDumpLabels {
    private let bytes: Bytes
    private let end: Int
    private var at: Int

    /// The labels sorted by key; nil when the text is no such list.
    static func parse(_ bytes: Bytes, _ range: TextRange) -> [Label]? {
        var parser = TextDumpLabels(bytes: bytes, end: range.end, at: range.start)
        var labels: [Label] = []
        while true {
            guard let key = parser.word(), parser.skip(UInt8(ascii: ":")), let value = parser.word() else { return nil }
            labels.append(Label(key: key, value: value))
            if parser.isAtEnd { return labels.sorted { ($0.key, $0.value) < ($1.key, $1.value) } }
            guard parser.skip(UInt8(ascii: ",")) else { return nil }
        }
    }

    private var isAtEnd: Bool { at >= end }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard at < end, bytes[at] == byte else { return false }
        at += 1
        while at < end, bytes[at] == 0x20 { at += 1 }
        return true
    }

    private mutating func word() -> String? {
        guard at < end else { return nil }
        if bytes[at] == UInt8(ascii: "\"") { return GoQuotedString.read(bytes, at: &at, before: end) }
        let start = at
        while at < end, bytes[at] != UInt8(ascii: ":"), bytes[at] != UInt8(ascii: ",") { at += 1 }
        return at > start ? bytes.string(TextRange(start: start, end: at)) : nil
    }
}

/// Strings in double quotes as Go's `strconv.Quote` and the runtime's `printquoted` write them.
enum GoQuotedString {
    /// The string whose opening quote is at `offset`, which moves behind the closing one; nil when it is malformed.
    static func read(_ bytes: Bytes, at offset: inout Int, before end: Int) -> String? {
        guard offset < end, bytes[offset] == UInt8(ascii: "\"") else { return nil }
        var at = offset + 1
        var result: [UInt8] = []
        while at < end {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\"") {
                offset = at
                return String(decoding: result, as: UTF8.self)
            }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard at < end else { return nil }
            let escape = bytes[at]
            at += 1
            if let plain = simpleEscapes[escape] {
                result.append(plain)
                continue
            }
            guard let digits = numericEscapes[escape], let value = hexadecimal(bytes, at: &at, before: end, digits)
            else { return nil }
            if escape == UInt8(ascii: "x") {
                result.append(UInt8(truncatingIfNeeded: value))
            } else {
                result += Array(String(Unicode.Scalar(value) ?? "\u{fffd}").utf8)
            }
        }
        return nil
    }

    private static func hexadecimal(_ bytes: Bytes, at: inout Int, before end: Int, _ digits: Int) -> UInt32? {
        guard end - at >= digits else { return nil }
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = hexadecimalDigit(bytes[at]) else { return nil }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09, UInt8(ascii: "a"): 0x07,
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "v"): 0x0b, UInt8(ascii: "\\"): 0x5c,
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27,
    ]

    private static let numericEscapes: [UInt8: Int] = [
        UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
    ]
}
