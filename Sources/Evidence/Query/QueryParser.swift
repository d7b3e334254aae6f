import _StringProcessing

/// Reads a query by recursive descent: `||` binds less than `&&`, and that less than `!`. `or`, `and` and `not` are the
/// same.
struct QueryParser<Field: QueryField> {

    private let text: String
    private let tokens: [QueryToken]
    private var position = 0
    private var depth = 0

    init(_ text: String) throws {
        self.text = text
        tokens = try QueryLexer.tokens(text)
    }

    /// The whole query.
    mutating func parse() throws -> QueryExpression<Field> {
        let result = try disjunction()
        guard token.kind == .end else {
            throw fail("expected `&&` or `and`, `||` or `or`, or the end, found \(token.shown)", token)
        }
        return result
    }

    // The list ends with an end, which is never passed.
    private var token: QueryToken { tokens[position] }

    private func fail(_ message: String, _ token: QueryToken) -> QueryError {
        QueryError(message, in: text, column: token.column)
    }

    private mutating func take() -> QueryToken {
        let result = token
        if result.kind != .end { position += 1 }
        return result
    }

    private mutating func take(sign: String) -> Bool {
        guard token.kind == .sign, token.text == sign else { return false }
        position += 1
        return true
    }

    private mutating func take(sign: String, word: String) -> Bool {
        if token.kind == .word, token.text == word {
            position += 1
            return true
        }
        return take(sign: sign)
    }

