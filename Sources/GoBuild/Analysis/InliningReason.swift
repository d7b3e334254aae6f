import Evidence

/// Why the compiler does not inline a function, in words (reasons: cmd/compile/internal/inline/inl.go).
public enum InliningReason {
    /// A part of a sentence, such as `it costs 93 of 80 allowed, 13 too many`.
    /// - Parameter breakdown: what is in the function, when its source is there.
    public static func words(
        _ decision: CompilerDecision, _ log: CompilerLog, _ breakdown: InliningBreakdown? = nil
    ) -> String {
        let reason = log.text(decision.detail)
        if decision.cost >= 0, decision.budget >= 0 {
            let excess = Int(decision.cost) - Int(decision.budget)
            return "it costs \(decision.cost) of \(decision.budget) allowed, \(excess) too many"
                + (breakdown.map { because($0, excess) } ?? "")
        }
        if reason.hasPrefix("unhandled op "), let forbidden = breakdown?.forbidden {
            return "`\(forbidden.statement)` at line \(forbidden.line) forbids it"
        }
        if reason.hasPrefix("unhandled op ") {
            switch reason.dropFirst(13) {
            case "DEFER": return "it has a deferred call"
            case "GO": return "it starts a goroutine"
            case "SELECT": return "it has a select"
            case "RANGE": return "it has a loop over a function or a map"
            case "RECOVER": return "it calls recover"
            default: break
            }
        }
        if reason.hasPrefix("marked go:noinline") { return "it is marked //go:noinline" }
        if reason.hasPrefix("marked ") { return "it is \(reason)" }
        if reason == "no function body" { return "it has no body in Go" }
        if reason.hasPrefix("call to recover") { return "it calls recover" }
        if reason == "recursive" { return "it calls itself" }
        if reason.hasPrefix("function too complex") { return "it is too large" }
        return reason
    }

    /// What costs most, and what would have to go.
    private static func because(_ breakdown: InliningBreakdown, _ excess: Int) -> String {
        if let part = breakdown.enough(for: excess) {
            return "; without \(words(part)) it would be inlined"
        }
        let dear = breakdown.parts.filter { ($0.cost ?? 0) > 15 }.prefix(3)
        let unknown = breakdown.parts.filter { $0.cost == nil }.prefix(3)
        var result = dear.isEmpty ? "" : "; most of it for " + dear.map(words).joined(separator: ", ")
        if !unknown.isEmpty { result += "; in it is " + unknown.map(words).joined(separator: ", ") }
        return result
    }

    /// `the call of fmt.Errorf at line 38 (58 or more)`.
    public static func words(_ part: InliningBreakdown.Part) -> String {
        switch part.kind {
        case .call: "the call of \(part.name) at line \(part.line) (\(part.cost ?? 0) or more)"
        case .inlinedCall:
            "the body of \(part.name) at line \(part.line)" + (part.cost.map { " (\($0))" } ?? "")
        case .closure: "the function literal at line \(part.line) (\(part.cost ?? 0))"
        }
    }
}
