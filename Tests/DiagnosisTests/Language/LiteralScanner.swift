/// The string literals of a Swift source, with `%1`, `%2`, … where values stand in them: what the catalogues are held
/// against. Literals that `+` joins are one.
struct LiteralScanner {
    struct Literal {
        var template: String
        var line: Int
        /// The function whose argument it is; empty without one.
        var callee: String
        /// The label of that argument; empty without one.
        var label: String
        /// It stands in a place of another literal, and not as the argument of a call there.
        var isInPlace: Bool
    }

    private indirect enum Token {
        case word(String)
        case symbol(Character)
        case literal(template: String, places: [[Token]], line: Int)
    }

    private let text: [Character]
    private var at = 0
    private var line = 1

    private init(_ source: String) { text = Array(source) }

    static func literals(of source: String) -> [Literal] {
        var scanner = LiteralScanner(source)
        var found: [Literal] = []
        collect(scanner.tokens(untilParenthesis: false), isInPlace: false, into: &found)
        return found
    }

    // MARK: - Tokens

    private mutating func tokens(untilParenthesis: Bool) -> [Token] {
        var result: [Token] = []
        var depth = 0
        while at < text.count {
            let character = text[at]
            if untilParenthesis, character == ")", depth == 0 { return result }
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if starts("//") {
                while at < text.count, text[at] != "\n" { at += 1 }
            } else if starts("/*") {
                skipComment()
            } else if character == "\"" {
                result.append(literal())
            } else if character.isLetter || character == "_" {
                let start = at
                while at < text.count, text[at].isLetter || text[at].isNumber || text[at] == "_" { at += 1 }
                result.append(.word(String(text[start..<at])))
            } else {
                if character == "\n" { line += 1 } else if character != " " { result.append(.symbol(character)) }
                at += 1
            }
        }
        return result
    }

    private func starts(_ prefix: String) -> Bool { text[at...].starts(with: prefix) }

    private mutating func skipComment() {
        while at < text.count, !starts("*/") {
            if text[at] == "\n" { line += 1 }
            at += 1
        }
        at += 2
    }

    private mutating func literal() -> Token {
        let start = line
        let isLong = starts("\"\"\"")
        at += isLong ? 3 : 1
        var template = ""
        var places: [[Token]] = []
        while at < text.count, !(isLong ? starts("\"\"\"") : text[at] == "\"") {
            if text[at] == "\\" {
                escape(into: &template, &places)
            } else {
                if text[at] == "\n" { line += 1 }
                template.append(text[at])
                at += 1
            }
        }
        at += isLong ? 3 : 1
        if isLong {
            // Neither the first line break belongs to it, nor the last one with what the end is indented by.
            let lines = template.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
            template = lines.map { $0.drop { $0 == " " } }.joined(separator: "\n")
        }
        return .literal(template: template, places: places, line: start)
    }

    private mutating func escape(into template: inout String, _ places: inout [[Token]]) {
        at += 1
        let character = text[at]
        at += 1
        switch character {
        case "(":
            places.append(tokens(untilParenthesis: true))
            at += 1
            template += "%\(places.count)"
        case "u":
            let digits = text[(at + 1)...].prefix { $0 != "}" }
            at += digits.count + 2
            template.unicodeScalars.append(Unicode.Scalar(UInt32(String(digits), radix: 16) ?? 0) ?? " ")
        case "n": template += "\n"
        case "\n":
            // A line that goes on: what it is indented by is no text.
            line += 1
            while at < text.count, text[at] == " " { at += 1 }
        default: template.append(character)
        }
    }

    // MARK: - Literals

    private static func collect(_ tokens: [Token], isInPlace: Bool, into found: inout [Literal]) {
        var calls: [(callee: String, label: String)] = []
        var last: Literal?
        for (index, token) in tokens.enumerated() {
            guard case .literal(let template, let places, let line) = token else {
                follow(token, index, tokens, &calls)
                if !isPlus(token) || !isBetweenLiterals(index, tokens) {
                    if let literal = last { found.append(literal) }
                    last = nil
                }
                continue
            }
            for place in places { collect(place, isInPlace: true, into: &found) }
            if let joined = last {
                last?.template = joined.template + shifted(template, by: placeCount(joined.template))
            } else {
                let call = calls.last
                last = Literal(
                    template: template, line: line, callee: call?.callee ?? "", label: call?.label ?? "",
                    isInPlace: isInPlace && calls.isEmpty)
            }
        }
        if let literal = last { found.append(literal) }
    }

    /// Keeps the call and the label that the next token is in.
    private static func follow(
        _ token: Token, _ index: Int, _ tokens: [Token], _ calls: inout [(callee: String, label: String)]
    ) {
        switch token {
        case .symbol("("), .symbol("["), .symbol("{"):
            var callee = calls.last?.callee ?? ""
            var label = calls.last?.label ?? ""
            if case .symbol("(") = token, index > 0, case .word(let name) = tokens[index - 1] {
                (callee, label) = (name, "")
            }
            calls.append((callee, label))
        case .symbol(")"), .symbol("]"), .symbol("}"): _ = calls.popLast()
        case .symbol(","): if !calls.isEmpty { calls[calls.count - 1].label = "" }
        case .symbol(":"):
            guard index >= 2, !calls.isEmpty, case .word(let label) = tokens[index - 1] else { return }
            switch tokens[index - 2] {
            case .symbol("("), .symbol(","): calls[calls.count - 1].label = label
            default: return
            }
        default: return
        }
    }

    private static func isPlus(_ token: Token) -> Bool {
        if case .symbol("+") = token { return true }
        return false
    }

    private static func isBetweenLiterals(_ index: Int, _ tokens: [Token]) -> Bool {
        guard index > 0, index + 1 < tokens.count, case .literal = tokens[index - 1], case .literal = tokens[index + 1]
        else { return false }
        return true
    }

    static func placeCount(_ template: String) -> Int { places(template).max() ?? 0 }

    /// The numbers of the places of a template, in order.
    static func places(_ template: String) -> [Int] {
        template.split(separator: "%", omittingEmptySubsequences: false).dropFirst().compactMap {
            Int($0.prefix { ("0"..."9").contains($0) })
        }
    }

    private static func shifted(_ template: String, by number: Int) -> String {
        guard number > 0 else { return template }
        let parts = template.split(separator: "%", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts[0])) { result, part in
            let digits = part.prefix { ("0"..."9").contains($0) }
            return result + "%" + (Int(digits).map { "\($0 + number)" } ?? "") + part.dropFirst(digits.count)
        }
    }
}
