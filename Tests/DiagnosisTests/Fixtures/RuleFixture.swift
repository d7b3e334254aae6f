@testable import Diagnosis

/// Evidence about which one rule has something to say, and evidence of the same kind about which it has not.
struct RuleFixture: Sendable {
    /// A fault that the rule has to find.
    struct Fault: Sendable {
        let cause: Cause
        /// A part of what the finding is about: of its title, or of a function on its stack.
        let subject: String
        let evidence: @Sendable () throws -> FixtureEvidence

        init(_ cause: Cause, _ subject: String, _ evidence: @escaping @Sendable () throws -> FixtureEvidence) {
            self.cause = cause
            self.subject = subject
            self.evidence = evidence
        }
    }

    /// What looks like a fault, and is none: the rule has to be asked, and to say no.
    struct Calm: Sendable {
        /// Why it is no fault.
        let reason: String
        let evidence: @Sendable () throws -> FixtureEvidence

        init(_ reason: String, _ evidence: @escaping @Sendable () throws -> FixtureEvidence) {
            self.reason = reason
            self.evidence = evidence
        }
    }

    /// Id of the rule.
    let rule: String
    let fires: [Fault]
    let silent: [Calm]
    /// Rules that may name the cause all the same when the evidence of this one is missing.
    let others: Set<String>

    init(_ rule: String, fires: [Fault], silent: [Calm], others: Set<String> = []) {
        self.rule = rule
        self.fires = fires
        self.silent = silent
        self.others = others
    }

    /// One for each rule.
    static let all: [RuleFixture] =
        TrustFixtures.all + EnvironmentFixtures.all + RuntimeFixtures.all + SchedulerFixtures.all + MemoryFixtures.all
        + StuckFixtures.all + QueueFixtures.all + PeerFixtures.all + TraceFixtures.all + CallFixtures.all
        + BuildFixtures.all + CodeFixtures.all
}
