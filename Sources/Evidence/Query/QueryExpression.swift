/// A field that a query may ask about, of what is looked at.
public protocol QueryField: Hashable, Sendable {
    /// The field that a word names.
    init?(word: String)
    /// The field that a word with a key in brackets names, such as `label["tenant"]`.
    init?(word: String, key: String)
    /// What its values are, and so which operators and values go with it.
    var kind: QueryValueKind { get }
    /// All fields, for messages, in the order of the manual.
    static var names: String { get }
    /// The fields that `under` may ask about, for messages; nil where nothing has ancestors.
    static var ancestorNames: String? { get }
    /// Whether it is one of those.
    var isOfAncestors: Bool { get }
    /// Whether its numbers may be negative.
    var isSigned: Bool { get }
    /// What its numbers count.
    var unit: QueryUnit { get }
    /// Whether a condition may have to hold for a time, as in `cpu > 90% for 10s`: where things are watched.
    static var isWatched: Bool { get }
    /// Whether it is there at a moment only, so that nothing about it holds for a time.
    var isMomentary: Bool { get }
}

extension QueryField {
    public init?(word: String, key: String) { nil }
    public static var ancestorNames: String? { nil }
    public var isOfAncestors: Bool { false }
    public var isSigned: Bool { false }
    public var unit: QueryUnit { .one }
    public static var isWatched: Bool { false }
    public var isMomentary: Bool { false }
}

/// What the values of a field are.
public enum QueryValueKind: Sendable { case text, number, duration, flag }

/// How two values are compared.
public enum QueryOrder: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    public func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
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
public indirect enum QueryExpression<Field: QueryField>: Sendable {
    case all([QueryExpression])
    case any([QueryExpression])
    case not(QueryExpression)
    /// A field alone: there is something.
    case present(Field)
    /// One of the field's texts is this one.
    case equals(Field, String)
    /// One of the field's texts has this part.
    case contains(Field, String)
    /// One of the field's texts holds a match.
    case matches(Field, pattern: String)
    /// A negative number, of fields that have such, is its bits.
    case number(Field, QueryOrder, UInt64)
    case duration(Field, QueryOrder, nanoseconds: Int64)
    /// The condition holds for it or for one of its ancestors; only where `Field.ancestorNames` is given.
    case under(QueryExpression)
    /// The condition has held for so long without a break; only where `Field.isWatched`.
    case held(QueryExpression, nanoseconds: Int64)
}
