/// A field that a query asks about.
enum QueryField: Hashable, Sendable {
    case state, stack, function, creator, waits, peer, systemCall
    case label(String)
    case id, parent, thread
    case age
    case locked, leaked, system

    /// What a field's values are, and so which operators and values go with it.
    enum Kind { case text, number, duration, flag }

    var kind: Kind {
        switch self {
        case .state, .stack, .function, .creator, .waits, .peer, .systemCall, .label: .text
        case .id, .parent, .thread: .number
        case .age: .duration
        case .locked, .leaked, .system: .flag
        }
    }

    /// The field that a word names, `label.KEY` included.
    init?(word: String) {
        if let field = QueryField.named[word] {
            self = field
        } else if word.hasPrefix("label."), word.utf8.count > 6 {
            self = .label(String(word.dropFirst(6)))
        } else {
            return nil
        }
    }

    private static let named: [String: QueryField] = [
        "state": .state, "stack": .stack, "function": .function, "creator": .creator, "waits": .waits,
        "peer": .peer, "syscall": .systemCall, "id": .id, "parent": .parent, "thread": .thread, "age": .age,
        "locked": .locked, "leaked": .leaked, "system": .system,
    ]

    /// For messages, in the order of the manual.
    static let names =
        "id, state, age, stack, function, creator, parent, label.KEY, thread, locked, leaked, system, waits, peer or "
        + "syscall"
}

enum QueryOrder: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .equal: a == b
        case .unequal: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }
}

/// What a query says; chains are lists, so that only parentheses and `!` nest.
indirect enum QueryExpression: Sendable {
    case all([QueryExpression])
    case any([QueryExpression])
    case not(QueryExpression)
    /// A field alone: there is something.
    case present(QueryField)
    /// One of the field's texts is this one.
    case equals(QueryField, String)
    /// One of the field's texts holds a match.
    case matches(QueryField, pattern: String)
    case number(QueryField, QueryOrder, UInt64)
    case age(QueryOrder, nanoseconds: Int64)
}
