import Evidence

/// Why the compiler does not inline a function, in words (reasons: cmd/compile/internal/inline/inl.go).
public enum InliningReason {
    /// A part of a sentence, such as `it costs 93 of 80 allowed, 13 too many`.
    public static func words(_ decision: CompilerDecision, _ log: CompilerLog) -> String {
        let reason = log.text(decision.detail)
        if decision.cost >= 0, decision.budget >= 0 {
            return
                "it costs \(decision.cost) of \(decision.budget) allowed, \(decision.cost - decision.budget) too many"
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
}
