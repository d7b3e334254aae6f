/// How much a quality counter lowers the trust in what was read.
public enum QualitySeverity: String, Sendable, Comparable, CaseIterable {
    /// Worth knowing, changes no conclusion.
    case info
    /// Something was lost or assumed; conclusions about it are weaker.
    case dataLoss = "data loss"
    /// A part of the evidence is missing or contradicts itself.
    case error

    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .dataLoss: 1
        case .error: 2
        }
    }
}

/// A named count of what was dropped, lost, unresolved or assumed.
public struct QualityCounter: Hashable, Sendable {
    /// Stable dotted name, such as `goroutines.unstable`.
    public var name: String
    public var value: Int
    public var severity: QualitySeverity
    /// A sentence for people.
    public var explanation: String

    public init(name: String, value: Int, severity: QualitySeverity, explanation: String) {
        self.name = name
        self.value = value
        self.severity = severity
        self.explanation = explanation
    }
}

/// The quality counters of one piece of evidence; they travel with it into every report.
public struct Quality: Sendable {
    private var byName: [String: QualityCounter] = [:]

    public init() {}

    /// Adds `value` to the counter `name`. A value of 0 records nothing.
    public mutating func count(
        _ name: String, _ value: Int = 1, _ severity: QualitySeverity, _ explanation: @autoclosure () -> String
    ) {
        guard value != 0 else { return }
        if byName[name] != nil {
            byName[name]?.value += value
        } else {
            byName[name] = QualityCounter(name: name, value: value, severity: severity, explanation: explanation())
        }
    }

    public mutating func merge(_ other: Quality) {
        for counter in other.counters { count(counter.name, counter.value, counter.severity, counter.explanation) }
    }

    /// All counters, by name.
    public var counters: [QualityCounter] { byName.values.sorted { $0.name < $1.name } }

    public subscript(_ name: String) -> Int { byName[name]?.value ?? 0 }

    public var isEmpty: Bool { byName.isEmpty }
}
