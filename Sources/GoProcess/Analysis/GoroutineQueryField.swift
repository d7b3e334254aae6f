import Evidence

/// A field of goroutines that a query asks about.
enum GoroutineQueryField: QueryField {
    case state, stack, function, creator, waits, peer, systemCall
    case label(String)
    case id, parent, thread
    case age
    case locked, leaked, system

    var kind: QueryValueKind {
        switch self {
        case .state, .stack, .function, .creator, .waits, .peer, .systemCall, .label: .text
        case .id, .parent, .thread: .number
        case .age: .duration
        case .locked, .leaked, .system: .flag
        }
    }

    /// The field that a word names, `label.KEY` included.
    init?(word: String) {
        if let field = Self.named[word] {
            self = field
        } else if word.hasPrefix("label."), word.utf8.count > 6 {
            self = .label(String(word.dropFirst(6)))
        } else {
            return nil
        }
    }

    init?(word: String, key: String) {
        guard word == "label" else { return nil }
        self = .label(key)
    }

    private static let named: [String: GoroutineQueryField] = [
        "state": .state, "stack": .stack, "function": .function, "creator": .creator, "waits": .waits,
        "peer": .peer, "syscall": .systemCall, "id": .id, "parent": .parent, "thread": .thread, "age": .age,
        "locked": .locked, "leaked": .leaked, "system": .system,
    ]

    /// For messages, in the order of the manual.
    static let names =
        "id, state, age, stack, function, creator, parent, label.KEY, thread, locked, leaked, system, waits, peer or "
        + "syscall"
}
