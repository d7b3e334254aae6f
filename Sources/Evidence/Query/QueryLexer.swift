/// A word, sign or value of a query, with the position of its first character.
struct QueryToken {
    enum Kind: Equatable {
        case word, number, string
        /// An operator, a parenthesis or a bracket.
        case sign
        case end
    }

    var kind: Kind
    /// Without quotes and escapes.
    var text: String
    /// From 0, in characters.
    var column: Int

    /// For messages.
    var shown: String { kind == .end ? "the end" : "`\(text)`" }
}

/// Splits a query into tokens.
struct QueryLexer {
    private let text: [Character]
    private var position = 0

    init(_ text: String) { self.text = Array(text) }

    static func tokens(_ text: String) throws -> [QueryToken] {
        var lexer = QueryLexer(text)
        var result: [QueryToken] = []
        while true {
            result.append(try lexer.next())
            if result.last?.kind == .end { return result }
        }
    }

    private func fail(_ message: String, at column: Int) -> QueryError {
        QueryError(message, in: String(text), column: column)
    }

    private mutating func next() throws -> QueryToken {
        while position < text.count, text[position].isWhitespace { position += 1 }
        let start = position
        guard position < text.count else { return QueryToken(kind: .end, text: "", column: start) }
        let first = text[position]
        if first == "\"" || first == "'" || first == "`" {
            return QueryToken(kind: .string, text: try string(quote: first), column: start)
        }
        if first.isLetter || first == "_" { return QueryToken(kind: .word, text: run(), column: start) }
        let isSigned = first == "-" && position + 1 < text.count && text[position + 1].isNumber
        if first.isNumber || isSigned { return QueryToken(kind: .number, text: run() + percent(), column: start) }
        for sign in ["==", "!=", "!~", "<=", ">=", "&&", "||", "~", "<", ">", "!", "(", ")", "[", "]"] {
            if text[position...].starts(with: sign) {
                position += sign.count
                return QueryToken(kind: .sign, text: sign, column: start)
            }
        }
        let advice = ["=": "; write `==`", "&": "; write `&&`", "|": "; write `||`"][first] ?? ""
        throw fail("`\(first)` has no meaning here\(advice)", at: start)
    }

    /// Letters, digits, and what paths, addresses and label keys are made of.
    private mutating func run() -> String {
        let start = position
        while position < text.count,
            text[position].isLetter || text[position].isNumber || "_.-/:µ".contains(text[position])
        {
            position += 1
        }
        return String(text[start..<position])
    }

    /// The sign behind a number.
    private mutating func percent() -> String {
        guard position < text.count, text[position] == "%" else { return "" }
        position += 1
        return "%"
    }

    /// A quoted text. Escapes are `\n`, `\t`, `\r`, `\\` and the quote; any other stays as it is, since patterns are
    /// full of them. Between backquotes everything stays.
    private mutating func string(quote: Character) throws -> String {
        let start = position
        position += 1
        var result = ""
        while position < text.count {
            let character = text[position]
            position += 1
            if character == quote { return result }
            guard character == "\\", quote != "`", position < text.count else {
                result.append(character)
                continue
            }
            let escaped = text[position]
            position += 1
            switch escaped {
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "\\", quote: result.append(escaped)
            default:
                result.append(character)
                result.append(escaped)
            }
        }
        throw fail("the text that begins here has no closing \(quote)", at: start)
    }
}
