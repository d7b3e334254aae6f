import GoProcess
import Wire

/// Which goroutines are shown.
struct GoroutineFilter: Sendable {
    /// A condition in the query language, or a part of a function, file, state, object or label; empty for all.
    var text = ""
    /// The runtime's own goroutines are shown as well; a condition decides by itself.
    var showsSystem = false

    init() {}

    init(_ request: PageRequest) {
        text = request.query["q"]?.trimmingSpaces() ?? ""
        showsSystem = request.flag("system")
    }

    /// What answers are kept by.
    var name: String { "\(showsSystem ? "all" : "program") \(text)" }

    /// - Throws: `PageError` 400 that says what is wrong with the condition.
    func predicate(on snapshot: GoroutineSnapshot) throws -> (Int) -> Bool {
        let query = try query()
        let hidesSystem = !showsSystem && (query == nil || isPlain)
        let matches = query?.matcher(for: snapshot)
        return { index in
            let goroutine = snapshot.goroutines[index]
            if hidesSystem, goroutine.flags.contains(.system) { return false }
            return matches?(goroutine) ?? true
        }
    }

    /// Goroutines of the runtime itself are left out of what the filter shows.
    var hidesSystem: Bool { !showsSystem && (text.isEmpty || isPlain) }

    private func query() throws -> Query? {
        if text.isEmpty { return nil }
        do {
            if !isPlain { return try Query(parsing: text) }
            let quoted = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
            var parts = ["stack", "state", "waits", "creator", "syscall", "peer"].map { "\($0) contains \"\(quoted)\"" }
            if text.allSatisfy(\.isNumber), UInt64(text) != nil { parts.append("id == \(text)") }
            return try Query(parsing: parts.joined(separator: " || "))
        } catch let error as InputError {
            throw PageError(400, error.message)
        }
    }

    /// The text is searched as it is: it has no operator, and is no fact such as `leaked`.
    private var isPlain: Bool {
        let operators = ["==", "!=", "~", "<", ">", "&&", "||", " contains ", " and ", " or ", "\"", "`"]
        if operators.contains(where: { text.contains($0) }) { return false }
        return (try? Query(parsing: text)) == nil
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
