import _StringProcessing

/// A condition on one text.
public enum QueryText {
    case equals(String)
    /// A pattern without special characters: its bytes.
    case contains([UInt8])
    case matches(Regex<AnyRegexOutput>)
    case present
    /// A pattern that does not compile; the parser lets none through.
    case never

    public init(pattern: String) {
        if let literal = QueryText.literal(pattern) {
            self = .contains(literal)
        } else if let regex = try? Regex(pattern) {
            self = .matches(regex)
        } else {
            self = .never
        }
    }

    /// Whether it holds of a text of UTF-8; damaged places are those of `String(decoding:as:)`.
    public func holds(bytes: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .equals(let wanted): bytes.elementsEqual(wanted.utf8)
        case .contains(let part): Self.contains(bytes, part)
        case .present: !bytes.isEmpty
        case .matches, .never: holds(String(decoding: bytes, as: UTF8.self))
        }
    }

    public func holds(_ text: String) -> Bool {
        switch self {
        case .equals(let wanted): return text == wanted
        case .contains(let part): return QueryText.contains(Array(text.utf8)[...], part)
        case .matches(let regex): return (try? regex.firstMatch(in: text)) != nil
        case .present: return !text.isEmpty
        case .never: return false
        }
    }

    /// The bytes that a pattern stands for when it is plain ASCII, escaped punctuation included; nil otherwise.
    static func literal(_ pattern: String) -> [UInt8]? {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in pattern.utf8 {
            guard byte >= 0x20, byte < 0x7f else { return nil }
            let isAlphanumeric = Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
            if isEscaped {
                if isAlphanumeric { return nil }
                result.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if isAlphanumeric || " _/:,-<>=@%&;!~'\"".utf8.contains(byte) {
                result.append(byte)
            } else {
                return nil
            }
        }
        return isEscaped || result.isEmpty ? nil : result
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard bytes.count >= part.count else { return false }
        for start in bytes.startIndex...(bytes.endIndex - part.count) where bytes[start] == first {
            var length = 1
            while length < part.count, bytes[start + length] == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
