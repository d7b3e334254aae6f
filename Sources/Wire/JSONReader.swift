/// Reads JSON (RFC 8259) token by token, without a tree of its values.
///
/// Strict, but for invalid UTF-8 in strings, which is passed on. Depth is bounded, and nothing is reserved on the word of
/// the input.
public struct JSONReader {
    public enum Token: Sendable, Equatable {
        case objectBegin
        case objectEnd
        case arrayBegin
        case arrayEnd
        /// The name of a member; its value follows.
        case key
        case string
        case number
        case boolean(Bool)
        case null
    }

    private enum State: UInt8 {
        case value
        /// Behind `[`: a value, or the end.
        case first
        /// Behind `{`: a name, or the end.
        case firstKey
        case key
        case afterValue
        case end
    }

    private let bytes: Bytes
    private let depthLimit: Int
    /// For each open bracket whether it is an object's.
    private var open: [Bool] = []
    private var state = State.value
    /// Bytes that have been read.
    public private(set) var offset = 0
    /// Where the last token begins.
    public private(set) var tokenOffset = 0
    /// The last name, string or number in UTF-8, without escapes.
    public private(set) var text: [UInt8] = []

    public init(_ bytes: Bytes, depthLimit: Int = 128) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// Brackets that are open.
    public var depth: Int { open.count }
    /// The last name or string; invalid UTF-8 is repaired.
    public var string: String { String(decoding: text, as: UTF8.self) }
    /// The last number, if it is whole and has 64 bits with its sign.
    public var integer: Int64? { Int64(string) }
    /// The last number, to the nearest that a Double has.
    public var number: Double? { Double(string) }

    /// The next token; nil behind the value.
    /// - Throws: `malformed`, `truncated`, `tooLarge` for too many brackets in one another.
    public mutating func next() throws(InputError) -> Token? {
        skipSpace()
        tokenOffset = offset
        if state == .end {
            guard offset == bytes.count else { throw malformed("there is something behind the value") }
            return nil
        }
        guard let byte = bytes.load(offset, as: UInt8.self) else {
            throw InputError(.truncated, "the JSON ends before its value does", offset: UInt64(offset))
        }
        switch state {
        case .afterValue: return try afterValue(byte)
        case .first where byte == UInt8(ascii: "]"), .firstKey where byte == UInt8(ascii: "}"): return close()
        case .key, .firstKey: return try key(byte)
        default: return try value(byte)
        }
    }

