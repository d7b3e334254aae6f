import Wire

/// The words and signs of a Go source file, without comments (go.dev/ref/spec, "Lexical elements").
///
/// Enough to find calls and statements that the inliner counts; whether the text is a program is the compiler's affair.
struct GoTokens {
    enum Kind {
        case word, number, text
        /// A sign by its last byte: `(`, `{`, `.`, and so on.
        case sign
        /// A line that ends where a statement may end.
        case lineEnd
    }

    struct Token {
        var kind: Kind
        /// Offsets in the file.
        var range: Range<Int>
        /// From 1; columns count bytes, as the compiler's do.
        var line: Int32
        var column: Int32
    }

    let bytes: [UInt8]
    private(set) var tokens: [Token] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var scan = Scan(bytes: bytes)
        while let token = scan.next() {
            if token.kind != .lineEnd || endsStatement { tokens.append(token) }
        }
    }

    /// Whether a statement may end behind the last token.
    private var endsStatement: Bool {
        guard let last = tokens.last else { return false }
        guard last.kind == .sign else { return last.kind != .lineEnd }
        return [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[last.range.lowerBound])
    }

    func text(_ index: Int) -> String { String(decoding: bytes[tokens[index].range], as: UTF8.self) }

    func isSign(_ index: Int, _ sign: Unicode.Scalar) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .sign else { return false }
        return bytes[tokens[index].range.lowerBound] == UInt8(ascii: sign)
    }

    func isWord(_ index: Int, _ word: String) -> Bool {
        guard tokens.indices.contains(index), tokens[index].kind == .word else { return false }
        return bytes[tokens[index].range].elementsEqual(word.utf8)
    }

    /// The token that closes the bracket at `index`; nil when the file ends before.
    func closing(_ index: Int) -> Int? {
        var depth = 0
        for at in index..<tokens.count where tokens[at].kind == .sign {
            switch bytes[tokens[at].range.lowerBound] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at }
            default: break
            }
        }
        return nil
    }

    private struct Scan {
        let bytes: [UInt8]
        var at = 0
        var line: Int32 = 1
        var lineStart = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func next() -> Token? {
            while at < bytes.count {
                let byte = bytes[at]
                switch byte {
                case UInt8(ascii: "\n"):
                    let token = token(.lineEnd, at..<at + 1)
                    at += 1
                    newLine()
                    return token
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
                case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                    at = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipComment()
                case UInt8(ascii: "\""), UInt8(ascii: "'"): return quoted(byte)
                case UInt8(ascii: "`"): return raw()
                default: return plain(byte)
                }
            }
            return nil
        }

        private func peek(_ distance: Int) -> UInt8? { at + distance < bytes.count ? bytes[at + distance] : nil }

        private func token(_ kind: Kind, _ range: Range<Int>) -> Token {
            Token(kind: kind, range: range, line: line, column: Int32(clamping: range.lowerBound - lineStart + 1))
        }

        private mutating func newLine() {
            line &+= 1
            lineStart = at
        }

        private mutating func skipComment() {
            at += 2
            while at < bytes.count {
                if bytes[at] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                    at += 2
                    return
                }
                at += 1
                if bytes[at - 1] == UInt8(ascii: "\n") { newLine() }
            }
        }

        private mutating func quoted(_ quote: UInt8) -> Token {
            let start = at
            at += 1
            while at < bytes.count, bytes[at] != quote, bytes[at] != UInt8(ascii: "\n") {
                at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
            }
            at = min(at + 1, bytes.count)
            return token(.text, start..<at)
        }

        private mutating func raw() -> Token {
            var found = token(.text, at..<at + 1)
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "`") {
                at += 1
                if bytes[at - 1] == UInt8(ascii: "\n") { newLine() }
            }
            at = min(at + 1, bytes.count)
            found.range = found.range.lowerBound..<at
            return found
        }

        private mutating func plain(_ byte: UInt8) -> Token {
            let start = at
            at += 1
            guard Self.isOfWord(byte) else { return token(.sign, start..<at) }
            while at < bytes.count, Self.isOfWord(bytes[at]) { at += 1 }
            return token(byte >= 0x30 && byte <= 0x39 ? .number : .word, start..<at)
        }

        private static func isOfWord(_ byte: UInt8) -> Bool {
            byte >= 0x80 || byte == UInt8(ascii: "_") || byte >= 0x30 && byte <= 0x39
                || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        }
    }
}
