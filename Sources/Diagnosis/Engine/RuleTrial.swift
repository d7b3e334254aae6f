/// One step of the walk through the tree: a rule, and what came of it.
public struct RuleTrial: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// It found something; the causes.
        case found([Cause])
        /// Nothing is above its thresholds; why, as far as the rule says.
        case refuted(Phrase)
        /// It was not tried for want of evidence.
        case lacking([RuleRequirement])
    }

    public let rule: Rule
    public let outcome: Outcome
}
