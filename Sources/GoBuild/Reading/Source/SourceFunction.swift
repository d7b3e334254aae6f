import Wire

/// What stands in the body of a Go function and counts for the inliner, found in its source text.
struct SourceFunction {
    enum Kind: Equatable {
        /// `name` as it is written: `s.lock.Unlock`, `fmt.Errorf`.
        case call
        case deferred, started, closure, select, recovered
    }

    struct Remark: Equatable {
        var kind: Kind
        var name: String
        /// That of the opening parenthesis for calls, as the compiler's messages have it; else of the keyword.
        var line: Int32
        var column: Int32
    }

    /// In the order of the text, without what stands in closures.
    private(set) var remarks: [Remark] = []
    let lastLine: Int32

    /// The function whose name, or whose keyword `func`, stands at a line and column.
    /// - Parameter column: 0 when it is not known: the first function of the line.
    init?(_ tokens: GoTokens, line: Int32, column: Int32) {
        guard let start = Self.start(tokens, line, column), let open = Self.body(tokens, start),
            let close = tokens.closing(open)
        else { return nil }
        lastLine = tokens.tokens[close].line
        scan(tokens, open + 1..<close)
    }

    /// The keyword `func` of the function.
    private static func start(_ tokens: GoTokens, _ line: Int32, _ column: Int32) -> Int? {
        let all = tokens.tokens
        // The first token behind the begin of the line: tokens are in the order of lines.
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].line < line { low = middle + 1 } else { high = middle }
        }
        let ofLine = all[low...].prefix { $0.line == line }
        let named = ofLine.indices.first { column == 0 ? tokens.isWord($0, "func") : all[$0].column == column }
        guard let named else { return nil }
        if tokens.isWord(named, "func") { return named }
        var before = named - 1
        // Back over the receiver.
        if tokens.isSign(before, ")") { before = opening(tokens, before) - 1 }
        return tokens.isWord(before, "func") ? before : nil
    }

    /// The brace that opens the body: behind parameters and results, whose types may have braces of their own.
    private static func body(_ tokens: GoTokens, _ start: Int) -> Int? {
        var at = start + 1
        while at < tokens.tokens.count {
            if tokens.isSign(at, "(") || tokens.isSign(at, "[") {
                guard let close = tokens.closing(at) else { return nil }
                at = close
            } else if tokens.isWord(at, "struct") || tokens.isWord(at, "interface") {
                guard tokens.isSign(at + 1, "{"), let close = tokens.closing(at + 1) else { return nil }
                at = close
            } else if tokens.isSign(at, "{") {
                return at
            } else if tokens.tokens[at].kind == .lineEnd || tokens.isSign(at, ",") || tokens.isSign(at, ")")
                || tokens.isSign(at, "}") || tokens.isSign(at, ";")
            {
                return nil
            }
            at += 1
        }
        return nil
    }

    private mutating func scan(_ tokens: GoTokens, _ range: Range<Int>) {
        var at = range.lowerBound
        while at < range.upperBound {
            let token = tokens.tokens[at]
            if token.kind == .word {
                if tokens.isWord(at, "func"), let open = Self.body(tokens, at), let close = tokens.closing(open) {
                    // `map[K]func(){…}` is a literal of a type.
                    let isType = tokens.isSign(at - 1, "]")
                    if !isType { add(.closure, "", token) }
                    at = isType ? open : close
                } else if tokens.isWord(at, "interface") || tokens.isWord(at, "struct"), tokens.isSign(at + 1, "{") {
                    // Methods and fields of a type look like calls.
                    at = tokens.closing(at + 1) ?? at
                } else if let kind = Self.statements[tokens.text(at)] {
                    add(kind, kind == .deferred || kind == .started ? Self.line(tokens, at + 1) : "", token)
                }
            } else if tokens.isSign(at, "("), let name = Self.callee(tokens, at) {
                add(name == "recover" ? .recovered : .call, name, token)
            }
            at += 1
        }
    }

    private mutating func add(_ kind: Kind, _ name: String, _ token: GoTokens.Token) {
        remarks.append(Remark(kind: kind, name: name, line: token.line, column: token.column))
    }

    private static let statements: [String: Kind] = ["defer": .deferred, "go": .started, "select": .select]

    /// The rest of a statement, up to the end of its line, as it is written.
    private static func line(_ tokens: GoTokens, _ start: Int) -> String {
        guard start < tokens.tokens.count else { return "" }
        var (depth, end) = (0, start)
        while end < tokens.tokens.count, tokens.tokens[end].line == tokens.tokens[start].line {
            if tokens.isSign(end, "{") { depth += 1 }
            if tokens.isSign(end, "}") { depth -= 1 }
            if depth < 0 || depth == 0 && tokens.isSign(end, ";") || tokens.tokens[end].kind == .lineEnd { break }
            end += 1
        }
        guard end > start else { return "" }
        let range = tokens.tokens[start].range.lowerBound..<tokens.tokens[end - 1].range.upperBound
        return String(decoding: tokens.bytes[range], as: UTF8.self)
    }

    /// What is called by the parenthesis at `open`, as it is written; nil for what is no call: statements, conversions,
    /// what the compiler itself replaces.
    private static func callee(_ tokens: GoTokens, _ open: Int) -> String? {
        var end = open
        // Type arguments: F[int](x); a[i](x) is a call as well.
        if tokens.isSign(open - 1, "]") {
            let start = opening(tokens, open - 1)
            guard start > 0, tokens.tokens[start - 1].kind == .word else { return nil }
            end = start
        }
        guard end > 0, tokens.tokens[end - 1].kind == .word else { return nil }
        var first = end - 1
        while first >= 2, tokens.isSign(first - 1, "."), tokens.tokens[first - 2].kind == .word { first -= 2 }
        // []byte(x), map[K]V(x); chan T(x) does not occur without parentheses.
        if first > 0, tokens.isSign(first - 1, "]") { return nil }
        // A method of what another call returns, or of an element: `.Name`.
        if first > 0, tokens.isSign(first - 1, ".") { return "." + tokens.text(end - 1) }
        let name = stride(from: first, to: end, by: 2).map(tokens.text).joined(separator: ".")
        return isNoCall.contains(name) ? nil : name
    }

    /// The bracket that the one at `close` closes; 0 when it is not there, or far away.
    private static func opening(_ tokens: GoTokens, _ close: Int) -> Int {
        var depth = 0
        for at in (max(0, close - 400)...max(0, close)).reversed() {
            if tokens.isSign(at, "]") || tokens.isSign(at, ")") { depth += 1 }
            if tokens.isSign(at, "[") || tokens.isSign(at, "(") { depth -= 1 }
            if depth == 0 { return at }
        }
        return 0
    }

    /// Keywords, predeclared functions and predeclared types.
    static let isNoCall: Set<String> = [
        "if", "for", "switch", "return", "case", "func", "range", "go", "defer", "else", "select", "var", "const",
        "type", "import", "chan", "map", "struct", "interface", "append", "cap", "clear", "close", "complex", "copy",
        "delete", "imag", "len", "make", "max", "min", "new", "panic", "print", "println", "real", "any", "bool",
        "byte",
        "complex64", "complex128", "error", "float32", "float64", "int", "int8", "int16", "int32", "int64", "rune",
        "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "unsafe.Pointer", "unsafe.Sizeof",
        "unsafe.Slice", "unsafe.String", "unsafe.StringData", "unsafe.SliceData", "unsafe.Add",
        // Types to which programs often convert: nothing in the text tells them from functions.
        "time.Duration", "time.Month", "time.Weekday", "http.HandlerFunc", "http.Dir", "json.RawMessage", "json.Number",
        "os.FileMode", "fs.FileMode", "template.HTML", "sort.StringSlice", "sort.IntSlice", "sort.Float64Slice",
        "net.IP", "net.IPMask", "syscall.Errno", "syscall.Signal", "reflect.Kind", "big.Word", "url.Values",
    ]
}
