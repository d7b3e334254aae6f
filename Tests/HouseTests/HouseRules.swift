/// Rules for each source file by itself. Each returns the breaches, with file and line.
enum HouseRules {
    /// The modules that may hold unsafe code.
    static let unsafeModules: Set = ["Wire", "CLinux", "Host"]

    static func unsafeCode(in sources: [SourceText]) -> [String] {
        sources.filter { !unsafeModules.contains($0.module) }.flatMap { source in
            matches(in: source) { words in
                words.contains { word in
                    word.hasPrefix("Unsafe") || word.hasPrefix("withUnsafe") || word.hasPrefix("unsafe")
                        || word == "unsafeBitCast" || word == "Unmanaged" || word == "OpaquePointer"
                }
            } describe: {
                "\($0): unsafe code outside of \(unsafeModules.sorted().joined(separator: ", ")): \($1)"
            }
        }
    }

    /// Ways to end the program on purpose, or on a value that the program did not expect.
    static func traps(in sources: [SourceText]) -> [String] {
        sources.flatMap { source in
            source.codeLines.enumerated().compactMap { number, line in
                let text = String(line)
                let trap = text.contains("fatalError(") || hasForcing(Array(text.utf8))
                return trap ? "\(source.path):\(number + 1): may end the program: \(trimmed(text))" : nil
            }
        }
    }

    static func longFiles(in sources: [SourceText], limit: Int = 600) -> [String] {
        sources.filter { $0.lineCount >= limit }.map { "\($0.path): \($0.lineCount) lines; \(limit) are too many" }
    }

    static func longFunctions(in sources: [SourceText], limit: Int = 80) -> [String] {
        sources.flatMap { source in
            FunctionSpans.all(in: source).map { span in
                FunctionSpan(firstLine: span.firstLine, lineCount: span.lineCount - source.literalLines(in: span))
            }.filter { $0.lineCount >= limit }.map {
                "\(source.path):\($0.firstLine): a function of \($0.lineCount) lines; \(limit) are too many"
            }
        }
    }

    /// Paths of one machine, which mean nothing on another.
    static func foreignPaths(in texts: [(path: String, text: String)]) -> [String] {
        let roots = ["/ro" + "ot/", "/wo" + "rk/"]
        return texts.flatMap { path, text in
            text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
                roots.contains { startsPath($0, in: line) } ? "\(path):\(number + 1): a path of one machine" : nil
            }
        }
    }

    private static func startsPath(_ root: String, in line: Substring) -> Bool {
        guard let found = line.firstRange(of: root) else { return false }
        guard found.lowerBound > line.startIndex else { return true }
        let before = line[line.index(before: found.lowerBound)]
        return !(before.isLetter || before.isNumber || before == "_" || before == "." || before == ")" || before == "}")
    }

    /// `value!`, `try!`, `as!`: an exclamation mark right after a name or a closing bracket.
    private static func hasForcing(_ line: [UInt8]) -> Bool {
        for index in line.indices.dropFirst() where line[index] == UInt8(ascii: "!") {
            let before = line[index - 1]
            let isOperand =
                isWordByte(before) || before == UInt8(ascii: ")") || before == UInt8(ascii: "]")
                || before == UInt8(ascii: "\"")
            let isComparison = index + 1 < line.count && line[index + 1] == UInt8(ascii: "=")
            if isOperand && !isComparison { return true }
        }
        return false
    }

    private static func matches(
        in source: SourceText, _ isBreach: ([String]) -> Bool, describe: (String, String) -> String
    ) -> [String] {
        source.codeLines.enumerated().compactMap { number, line in
            // `nonisolated(unsafe)` is about concurrency and not about memory.
            let text = String(line).replacing("nonisolated(unsafe)", with: "nonisolated")
            let words = text.utf8.split { !isWordByte($0) }.map { String(decoding: $0, as: UTF8.self) }
            return isBreach(words) ? describe("\(source.path):\(number + 1)", trimmed(text)) : nil
        }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == 95
    }

    private static func trimmed(_ text: String) -> String { String(text.drop { $0 == " " }) }
}

/// Where a function's declaration begins and its body ends.
struct FunctionSpan: Equatable {
    let firstLine: Int
    let lineCount: Int
}

/// Finds functions, initialisers and their bodies by brackets; enough for formatted code.
enum FunctionSpans {
    static func all(in source: SourceText) -> [FunctionSpan] {
        let code = Array(source.code.utf8)
        var spans: [FunctionSpan] = []
        var line = 1
        var place = 0
        while place < code.count {
            if code[place] == 10 { line += 1 }
            if startsDeclaration(code, at: place), let body = bodyStart(code, from: place) {
                let end = matchingBrace(code, from: body)
                let lines = code[place..<end].count { $0 == 10 } + 1
                spans.append(FunctionSpan(firstLine: line, lineCount: lines))
            }
            place += 1
        }
        return spans
    }

    /// First letters of the keywords below: most bytes need no closer look.
    private static let declarationStarts: [UInt8] = [UInt8(ascii: "f"), UInt8(ascii: "i"), UInt8(ascii: "d")]

    private static func startsDeclaration(_ code: [UInt8], at place: Int) -> Bool {
        guard declarationStarts.contains(code[place]) else { return false }
        if place > 0, HouseRules.isWordByte(code[place - 1]) || code[place - 1] == UInt8(ascii: ".") { return false }
        for word in ["func ", "init(", "init?(", "init<", "deinit {"] where code[place...].starts(with: word.utf8) {
            return true
        }
        return false
    }

    /// The brace that opens the body; nil for a requirement of a protocol or a call of an initialiser.
    private static func bodyStart(_ code: [UInt8], from place: Int) -> Int? {
        var depth = 0
        var seenParameters = code[place...].starts(with: "deinit".utf8)
        var lineStart = true
        for index in place..<code.count {
            let byte = code[index]
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") {
                depth -= 1
                if depth < 0 { return nil }
                if depth == 0 { seenParameters = true }
            }
            if depth == 0 && seenParameters {
                if byte == UInt8(ascii: "{") { return index }
                if lineStart && byte != 32 && byte != 10 && !continuesSignature(code, at: index) { return nil }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "=") { return nil }
            }
            if byte == 10 { lineStart = true } else if byte != 32 { lineStart = false }
        }
        return nil
    }

    private static func continuesSignature(_ code: [UInt8], at index: Int) -> Bool {
        for word in ["where ", "->", "throws", "async", "{", ")", "rethrows"]
        where code[index...].starts(with: word.utf8) {
            return true
        }
        return false
    }

    private static func matchingBrace(_ code: [UInt8], from opening: Int) -> Int {
        var depth = 0
        for index in opening..<code.count {
            if code[index] == UInt8(ascii: "{") { depth += 1 }
            if code[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return code.count
    }
}
