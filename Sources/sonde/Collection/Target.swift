import Wire

/// What the user pointed at, told from its spelling alone.
enum Target: Hashable {
    case process(Int32)
    /// Part of a process's name or command line.
    case processName(String)
    case url(String)
    case file(String)
    case standardInput

    /// Https with any certificate, as pprof spells it.
    static let insecureScheme = "https+insecure://"

    /// - Parameters:
    ///   - fileExists: whether a path exists.
    ///   - processExists: whether there is a process with an id.
    /// - Throws: `usage` for what may mean two things, `notFound` for what means nothing.
    init(
        _ text: String, fileExists: (String) -> Bool, processExists: (Int32) -> Bool
    ) throws {
        if text == "-" {
            self = .standardInput
        } else if ["http://", "https://", Self.insecureScheme].contains(where: text.hasPrefix) {
            self = .url(text)
        } else if let pattern = text.withoutPrefix("name:") {
            guard !pattern.isEmpty else { throw InputError(.usage, "name: needs a part of a process's name behind it") }
            self = .processName(pattern)
        } else if let number = text.withoutPrefix("pid:") {
            guard let id = Int32(number), id > 0 else {
                throw InputError(.usage, "pid: needs a process id behind it, not `\(number)`")
            }
            self = .process(id)
        } else if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            self = try Self.number(text, fileExists: fileExists, processExists: processExists)
        } else if fileExists(text) {
            self = .file(text)
        } else if Self.looksLikeHostAndPort(text) {
            self = .url("http://\(text)")
        } else {
            throw InputError(
                .notFound,
                text.isEmpty
                    ? "the target is empty: give a process id, a file or a URL"
                    : "`\(text)` is no file; a process by its name is `name:\(text)`, a URL begins with http://")
        }
    }

    /// Digits alone: a process id, unless only a file has that name.
    private static func number(
        _ text: String, fileExists: (String) -> Bool, processExists: (Int32) -> Bool
    ) throws -> Target {
        let id = Int32(text).flatMap { $0 > 0 ? $0 : nil }
        let isProcess = id.map(processExists) ?? false
        switch (fileExists(text), isProcess) {
        case (true, true):
            throw InputError(
                .usage,
                "\(text) is both a file and a process: write ./\(text) for the file, pid:\(text) for the process")
        case (true, false): return .file(text)
        default:
            guard let id else { throw InputError(.usage, "`\(text)` is neither a process id nor a file") }
            return .process(id)
        }
    }

    /// `host:port`, with an optional path.
    private static func looksLikeHostAndPort(_ text: String) -> Bool {
        let place = text.prefix { $0 != "/" }
        guard let colon = place.lastIndex(of: ":"), colon != place.startIndex else { return false }
        return UInt16(place[place.index(after: colon)...]) != nil
    }
}

extension String {
    /// What follows a prefix; nil when it does not begin with it.
    func withoutPrefix(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