    private mutating func afterValue(_ byte: UInt8) throws(InputError) -> Token? {
        let isObject = open.last ?? false
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return close() }
        guard byte == UInt8(ascii: ",") else { throw malformed("neither a comma nor an end stands behind a value") }
        offset += 1
        state = isObject ? .key : .value
        return try next()
    }

    private mutating func close() -> Token {
        offset += 1
        let isObject = open.popLast() ?? false
        state = open.isEmpty ? .end : .afterValue
        return isObject ? .objectEnd : .arrayEnd
    }

    private mutating func key(_ byte: UInt8) throws(InputError) -> Token {
        guard byte == UInt8(ascii: "\"") else { throw malformed("no name of a member begins where one should") }
        try readString()
        skipSpace()
        guard bytes.load(offset, as: UInt8.self) == UInt8(ascii: ":") else {
            throw malformed("no colon follows a name")
        }
        offset += 1
        state = .value
        return .key
    }

    private mutating func value(_ byte: UInt8) throws(InputError) -> Token {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < depthLimit else {
                throw InputError(.tooLarge, "more than \(depthLimit) brackets in one another", offset: UInt64(offset))
            }
            offset += 1
            let isObject = byte == UInt8(ascii: "{")
            open.append(isObject)
            state = isObject ? .firstKey : .first
            return isObject ? .objectBegin : .arrayBegin
        case UInt8(ascii: "\""):
            try readString()
            return end(.string)
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            try readNumber()
            return end(.number)
        }
    }

    private mutating func end(_ token: Token) -> Token {
        state = open.isEmpty ? .end : .afterValue
        return token
    }

    private mutating func word(_ word: StaticString, _ token: Token) throws(InputError) -> Token {
        let matches = word.withUTF8Buffer { letters in
            (0..<letters.count).allSatisfy { bytes.load(offset + $0, as: UInt8.self) == letters[$0] }
        }
        guard matches else { throw malformed("no value begins where one should") }
        offset += word.utf8CodeUnitCount
        return end(token)
    }

    /// Passes over the rest of the value that a token began.
    public mutating func skip(_ token: Token?) throws(InputError) {
        guard token == .objectBegin || token == .arrayBegin else { return }
        let outside = depth - 1
        while depth > outside { _ = try next() }
    }

    private func malformed(_ message: String) -> InputError {
        if offset >= bytes.count {
            return InputError(.truncated, "the JSON ends before its value does", offset: UInt64(bytes.count))
        }
        return InputError(.malformed, "is not JSON: " + message, offset: UInt64(offset))
    }

    private mutating func skipSpace() {
        while let byte = bytes.load(offset, as: UInt8.self), byte == 32 || byte == 10 || byte == 13 || byte == 9 {
            offset += 1
        }
    }

    // MARK: - Numbers and strings

    private mutating func digits() -> Int {
        let start = offset
        while let byte = bytes.load(offset, as: UInt8.self), byte &- 48 < 10 {
            text.append(byte)
            offset += 1
        }
        return offset - start
    }

    private mutating func take(_ letters: UInt8...) -> Bool {
        guard let byte = bytes.load(offset, as: UInt8.self), letters.contains(byte) else { return false }
        text.append(byte)
        offset += 1
        return true
    }

    private mutating func readNumber() throws(InputError) {
        text.removeAll(keepingCapacity: true)
        _ = take(UInt8(ascii: "-"))
        let isZero = bytes.load(offset, as: UInt8.self) == 48
        let count = digits()
        guard count > 0 else { throw malformed("no value begins where one should") }
        guard !isZero || count == 1 else { throw malformed("a number begins with a zero") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw malformed("no digit follows a decimal point") }
        if take(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
            guard digits() > 0 else { throw malformed("no digit follows an exponent") }
        }
    }

    private mutating func readString() throws(InputError) {
        text.removeAll(keepingCapacity: true)
        offset += 1
        while let byte = bytes.load(offset, as: UInt8.self) {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                offset += 1
                try readEscape()
            case 0..<32: throw malformed("a control character stands in a string")
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw InputError(.truncated, "the JSON ends within a string", offset: UInt64(tokenOffset))
    }

    private mutating func readEscape() throws(InputError) {
        guard let byte = bytes.load(offset, as: UInt8.self) else {
            throw InputError(.truncated, "the JSON ends within a string", offset: UInt64(tokenOffset))
        }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): try readUnicode()
        default: throw malformed("an unknown escape stands in a string")
        }
    }

    /// Four hexadecimal digits, or two times four of a pair; half of a pair becomes U+FFFD.
    private mutating func readUnicode() throws(InputError) {
        var scalar = try codeUnit()
        if scalar >> 10 == 0x36, bytes.load(offset, as: UInt8.self) == UInt8(ascii: "\\"),
            bytes.load(offset + 1, as: UInt8.self) == UInt8(ascii: "u")
        {
            let before = offset
            offset += 2
            let low = try codeUnit()
            if low >> 10 == 0x37 {
                scalar = 0x10000 + (scalar & 0x3ff) << 10 + low & 0x3ff
            } else {
                offset = before
            }
        }
        text += String(Unicode.Scalar(scalar) ?? "\u{fffd}").utf8
    }

    private mutating func codeUnit() throws(InputError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = bytes.load(offset, as: UInt8.self),
                let digit = UInt32(String(UnicodeScalar(byte)), radix: 16)
            else { throw malformed("no four hexadecimal digits follow \\u") }
            value = value << 4 | digit
            offset += 1
        }
        return value
    }
}
