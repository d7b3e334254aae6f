import Evidence

/// A key with a text or a number.
public struct ProfileLabel: Hashable, Sendable {
    public var key: StringID
    public var isNumeric: Bool
    /// The text; empty for a number.
    public var string: StringID
    public var number: Int64
    /// The unit of a number; nil when none of the numbers of this key has one.
    public var unit: StringID?

    public init(key: StringID, string: StringID) {
        self.key = key
        isNumeric = false
        self.string = string
        number = 0
        unit = nil
    }

    public init(key: StringID, number: Int64, unit: StringID?) {
        self.key = key
        isNumeric = true
        string = .empty
        self.number = number
        self.unit = unit
    }
}

/// The sets of labels that samples have, each stored once. Set 0 is empty.
///
/// Within a set texts come before numbers, each sorted by key; several values of one key keep their order.
public struct LabelSets: Sendable {
    private var starts: [Int] = [0, 0]
    private var labels: [ProfileLabel] = []
    private var known: [[ProfileLabel]: UInt32] = [[]: 0]

    public init() {}

    public var count: Int { starts.count - 1 }

    public subscript(_ set: UInt32) -> ArraySlice<ProfileLabel> {
        labels[starts[Int(set)]..<starts[Int(set) + 1]]
    }

    /// The number of a set of labels in any order, whose texts are of `strings`.
    public mutating func intern(_ unordered: [ProfileLabel], _ strings: StringTable) -> UInt32 {
        if unordered.isEmpty { return 0 }
        let set = Self.ordered(unordered, strings)
        if let number = known[set] { return number }
        labels += set
        starts.append(labels.count)
        let number = UInt32(starts.count - 2)
        known[set] = number
        return number
    }

    private static func ordered(_ labels: [ProfileLabel], _ strings: StringTable) -> [ProfileLabel] {
        var result = labels.enumerated().sorted { a, b in
            if a.element.isNumeric != b.element.isNumeric { return !a.element.isNumeric }
            if a.element.key != b.element.key { return strings.precedes(a.element.key, b.element.key) }
            return a.offset < b.offset
        }.map(\.element)
        // One number with a unit gives the others of its key the empty one.
        for at in result.indices where result[at].isNumeric && result[at].unit == nil {
            let key = result[at].key
            if result.contains(where: { $0.isNumeric && $0.key == key && $0.unit != nil }) {
                result[at].unit = .empty
            }
        }
        return result
    }
}
