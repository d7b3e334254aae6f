/// Replaces what a case must not tell by pseudonyms, the same ones in all of its files.
///
/// It is told first what there is (`learn`), then asked for what stands for it. Whoever has the result and not the key,
/// which nobody keeps, cannot find out values by trying. Not for more than one thread.
public final class Redactor {
    var pseudonyms: Pseudonyms
    /// Home directories beside those that their place tells.
    var homes: [[Substring]] = []
    /// Directories of Go itself.
    var roots: [[Substring]] = []
    /// Programs and libraries: their names stay.
    var programs: Set<String> = []
    /// Paths that arguments, or the names of sockets, gave away.
    var namedPaths: [String: RedactedKind] = [:]
    /// Who has a home directory.
    var users: Set<Substring> = []
    /// Words that stand for nothing but what is taken out.
    var secrets: [String: RedactedKind] = [:]
    var paths: [String: String] = [:]

    /// - Parameter key: random, and forgotten afterwards.
    public init(key: (UInt64, UInt64)) { pseudonyms = Pseudonyms(KeyedHash(key: key)) }

    /// How many values of each kind were replaced.
    public var counts: [RedactedKind: Int] { pseudonyms.values.mapValues(\.count) }

    func pseudonym(_ value: String, _ kind: RedactedKind) -> String {
        value.isEmpty ? value : "\(kind.prefix)-\(pseudonyms.word(value, kind))"
    }

    /// Whose home lies beside those of the others.
    static let administrator = "root"

    // MARK: - Values

    /// What stands for an argument of a program.
    public func argument(_ value: String) -> String { pseudonym(value, .argument) }

    /// A command line: the name of its program stays.
    public func arguments(_ all: [String]) -> [String] {
        all.enumerated().map { $0.offset == 0 ? program($0.element) : argument($0.element) }
    }

    /// What a program calls itself: its path, or what it has made of that.
    public func program(_ title: String) -> String {
        if title.hasPrefix("/") { return path(title) }
        let name = title.prefix { $0 != " " }
        let folders = name.split(separator: "/", omittingEmptySubsequences: false)
        let kept = folders.dropLast().map { replaced($0, isFile: false) } + [String(folders.last ?? "")]
        return kept.joined(separator: "/")
            + (name.count < title.count ? " " + argument(String(title.dropFirst(name.count + 1))) : "")
    }

    /// An assignment of the environment: its name stays.
    public func environment(_ assignment: String) -> String {
        guard let at = assignment.firstIndex(of: "=") else { return pseudonym(assignment, .environment) }
        return assignment[...at] + pseudonym(String(assignment[assignment.index(after: at)...]), .environment)
    }

    public func label(_ value: String) -> String { pseudonym(value, .label) }

    /// What a program wrote.
    public func written(_ value: String) -> String { pseudonym(value, .text) }

    /// The name of a function; only where the go command made it of a path that path is replaced.
    public func function(_ name: String) -> String {
        name.hasPrefix("_/") ? "_" + path(String(name.dropFirst())) : name
    }

    // MARK: - Learning

    /// A home directory.
    public func learn(home path: String) {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), !parts.isEmpty, !(parts.count == 1 && Self.systemFolders.contains(parts[0])) else {
            return
        }
        if !homes.contains(parts) { homes.append(parts) }
        if let user = Self.placedHome(path.split(separator: "/", omittingEmptySubsequences: false))?.user {
            learn(user: String(user))
        }
    }

    private static let systemFolders: Set<Substring> = [
        "bin", "dev", "etc", "home", "lib", "lib64", "opt", "proc", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
    ]

    /// Who owns a home directory.
    public func learn(user: String) {
        guard user != Self.administrator, user.utf8.count >= 3, !Self.plainNames.contains(user[...]) else { return }
        users.insert(user[...])
    }

    /// A program or a library.
    public func learn(program path: String) {
        if path.hasPrefix("/") { programs.insert(path) }
        learn(path: path)
    }

    /// Any path: who it belongs to.
    public func learn(path: String) {
        guard path.hasPrefix("/") else { return }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if let user = Self.placedHome(parts)?.user { learn(user: String(user)) }
    }

    /// A frame: where Go's own source files lie.
    public func learn(function: String, file: String) {
        learn(path: file)
        guard function.hasPrefix("runtime."), let end = file.range(of: "/src/runtime/") else { return }
        let parts = file[..<end].split(separator: "/")
        if file.hasPrefix("/"), !parts.isEmpty, !roots.contains(parts) { roots.append(parts) }
    }

    /// An argument behind the name of a program.
    public func learn(argument: String) {
        learn(secret: argument[...], .argument)
        guard let at = argument.firstIndex(of: "=") else { return }
        learn(secret: argument[argument.index(after: at)...], .argument)
    }

    public func learn(environment assignment: String) {
        guard let at = assignment.firstIndex(of: "=") else { return }
        let value = assignment[assignment.index(after: at)...]
        if assignment[..<at] == "HOME" { learn(home: String(value)) }
        learn(secret: value, .environment)
    }

    /// The name of a machine.
    public func learn(host: String) {
        for name in Set([host[...], host.prefix { $0 != "." }]) where name.utf8.count >= 4 {
            if !Self.plainNames.contains(name) { secrets[String(name)] = .host }
        }
    }

    public func learn(label: String) { learn(secret: label[...], .label) }

    /// The address of a socket; a path, when it is a unix socket.
    public func learn(address: String) {
        if address.hasPrefix("/") { namedPaths[address] = .address }
    }

    private func learn(secret value: Substring, _ kind: RedactedKind) {
        if value.hasPrefix("/") {
            // Where all programs have files says nothing.
            guard value.split(separator: "/").count > 2 else { return }
            for path in Self.forms(value) { namedPaths[path] = namedPaths[path] ?? kind }
            return
        }
        for word in value.split(whereSeparator: { !Self.isPartOfWord($0) }) where Self.isOdd(word) {
            for form in Self.forms(word) { secrets[form] = secrets[form] ?? kind }
        }
    }

    /// A text, and what it is among paths whose numbers were left out, as in `ProcessSample.paths`.
    private static func forms(_ text: Substring) -> [String] {
        var pattern = ""
        for character in text {
            if !("0"..."9").contains(character) {
                pattern.append(character)
            } else if pattern.last != "*" {
                pattern.append("*")
            }
        }
        // What is left of a number says nothing.
        return pattern.utf8.count < 4 || pattern == text ? [String(text)] : [String(text), pattern]
    }

    static func isPartOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-" || character == "*"
    }

    /// Whether a word is none that also stands elsewhere: long, or of letters and digits.
    static func isOdd(_ word: Substring) -> Bool {
        let count = word.utf8.count
        if count < 6 || plainNames.contains(word) { return false }
        return count >= 12 || word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Where a text begins in this one; nil when it is not in it.
    func range(of text: String) -> Index? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return startIndex }
        var at = startIndex
        while let found = utf8[at...].firstIndex(of: first) {
            if utf8[found...].starts(with: wanted) { return found }
            at = utf8.index(after: found)
        }
        return nil
    }
}
