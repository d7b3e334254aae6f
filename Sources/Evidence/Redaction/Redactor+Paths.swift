/// Paths: what lies under a home directory loses its names, but for what the go command and Go's own files are called.
extension Redactor {
    /// A path, or what else stands in the place of one.
    public func path(_ text: String) -> String {
        if let known = paths[text] { return known }
        let result = made(text)
        paths[text] = result
        return result
    }

    /// A path that is seen from some folder.
    /// - Parameter absolute: where it leads; empty when that is not known.
    public func path(_ text: String, absolute: String) -> String {
        if text.hasPrefix("/") || text.isEmpty { return path(text) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        // Behind the last `..` the parts are those at the end of the whole path.
        let shared = parts.suffix(while: { $0 != ".." }).filter { !$0.isEmpty && $0 != "." }.count
        let whole = absolute.hasPrefix("/") ? path(absolute).split(separator: "/") : []
        guard whole.count >= shared else { return parts.map { replaced($0) }.joined(separator: "/") }
        var rest = whole.suffix(shared)[...]
        var isShared = !parts.contains("..")
        var result: [String] = []
        for (index, part) in parts.enumerated() {
            if !isShared, !parts[index...].contains("..") { isShared = true }
            if part.isEmpty || part == "." || part == ".." {
                result.append(String(part))
            } else {
                result.append(isShared ? String(rest.removeFirst()) : replaced(part))
            }
        }
        return result.joined(separator: "/")
    }

    private func made(_ whole: String) -> String {
        let deleted = " (deleted)"
        if whole.hasSuffix(deleted) { return path(String(whole.dropLast(deleted.utf8.count))) + deleted }
        if let kind = namedPaths[whole], kind == .address { return "/" + pseudonym(whole, kind) }
        if whole.hasPrefix("/memfd:") { return "/memfd:" + written(String(whole.dropFirst(7))) }
        if whole.hasPrefix("/") { return absolute(whole, separator: "/") }
        let head = Array(whole.utf8.prefix(3))
        if head.count == 3, head[1] == UInt8(ascii: ":"), head[2] == 0x5c || head[2] == 0x2f {
            return absolute(whole, separator: head[2] == 0x5c ? "\\" : "/")
        }
        return whole.utf8.contains(0x2f) || whole.utf8.contains(0x5c) ? withoutHomes(whole) : whole
    }

    private func absolute(_ text: String, separator: Character) -> String {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let names = parts.filter { !$0.isEmpty }
        if let root = roots.first(where: { names.starts(with: $0) }), separator == "/" {
            let folder = "/" + root.joined(separator: "/")
            let rest = "/" + names[root.count...].joined(separator: "/")
            return names.count == root.count ? underHome(folder, separator) ?? folder : path(folder) + rest
        }
        return underHome(text, separator) ?? elsewhere(text, parts, separator)
    }

    // MARK: - Home directories

    /// A home directory that its place tells.
    static func placedHome(_ parts: [Substring]) -> (start: Int, count: Int, user: Substring)? {
        for (index, part) in parts.enumerated().dropFirst() where !part.isEmpty {
            if part == "mod", parts[index - 1] == "pkg" { return nil }
            if part == "home" || part == "Users", index + 1 < parts.count, !parts[index + 1].isEmpty {
                return (index, index + 2, parts[index + 1])
            }
            if part == "root", index == 1 || ["root", "rootfs", "merged", "var"].contains(parts[index - 1]) {
                // What a process sees as its root is no home.
                if index + 1 < parts.count, parts[index + 1] == "home" || parts[index + 1] == "root" { continue }
                return (index, index + 1, part)
            }
        }
        return nil
    }

    private func underHome(_ text: String, _ separator: Character) -> String? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        let names = Array(parts.dropFirst())
        let learnt = homes.filter { names.starts(with: $0) }.max { $0.count < $1.count }
        let placed = Self.placedHome(parts)
        let length = max(placed?.count ?? 0, learnt.map { $0.count + 1 } ?? 0)
        guard length > 0 else { return nil }
        var result: [String]
        if let placed, placed.count == length {
            result = parts[..<placed.start].map(String.init)
            result.append(parts[placed.start] == "Users" ? "Users" : "home")
            result.append(pseudonym(String(placed.user), .user))
        } else {
            result = ["", "home", pseudonym(parts[..<length].joined(separator: "/"), .user)]
        }
        result += tail(Array(parts[length...]), isProgram: programs.contains(text))
        return result.joined(separator: String(separator))
    }

