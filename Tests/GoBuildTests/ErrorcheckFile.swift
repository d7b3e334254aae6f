import TestSupport
import Wire

/// A file of Go's own tests of compiler messages: at which lines which messages have to be
/// (cmd/internal/testdir/testdir_test.go: errorCheck).
struct ErrorcheckFile {
    let path: String
    /// Flags behind `errorcheck` in the first line.
    let flags: [String]
    /// By line, the regular expressions that each have to match one message.
    private(set) var patterns: [Int: [String]] = [:]
    /// The same for code that the compiler makes; nil where that is not to be looked at.
    private(set) var generated: [String]?

    /// Nil for a file that is no such test of `-m`.
    init?(_ path: String) throws {
        self.path = path
        let lines = try Files.lines(path)
        guard let first = lines.first, first.hasPrefix("// errorcheck ") || first.hasPrefix("// errorcheckwithauto ")
        else { return nil }
        if first.hasPrefix("// errorcheckwithauto ") { generated = [] }
        flags = first.split(separator: " ").dropFirst(2).map(String.init).filter { $0 != "-0" }
        guard flags.contains(where: { $0.hasPrefix("-m") }) else { return nil }
        for (index, line) in lines.enumerated() where !Self.contains(line, "////") {
            if let comment = Self.behind(line, "// ERRORAUTO ") { generated? += Self.quoted(comment) }
            guard let comment = Self.behind(line, "// ERROR ") ?? Self.behind(line, "// GC_ERROR ") else { continue }
            let found = Self.quoted(comment)
            if !found.isEmpty { patterns[index + 1] = found }
        }
    }

    /// Every second part stands between quotes, in which nothing is escaped.
    private static func quoted(_ comment: Substring) -> [String] {
        let parts = comment.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private static func contains(_ line: String, _ text: String) -> Bool { behind(line, text) != nil }

    /// What stands behind a text; nil where it is not.
    private static func behind(_ line: String, _ text: String) -> Substring? {
        var rest = line[...]
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return rest.dropFirst(text.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
