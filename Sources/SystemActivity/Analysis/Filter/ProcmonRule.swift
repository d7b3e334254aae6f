import Wire

/// A rule of Process Monitor: column, relation, value, and whether what fits is included or excluded.
public struct ProcmonRule: Sendable, Hashable {
    /// How a column has to stand to the value, with the numbers of configuration files.
    public enum Relation: UInt32, Sendable, CaseIterable {
        case equals = 0
        case differs = 1
        case lessThan = 2
        case moreThan = 3
        case beginsWith = 4
        case endsWith = 5
        case contains = 6
        case excludes = 7

        /// As Process Monitor names it.
        public var title: String {
            switch self {
            case .equals: "is"
            case .differs: "is not"
            case .lessThan: "less than"
            case .moreThan: "more than"
            case .beginsWith: "begins with"
            case .endsWith: "ends with"
            case .contains: "contains"
            case .excludes: "excludes"
            }
        }
    }

    public var column: ProcmonColumn
    public var relation: Relation
    public var value: String
    /// Whether events that fit are shown; else they are hidden.
    public var isInclude: Bool

    public init(_ column: ProcmonColumn, _ relation: Relation, _ value: String, isInclude: Bool) {
        self.column = column
        self.relation = relation
        self.value = value
        self.isInclude = isInclude
    }

    /// A rule as text: `Process Name is go.exe`, `Duration more than 0.5`; columns and relations in any case.
    /// - Throws: `usage` with the columns and relations that there are.
    public init(parsing text: String, isInclude: Bool) throws(InputError) {
        // Longer names first: one may begin like another.
        let columns = ProcmonColumn.allCases.sorted { $0.title.utf8.count > $1.title.utf8.count }
        guard let found = Self.first(columns, \.title, of: text) ?? Self.first(columns, \.element, of: text) else {
            let titles = ProcmonColumn.allCases.map(\.title).joined(separator: ", ")
            throw InputError(.usage, "“\(text)” begins with no column; there are: \(titles)")
        }
        let relations = Relation.allCases.sorted { $0.title.utf8.count > $1.title.utf8.count }
        guard let relation = Self.first(relations, \.title, of: found.rest) else {
            let titles = Relation.allCases.map(\.title).joined(separator: ", ")
            throw InputError(
                .usage, "“\(text)” has no relation behind the column “\(found.item.title)”; there are: \(titles)")
        }
        self.init(found.item, relation.item, relation.rest, isInclude: isInclude)
    }

    private static func first<Item>(
        _ items: [Item], _ title: (Item) -> String, of text: String
    ) -> (item: Item, rest: String)? {
        let lower = text.lowercased()
        for item in items {
            let name = title(item).lowercased()
            guard lower.hasPrefix(name) else { continue }
            let rest = text.dropFirst(name.count)
            if rest.isEmpty { return (item, "") }
            if rest.first == " " { return (item, String(rest.dropFirst())) }
        }
        return nil
    }

    /// `Process Name is go.exe`.
    public var text: String { "\(column.title) \(relation.title) \(value)" }
}
