import Evidence

/// What the compiler decided for some packages.
public struct CompilerLog: Sendable {
    public var strings = StringTable()
    /// Import paths in the order in which they come.
    public internal(set) var packages: [StringID] = []
    /// In the order in which they come.
    public internal(set) var decisions: [CompilerDecision] = []
    public internal(set) var explanations: [EscapeExplanation] = []
    public internal(set) var lines = 0
    public internal(set) var bytes = 0
    /// Lines that are not understood, and the first of them with their offsets.
    public internal(set) var unknownLines = 0
    public internal(set) var unknown: [(offset: Int, text: String)] = []
    /// What the go command says of itself.
    public internal(set) var remarks: [String] = []

    public init() {}

    public func text(_ id: StringID) -> String { strings[id] }

    /// What of the text did not count.
    public var quality: [QualityCounter] {
        var quality = Quality()
        quality.count(
            "compiler.lines.unknown", unknownLines, .dataLoss, "lines of the compiler that are not understood")
        return quality.counters
    }

    /// How many messages there are of each kind.
    public var counts: [DecisionKind: Int] {
        var result: [DecisionKind: Int] = [:]
        for decision in decisions { result[decision.kind, default: 0] += 1 }
        return result
    }
}