    /// What comes behind a home directory.
    private func tail(_ parts: [Substring], isProgram: Bool) -> [String] {
        let kept = Self.firstKept(parts)
        return parts.enumerated().map { index, part in
            let isLast = index == parts.count - 1
            if index >= kept || isLast && isProgram { return String(part) }
            return replaced(part, isFile: isLast)
        }
    }

    /// Where the part begins that is called the same on all machines: the module cache, a tool of Go's, the build cache.
    private static func firstKept(_ parts: [Substring]) -> Int {
        for (index, pair) in zip(parts, parts.dropFirst()).enumerated() {
            if pair.0 == "pkg", pair.1 == "mod" || pair.1 == "tool" { return index }
            let isHash = pair.1.utf8.count == 2 && pair.1.allSatisfy(\.isHexDigit)
            if pair.0 == "go-build", isHash { return index }
        }
        return parts.count
    }

    /// Names of folders that say nothing of who uses them.
    static let plainNames: Set<Substring> = [
        "", ".", "..", ".cache", ".config", ".local", "go", "go-build", "src", "pkg", "bin", "lib", "share", "cmd",
        "internal", "vendor", "tmp", "localhost", "main", "runtime", "home", "root", "usr", "data", "log",
    ]

    /// A part of a path that is to be hidden.
    func replaced(_ part: Substring, isFile: Bool = true) -> String {
        if Self.plainNames.contains(part) { return String(part) }
        let dot = isFile ? part.lastIndex(of: ".") ?? part.endIndex : part.endIndex
        let ending = part[dot...].dropFirst()
        // What a source file is called, its functions tell as well.
        if Self.sourceEndings.contains(ending) { return String(part) }
        let isKnown = dot != part.startIndex && Self.plainEndings.contains(ending)
        return pseudonym(String(part), .path) + (isKnown ? part[dot...] : "")
    }

    private static let sourceEndings: Set<Substring> = ["go", "s"]
    private static let plainEndings: Set<Substring> = [
        "a", "bin", "c", "cgo", "conf", "csv", "db", "gz", "h", "html", "js", "json", "lock", "log", "mod", "o", "pem",
        "pid", "so", "sock", "sql", "sqlite", "sum", "sys", "test", "tmp", "toml", "txt", "wal", "xml", "yaml", "yml",
        "zip", "zst",
    ]

    // MARK: - Elsewhere

    /// A path that is under no home: it stays, but for what arguments and the like named.
    private func elsewhere(_ text: String, _ parts: [Substring], _ separator: Character) -> String {
        var named = 0
        for length in stride(from: parts.count, to: 2, by: -1) where !namedPaths.isEmpty {
            if namedPaths[parts[..<length].joined(separator: "/")] != nil {
                named = length
                break
            }
        }
        let isSource = Self.sourceEndings.contains(text.split(separator: ".").last ?? "")
        let isProgram = programs.contains(text)
        return parts.enumerated().map { index, part in
            if users.contains(part) { return pseudonym(String(part), .user) }
            if isProgram || isSource { return String(part) }
            if index < named, index > 1 { return replaced(part, isFile: index == parts.count - 1) }
            return hidden(part)
        }.joined(separator: String(separator))
    }

    /// A text with the words replaced that are known to be secret.
    func hidden(_ text: Substring) -> String {
        if secrets.isEmpty { return String(text) }
        var result = ""
        var rest = text
        while let start = rest.firstIndex(where: Self.isPartOfWord) {
            result += rest[..<start]
            let end = rest[start...].firstIndex { !Self.isPartOfWord($0) } ?? rest.endIndex
            let word = String(rest[start..<end])
            if let kind = secrets[word] { result += pseudonym(word, kind) } else { result += withoutSecretParts(word) }
            rest = rest[end...]
        }
        return result + rest
    }

    /// A word whose parts between `-` and `_` may be secret.
    private func withoutSecretParts(_ word: String) -> String {
        guard word.utf8.contains(UInt8(ascii: "-")) || word.utf8.contains(UInt8(ascii: "_")) else { return word }
        var result = ""
        var part = ""
        func finish() {
            if let kind = secrets[part] { result += pseudonym(part, kind) } else { result += part }
            part = ""
        }
        for character in word {
            if character == "-" || character == "_" {
                finish()
                result.append(character)
            } else {
                part.append(character)
            }
        }
        finish()
        return result
    }
}

extension Array {
    /// The elements at the end that all are as `isWanted` says.
    fileprivate func suffix(while isWanted: (Element) -> Bool) -> ArraySlice<Element> {
        var start = endIndex
        while start > startIndex, isWanted(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
