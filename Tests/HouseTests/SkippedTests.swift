/// The reasons why tests do not run, in the tests and in the published list.
enum SkippedTests {
    /// Reasons of the traits `.enabled(if: …, "reason")` and `.disabled("reason")` in Swift text.
    static func reasons(inSource text: String) -> [String] {
        var reasons: [String] = []
        for opening in [".enabled(", ".disabled("] {
            var rest = text[...]
            while let found = rest.firstRange(of: opening) {
                let call = upToClosingParenthesis(rest[found.lowerBound...])
                let quoted = call.split(separator: "\"", omittingEmptySubsequences: false)
                if quoted.count > 2, !isInComment(text, at: found.lowerBound) {
                    reasons.append(String(quoted[quoted.count - 2]))
                }
                rest = rest[found.upperBound...]
            }
        }
        return reasons
    }

    /// First cells of the first table of the document, without its heading.
    static func reasons(inDocument text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let table = lines.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return table.dropFirst(2).compactMap { line in
            let cell = line.split(separator: "|").first ?? ""
            return cell.isEmpty ? nil : String(cell.dropFirst().dropLast())
        }
    }

    private static func isInComment(_ text: String, at place: String.Index) -> Bool {
        let line = text[..<place].reversed().prefix { $0 != "\n" }.reversed()
        return String(line).drop { $0 == " " }.hasPrefix("//")
    }

    private static func upToClosingParenthesis(_ text: Substring) -> Substring {
        var depth = 0
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if isQuoted { continue }
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                depth -= 1
                if depth <= 0 { return text[..<index] }
            }
        }
        return text
    }
}
