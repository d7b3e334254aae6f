/// Texts for people that have paths, addresses and values in them.
extension Redactor {
    /// A text that sonde or the system wrote: what is known to be secret in it is replaced, and what looks like a path
    /// under a home directory, an address or a URL; and what stands in “ ”, which is how sonde quotes what it read.
    public func text(_ text: String) -> String {
        guard let start = text.firstIndex(of: "“"), let end = text[start...].firstIndex(of: "”") else {
            return unquoted(text)
        }
        let quoted = written(String(text[text.index(after: start)..<end]))
        return unquoted(String(text[..<start])) + "“\(quoted)" + self.text(String(text[end...]))
    }

    private func unquoted(_ text: String) -> String {
        var result = ""
        var word = text.startIndex..<text.startIndex
        for index in text.indices {
            let isEnd = Self.isBetween(text[index]) && (!Self.isPartOfURL(text[index]) || !text[word].contains("://"))
            if isEnd {
                result += token(text[word]) + String(text[index])
                word = text.index(after: index)..<text.index(after: index)
            } else {
                word = word.lowerBound..<text.index(after: index)
            }
        }
        return result + token(text[word])
    }

    private static func isPartOfName(_ character: Character) -> Bool { isPartOfWord(character) || character == "." }

    private static func isBetween(_ character: Character) -> Bool {
        character.isWhitespace || "\"'`,;()<>=|{}".contains(character)
    }

    private static func isPartOfURL(_ character: Character) -> Bool { ",;()=|{}".contains(character) }

    private func token(_ token: Substring) -> String {
        let end = token.lastIndex { !".:!?,;()".contains($0) }.map { token.index(after: $0) } ?? token.startIndex
        let (word, rest) = (token[..<end], token[end...])
        if word.isEmpty { return String(token) }
        if word.contains("://") { return url(word) + rest }
        if word.hasPrefix("/") { return path(String(word)) + rest }
        if let address = numeric(String(word)) { return address + rest }
        return hidden(withoutHomes(String(word))[...]) + rest
    }

    /// A text in whose middle a home directory may begin.
    func withoutHomes(_ text: String) -> String {
        for home in ["/home/", "/Users/", "/\(Self.administrator)/", "\\Users\\"] {
            guard var start = text.range(of: home) else { continue }
            // With the letter of its drive.
            if home.hasPrefix("\\"), let drive = text.index(start, offsetBy: -2, limitedBy: text.startIndex) {
                start = drive
            }
            // Another text of the same form is no path of its own, and neither is a part of an import path.
            guard start > text.startIndex, !Self.isPartOfName(text[text.index(before: start)]) else { continue }
            return text[..<start] + path(String(text[start...]))
        }
        return text
    }

    /// A URL: scheme, port and the paths of net/http/pprof stay.
    private func url(_ text: Substring) -> String {
        guard let colon = text.range(of: "://") else { return String(text) }
        let scheme = text[..<colon]
        let rest = text[colon...].dropFirst(3)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let place = rest[..<end].split(separator: "@", omittingEmptySubsequences: false)
        let user = place.count > 1 ? written(place.dropLast().joined(separator: "@")) + "@" : ""
        let path = rest[end...]
        let isKept = path.isEmpty || path == "/" || path.hasPrefix("/debug/pprof/")
        let kept = isKept ? hidden(path) : "/" + written(String(path))
        return "\(scheme)://\(user)\(address(String(place.last ?? "")))\(kept)"
    }
}
