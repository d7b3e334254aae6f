/// Evidence that a rule cannot do without.
public enum RuleRequirement: String, Sendable, CaseIterable {
    /// Any goroutines at all.
    case goroutines
    /// What goroutines wait for: a live process or a core file.
    case objects = "what goroutines wait for"
    /// Two or more looks at one process.
    case sequence = "goroutines over time"
    case buildInformation = "build information"
    case processor = "processor samples"
    case runtime = "runtime state"
    /// Samples, or what the runtime wrote to a log.
    case load = "what the processors do"
    /// Looks at the process, or what the runtime wrote to a log.
    case threads = "threads over time"
    case process = "threads, descriptors and memory"
    case activity = "system activity"
    case host = "what machine and limits give"
    case trace = "execution trace"
    case heap = "heap profiles"
    case servers = "listening addresses"
    case builds = "two builds"
}

/// Where in the tree a rule stands; the tree is walked in this order.
public enum RuleStage: String, Sendable, CaseIterable {
    /// Can the evidence be trusted?
    case trust
    /// What machine and limits withhold.
    case environment
    /// What Go's runtime does: collector, scheduler, memory.
    case runtime
    /// What goroutines and threads wait for.
    case waiting
    /// What the program's code does.
    case code
}

/// One question about the evidence, with what it takes to answer it.
public struct Rule: Sendable {
    /// Dotted name.
    public let id: String
    public let question: Phrase
    public let stage: RuleStage
    public let requires: [RuleRequirement]
    /// What it may name.
    public let causes: [Cause]
    let evaluate: @Sendable (CaseEvidence) -> Verdict

    init(
        id: String, _ stage: RuleStage, question: Phrase, requires: [RuleRequirement], causes: [Cause],
        evaluate: @escaping @Sendable (CaseEvidence) -> Verdict
    ) {
        self.id = id
        self.stage = stage
        self.question = question
        self.requires = requires
        self.causes = causes
        self.evaluate = evaluate
    }

    /// A rule about goroutines.
    init(
        id: String, _ stage: RuleStage = .waiting, question: Phrase, requires: [RuleRequirement], causes: [Cause] = [],
        ofScene: @escaping @Sendable (Scene) -> [Candidate]
    ) {
        self.init(
            id: id, stage, question: question, requires: [.goroutines] + requires.filter { $0 != .goroutines },
            causes: causes
        ) { evidence in
            evidence.scene.map { Verdict(ofScene($0)) } ?? Verdict()
        }
    }
}

/// What a rule comes to.
struct Verdict {
    var candidates: [Candidate]
    /// What was measured when nothing was found: the reason for that, in a sentence.
    var refuted: Phrase

    init(_ candidates: [Candidate] = [], refuted: Phrase = "") {
        self.candidates = candidates
        self.refuted = refuted
    }

    /// A finding that concerns no goroutines in particular.
    init(_ finding: Finding?, refuted: Phrase = "") {
        self.init(finding.map { [Candidate($0, goroutines: [])] } ?? [], refuted: refuted)
    }
}
