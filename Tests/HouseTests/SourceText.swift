import TestSupport

/// A Swift source file of the repository, as the house rules look at it.
struct SourceText: Sendable, CustomStringConvertible {
    /// Path from the root of the repository.
    let path: String
    /// The text as it is.
    let text: String
    /// The text with comments and the contents of string literals blanked out, so that words in them do not count.
    let code: String

    var description: String { path }

    /// The lines of `code`.
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    var lineCount: Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    }

    /// How many lines of a function are nothing but the text of a string, such as a Go program for a test.
    func literalLines(in span: FunctionSpan) -> Int {
        let texts = text.split(separator: "\n", omittingEmptySubsequences: false)
        return zip(texts, codeLines).dropFirst(span.firstLine - 1).prefix(span.lineCount).count { text, code in
            let content = text.drop { $0 == " " }
            return code.allSatisfy { $0 == " " } && !content.isEmpty && !content.hasPrefix("//")
        }
    }

    /// Name of the folder under `Sources` that the file belongs to; empty elsewhere.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : ""
    }

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = SourceText.blanked(text)
    }

    /// All Swift files below a folder of the repository, sorted by path.
    static func all(below folder: String) throws -> [SourceText] {
        try Files.listing(below: Repository.path(folder)).filter { $0.hasSuffix(".swift") }.map {
            SourceText(path: folder + "/" + $0, text: try Files.text(Repository.path(folder + "/" + $0)))
        }
    }

    private static func blanked(_ text: String) -> String {
        var scanner = BlankingScanner(Array(text.utf8))
        return String(decoding: scanner.run(), as: UTF8.self)
    }
}

/// Blanks out comments and string contents of Swift text; line ends stay, so that line numbers hold.
private struct BlankingScanner {
    private let input: [UInt8]
    private var output: [UInt8] = []
    private var place = 0

    init(_ input: [UInt8]) { self.input = input }

    mutating func run() -> [UInt8] {
        output.reserveCapacity(input.count)
        code(until: nil)
        return output
    }

    private func starts(_ word: String) -> Bool { input[place...].starts(with: word.utf8) }

    private mutating func keep() {
        output.append(input[place])
        place += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where place < input.count {
            output.append(input[place] == 10 ? 10 : 32)
            place += 1
        }
    }

    /// Copies code; with a closing parenthesis as the end, the code of an interpolation.
    private mutating func code(until end: UInt8?) {
        var depth = 0
        while place < input.count {
            let byte = input[place]
            if let end, byte == end, depth == 0 { return }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            let isSlash = byte == UInt8(ascii: "/")
            if isSlash && starts("//") {
                while place < input.count && input[place] != 10 { blank() }
            } else if isSlash && starts("/*") {
                while place < input.count && !starts("*/") { blank() }
                blank(2)
            } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "#") && isRawString()) {
                string()
            } else {
                keep()
            }
        }
    }

    private func isRawString() -> Bool {
        let rest = input[place...].drop { $0 == UInt8(ascii: "#") }
        return rest.first == UInt8(ascii: "\"")
    }

    private mutating func string() {
        let hashes = input[place...].prefix { $0 == UInt8(ascii: "#") }.count
        let marks = String(repeating: "#", count: hashes)
        blank(hashes)
        let quote = starts("\"\"\"") ? "\"\"\"" : "\""
        for _ in quote.utf8 { keep() }
        while place < input.count && !starts(quote + marks) {
            if starts("\\" + marks + "(") {
                blank(1 + hashes)
                keep()
                code(until: UInt8(ascii: ")"))
            } else if starts("\\") && hashes == 0 {
                blank(2)
            } else {
                blank()
            }
        }
        for _ in quote.utf8 where place < input.count { keep() }
        blank(hashes)
    }
}
