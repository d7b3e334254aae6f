import Evidence

/// What a log says altogether.
public struct DecisionSummary: Sendable {
    /// A reason for which values escape.
    public struct Reason: Sendable {
        /// Such as `call parameter of fmt.Println`.
        public var reason: String
        public var count: Int
        /// The first of them.
        public var example: CompilerDecision?
    }

    /// Calls of one function that are refused for one reason.
    public struct RefusedCall: Sendable {
        public var count: Int
        /// The first of them.
        public var example: CompilerDecision
    }

    /// Functions that the inliner looked at, and how many of them it may inline.
    public let functions: Int
    public let inlinable: Int
    public let inlinedCalls: Int
    public let escaping: Int
    /// Functions that are too costly, by how much.
    public let closest: [CompilerDecision]
    /// Calls that are not inlined although what is called may be, by what is called and why; most frequent first.
    public let refusedCalls: [RefusedCall]
    /// Most frequent first.
    public let escapeReasons: [Reason]

    public init(_ log: CompilerLog) {
        let counts = log.counts
        inlinable = counts[.canInline] ?? 0
        functions = inlinable + (counts[.cannotInline] ?? 0)
        inlinedCalls = counts[.inlinedCall] ?? 0
        let escapes = log.decisions.filter { $0.kind == .escapes || $0.kind == .movedToHeap }
        escaping = escapes.count
        closest = log.decisions.filter { $0.kind == .cannotInline && $0.budget >= 0 }.sorted {
            let (a, b) = (Int($0.cost) - Int($0.budget), Int($1.cost) - Int($1.budget))
            return a != b ? a < b : log.text($0.name) < log.text($1.name)
        }
        refusedCalls = Self.refused(log)
        var reasons: [String: Reason] = [:]
        for escape in escapes {
            guard let reason = EscapeReason.words(escape, log) else { continue }
            reasons[reason, default: Reason(reason: reason, count: 0, example: escape)].count += 1
        }
        escapeReasons = reasons.values.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }

    private static func refused(_ log: CompilerLog) -> [RefusedCall] {
        struct Key: Hashable {
            var name: StringID
            var budget: Int32
        }
        var found: [Key: RefusedCall] = [:]
        for decision in log.decisions where decision.kind == .callRefused && decision.budget >= 0 {
            let key = Key(name: decision.name, budget: decision.budget)
            found[key, default: RefusedCall(count: 0, example: decision)].count += 1
        }
        return found.values.sorted {
            $0.count != $1.count ? $0.count > $1.count : log.text($0.example.name) < log.text($1.example.name)
        }
    }
}