    private mutating func disjunction() throws -> QueryExpression<Field> {
        var parts = [try conjunction()]
        while take(sign: "||", word: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws -> QueryExpression<Field> {
        var parts = [try negation()]
        while take(sign: "&&", word: "and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws -> QueryExpression<Field> {
        if take(sign: "!", word: "not") {
            return try nested(tokens[position - 1]) { parser in .not(try parser.negation()) }
        }
        let start = token
        let inner = try nested(start) { parser in try parser.primary(start) }
        return Field.isWatched ? try held(inner) : inner
    }

    /// What is within parentheses, or behind `!`.
    private mutating func nested(
        _ start: QueryToken, _ body: (inout QueryParser) throws -> QueryExpression<Field>
    ) throws -> QueryExpression<Field> {
        guard depth < QueryLimits.depth else {
            throw fail("more than \(QueryLimits.depth) parentheses and `!` inside of each other", start)
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func primary(_ start: QueryToken) throws -> QueryExpression<Field> {
        if take(sign: "(") {
            let inner = try disjunction()
            guard take(sign: ")") else {
                throw fail("expected `)` for the `(` in column \(start.column + 1), found \(token.shown)", token)
            }
            return inner
        }
        if token.kind == .word, token.text == "under", let names = Field.ancestorNames { return try under(names) }
        return try comparison()
    }

    /// `for 10s` behind a condition or a parenthesis; it binds closer than `!`.
    private mutating func held(_ inner: QueryExpression<Field>) throws -> QueryExpression<Field> {
        let word = token
        guard word.kind == .word, word.text == "for" else { return inner }
        position += 1
        let value = take()
        guard value.kind == .number, let duration = QueryDuration.nanoseconds(value.text), duration > 0 else {
            throw fail("expected a duration such as 10s or 1m30s after `for`, found \(value.shown)", value)
        }
        guard !inner.isMomentary else { throw fail("what comes in a moment does not last for a time", word) }
        return .held(inner, nanoseconds: duration)
    }

    /// `under pid 12` and `under process ~ "^sh$"`: a comparison that holds for an ancestor.
    private mutating func under(_ names: String) throws -> QueryExpression<Field> {
        position += 1
        let word = token
        guard word.kind == .word, let field = Field(word: word.text), field.isOfAncestors else {
            throw fail("expected \(names) after `under`, found \(word.shown)", word)
        }
        guard tokens[position + 1].kind == .sign || tokens[position + 1].text == "contains" else {
            position += 1
            return .under(try comparison(field, QueryToken(kind: .sign, text: "==", column: word.column)))
        }
        return .under(try comparison())
    }

    private mutating func comparison() throws -> QueryExpression<Field> {
        let field = try field()
        let operation = token
        let signs = ["==", "!=", "~", "!~", "<", "<=", ">", ">="]
        guard
            operation.kind == .sign && signs.contains(operation.text)
                || operation.kind == .word && operation.text == "contains"
        else {
            if Field.isWatched, field.kind != .flag {
                throw fail("expected a comparison such as `>`, found \(operation.shown)", operation)
            }
            return .present(field)
        }
        position += 1
        return try comparison(field, operation)
    }

    private mutating func comparison(_ field: Field, _ operation: QueryToken) throws -> QueryExpression<Field> {
        if operation.text == "contains", field.kind != .text {
            throw fail("only texts have parts; expected `==` or another comparison", operation)
        }
        switch field.kind {
        case .text: return try textComparison(field, operation)
        case .number: return try numberComparison(field, operation)
        case .duration: return try durationComparison(field, operation)
        case .flag: return try flagComparison(field, operation)
        }
    }

    private mutating func field() throws -> Field {
        let word = take()
        guard word.kind == .word else {
            throw fail("expected a field (\(Field.names)), `!` or `(`, found \(word.shown)", word)
        }
        if token.kind == .sign, token.text == "[", Field(word: word.text, key: "") != nil {
            position += 1
            let key = take()
            guard key.kind == .string || key.kind == .word || key.kind == .number else {
                throw fail("expected a \(word.text)'s key such as \"tenant\", found \(key.shown)", key)
            }
            guard take(sign: "]") else { throw fail("expected `]`, found \(token.shown)", token) }
            guard let field = Field(word: word.text, key: key.text) else {
                throw fail("there is no \(word.text) `\(key.text)`", key)
            }
            return field
        }
        guard let field = Field(word: word.text) else {
            throw fail("there is no field `\(word.text)`; expected \(Field.names)", word)
        }
        return field
    }

    private mutating func textComparison(_ field: Field, _ operation: QueryToken) throws -> QueryExpression<Field> {
        guard ["==", "!=", "~", "!~", "contains"].contains(operation.text) else {
            throw fail("texts have no order; expected `==`, `!=`, `~`, `!~` or `contains`", operation)
        }
        let value = take()
        guard value.kind == .string || value.kind == .word || value.kind == .number else {
            throw fail("expected a text in quotes after `\(operation.text)`, found \(value.shown)", value)
        }
        if operation.text == "contains" { return .contains(field, value.text) }
        var result = QueryExpression<Field>.equals(field, value.text)
        if operation.text.hasSuffix("~") {
            guard value.text.utf8.count <= QueryLimits.pattern else {
                throw fail("the pattern is longer than \(QueryLimits.pattern) bytes", value)
            }
            do {
                _ = try Regex(value.text)
            } catch {
                throw fail("expected a regular expression: \(error)", value)
            }
            result = .matches(field, pattern: value.text)
        }
        return operation.text.hasPrefix("!") ? .not(result) : result
    }

    private mutating func numberComparison(_ field: Field, _ operation: QueryToken) throws -> QueryExpression<Field> {
        let order = try order(operation, of: "numbers")
        let value = take()
        if field.unit != .one {
            guard value.kind == .number, let amount = field.unit.amount(value.text) else {
                throw fail("expected \(field.unit.examples) after `\(operation.text)`, found \(value.shown)", value)
            }
            return .number(field, order, amount)
        }
        let isNegative = field.isSigned && value.text.hasPrefix("-")
        let text = isNegative ? value.text.dropFirst() : value.text[...]
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
        guard value.kind == .number, let magnitude = UInt64(digits, radix: text.hasPrefix("0x") ? 16 : 10),
            let number = isNegative ? Self.negative(magnitude) : magnitude
        else {
            throw fail("expected a whole number after `\(operation.text)`, found \(value.shown)", value)
        }
        return .number(field, order, number)
    }

    private static func negative(_ magnitude: UInt64) -> UInt64? {
        Int64(exactly: magnitude).map { UInt64(bitPattern: 0 &- $0) }
    }

    private mutating func durationComparison(_ field: Field, _ operation: QueryToken) throws -> QueryExpression<Field> {
        let order = try order(operation, of: "durations")
        let value = take()
        guard value.kind == .number, let duration = QueryDuration.nanoseconds(value.text) else {
            throw fail("expected a duration such as 10ms, 60s or 1h30m, found \(value.shown)", value)
        }
        return .duration(field, order, nanoseconds: duration)
    }

    private mutating func flagComparison(_ field: Field, _ operation: QueryToken) throws -> QueryExpression<Field> {
        guard operation.text == "==" || operation.text == "!=" else {
            throw fail("expected `==` or `!=`, or the field alone", operation)
        }
        let value = take()
        guard value.kind == .word, value.text == "true" || value.text == "false" else {
            throw fail("expected `true` or `false`, found \(value.shown)", value)
        }
        let wanted = (value.text == "true") == (operation.text == "==")
        return wanted ? .present(field) : .not(.present(field))
    }

    private func order(_ operation: QueryToken, of what: String) throws -> QueryOrder {
        guard let order = QueryOrder(rawValue: operation.text) else {
            throw fail("\(what) have no patterns; expected `==`, `!=`, `<`, `<=`, `>` or `>=`", operation)
        }
        return order
    }
}

extension QueryExpression {
    /// Whether some of it is there at a moment only.
    fileprivate var isMomentary: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains(where: \.isMomentary)
        case .not(let inner), .under(let inner), .held(let inner, _): inner.isMomentary
        case .present(let field), .equals(let field, _), .contains(let field, _), .matches(let field, _),
            .number(let field, _, _), .duration(let field, _, _):
            field.isMomentary
        }
    }
}

/// Bounds of queries.
enum QueryLimits {
    /// Parentheses and `!` inside of each other.
    static let depth = 64
    /// Bytes of a pattern.
    static let pattern = 1_000
}

extension QueryExpression {
    /// Reads a query.
    /// - Throws: `QueryError`.
    public init(parsing text: String) throws {
        var parser = try QueryParser<Field>(text)
        self = try parser.parse()
    }
}

/// Durations as Go writes them: `1h30m`, `1.5s`, `10ms`.
enum QueryDuration {
    /// Nanoseconds; nil when the text is no duration or does not fit. A bare `0` is one.
    static func nanoseconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var total = 0.0
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { $0.isLetter }
            rest = rest[unit.endIndex...]
            guard let value = Double(number), let factor = units[String(unit)] else { return nil }
            total += value * factor
        }
        guard !text.isEmpty, total < 0x1p62 else { return nil }
        return Int64(total.rounded())
    }

    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9, "d": 86400e9,
    ]
}
