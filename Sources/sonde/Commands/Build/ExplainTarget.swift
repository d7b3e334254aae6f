import GoBuild
import Wire

/// What `sonde build explain` is asked about: packages or saved output, and within these a function or a line.
struct ExplainTarget: Equatable {
    /// As for `CompilerRun`.
    var sources: [String] = []
    var query = DecisionQuery.everything

    /// - Throws: `usage` for two functions or lines.
    init(_ words: [String]) throws {
        for word in words {
            guard let query = Self.query(word) else {
                sources.append(word)
                continue
            }
            guard self.query == .everything else {
                throw InputError(.usage, "asks about more than one function or line: name one of them")
            }
            self.query = query
        }
        guard sources.isEmpty else { return }
        switch query {
        case .everything: sources = ["."]
        case .function: sources = ["./..."]
        case .line(let file, _): sources = [Self.package(of: file)]
        }
    }

    /// `store/cache.go:41`, `(*Cache).Get`, `store.Cache.Get`, `main.large`; nil for a package or a file.
    private static func query(_ word: String) -> DecisionQuery? {
        if let colon = word.lastIndex(of: ":"), word[..<colon].hasSuffix(".go"),
            let line = Int32(word[word.index(after: colon)...]), line > 0
        {
            return .line(file: String(word[..<colon]), line: line)
        }
        if word == "-" || word == "." || word == ".." || word.contains("...") || MappedFile.exists(word) { return nil }
        let hasCapital = word.unicodeScalars.contains { $0.properties.isUppercase }
        if word.contains("(") { return .function(word) }
        // Import paths have slashes before their dots, and packages of the standard library no dots at all.
        return !word.contains("/") && (word.contains(".") || hasCapital) ? .function(word) : nil
    }

    private static func package(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        let folder = file[..<slash]
        return folder.hasPrefix("/") || folder.hasPrefix(".") ? String(folder) : "./\(folder)"
    }
}
