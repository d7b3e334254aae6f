import Wire

/// Which events are shown, by Process Monitor's rules.
///
/// Of the including rules of one column one has to fit, and of each column that has some; an excluding rule that fits
/// hides the event whatever else fits. Case does not matter. Numbers, durations and moments are compared as such where
/// both sides are. Source: Process Monitor's help, “Filtering”.
public struct ProcmonFilter: Sendable {
    public let rules: [ProcmonRule]
    private let columns: [ColumnRules]

    /// The rules of one column.
    private struct ColumnRules: Sendable {
        let column: ProcmonColumn
        var includes: [CompiledRule] = []
        var excludes: [CompiledRule] = []
    }

    /// What is worked with while columns are compared.
    public struct Scratch {
        fileprivate var text: [UInt8] = []
        fileprivate var folded: [UInt8] = []

        public init() {}
    }

    /// Columns that take long to make come last.
    private static func cost(_ column: ProcmonColumn) -> Int {
        switch column {
        case .detail: 3
        case .path, .dateAndTime, .timeOfDay, .completionTime: 2
        case .processName, .processID, .threadID: 0
        default: 1
        }
    }

    public init(_ rules: [ProcmonRule]) {
        self.rules = rules
        var columns: [ColumnRules] = []
        for rule in rules {
            let place = columns.firstIndex { $0.column == rule.column } ?? columns.count
            if place == columns.count { columns.append(ColumnRules(column: rule.column)) }
            if rule.isInclude {
                columns[place].includes.append(CompiledRule(rule))
            } else {
                columns[place].excludes.append(CompiledRule(rule))
            }
        }
        self.columns = columns.sorted { Self.cost($0.column) < Self.cost($1.column) }
    }

    /// Whether nothing is hidden.
    public var isEmpty: Bool { rules.isEmpty }

    /// Whether an event of a source is shown.
    public func shows(_ event: ActivityEvent, of source: some ActivitySource, _ scratch: inout Scratch) -> Bool {
        shows(&scratch) { source.appendColumn($0, of: event, to: &$1) }
    }

    /// Whether an event with these columns is shown.
    /// - Parameter append: appends the text of a column.
    public func shows(_ scratch: inout Scratch, append: (ProcmonColumn, inout [UInt8]) -> Void) -> Bool {
        for rules in columns {
            scratch.text.removeAll(keepingCapacity: true)
            append(rules.column, &scratch.text)
            CaseFolding.fold(scratch.text, into: &scratch.folded)
            let value = ComparedValue(rules.column, scratch.folded)
            if rules.excludes.contains(where: { $0.fits(scratch.folded, value) }) { return false }
            if !rules.includes.isEmpty, !rules.includes.contains(where: { $0.fits(scratch.folded, value) }) {
                return false
            }
        }
        return true
    }
}

/// A rule that is ready to be compared.
private struct CompiledRule: Sendable {
    let relation: ProcmonRule.Relation
    /// In lower case.
    let text: [UInt8]
    let value: ComparedValue

    init(_ rule: ProcmonRule) {
        relation = rule.relation
        var text: [UInt8] = []
        CaseFolding.fold(Array(rule.value.utf8), into: &text)
        self.text = text
        value = ComparedValue(rule.column, text)
    }

    func fits(_ other: [UInt8], _ otherValue: ComparedValue) -> Bool {
        switch relation {
        case .equals: equals(other, otherValue)
        case .differs: !equals(other, otherValue)
        case .lessThan: isLess(other, otherValue)
        case .moreThan: !isLess(other, otherValue) && !equals(other, otherValue)
        case .beginsWith: other.starts(with: text)
        case .endsWith: other.count >= text.count && other[(other.count - text.count)...].elementsEqual(text)
        case .contains: contains(other)
        case .excludes: !contains(other)
        }
    }

    private func equals(_ other: [UInt8], _ otherValue: ComparedValue) -> Bool {
        if let mine = value.number, let theirs = otherValue.number { return mine == theirs }
        return other == text
    }

    private func isLess(_ other: [UInt8], _ otherValue: ComparedValue) -> Bool {
        if let mine = value.number, let theirs = otherValue.number { return theirs < mine }
        return other.lexicographicallyPrecedes(text)
    }

    private func contains(_ other: [UInt8]) -> Bool {
        guard let first = text.first else { return true }
        guard other.count >= text.count else { return false }
        for start in 0...other.count - text.count where other[start] == first {
            if other[start..<start + text.count].elementsEqual(text) { return true }
        }
        return false
    }
}

/// A column's text as a number, where it is one: what is compared instead of the text.
private struct ComparedValue: Sendable {
    /// Units of the column, or 100 ns.
    let number: Int64?

    init(_ column: ProcmonColumn, _ text: [UInt8]) {
        switch column {
        case .processID, .threadID, .parentID, .session, .sequence: number = Self.integer(text)
        case .duration: number = Self.duration(text)
        case .relativeTime:
            number =
                text.contains(UInt8(ascii: ":"))
                ? Self.clamped(ProcmonTimeText.relative(text[...])) : Self.duration(text)
        case .timeOfDay, .completionTime: number = Self.clamped(ProcmonTimeText.timeOfDay(text[...]))
        case .dateAndTime, .processStart: number = Self.clamped(ProcmonTimeText.date(text[...]))
        default: number = nil
        }
    }

    private static func clamped(_ value: UInt64?) -> Int64? { value.map { Int64(clamping: $0) } }

    /// Digits, with commas between them.
    private static func integer(_ text: [UInt8]) -> Int64? {
        Int64(String(decoding: text.filter { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }, as: UTF8.self))
    }

    /// Digits and one point, or comma.
    private static func duration(_ text: [UInt8]) -> Int64? {
        guard let first = text.first, first >= 48 && first <= 57 || first == UInt8(ascii: "."),
            text.allSatisfy({ $0 >= 48 && $0 <= 57 || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") })
        else { return nil }
        return clamped(ProcmonTimeText.duration(first == UInt8(ascii: ".") ? [48] + text[...] : text[...]))
    }
}

/// Texts without regard to case.
enum CaseFolding {
    /// Replaces the contents of `folded` by a text in lower case.
    static func fold(_ text: [UInt8], into folded: inout [UInt8]) {
        folded.removeAll(keepingCapacity: true)
        folded += text
        var bits: UInt8 = 0
        for index in folded.indices {
            let byte = folded[index]
            bits |= byte
            if byte >= 65, byte <= 90 { folded[index] = byte | 0x20 }
        }
        if bits >= 0x80 { folded = Array(String(decoding: text, as: UTF8.self).lowercased().utf8) }
    }
}
