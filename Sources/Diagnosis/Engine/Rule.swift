/// Evidence that a rule cannot do without.
public enum RuleRequirement: String, Sendable, CaseIterable {
    /// Any goroutines at all.
    case goroutines
    /// What goroutines wait for: a live process or a core file.
    case objects
    /// Two or more looks at one process.
    case sequence
    case buildInformation = "build information"
}

/// One question about the evidence, with what it takes to answer it.
struct Rule: Sendable {
    /// Dotted name.
    let id: String
    let question: String
    let requires: [RuleRequirement]
    let evaluate: @Sendable (Scene) -> [Candidate]
}
