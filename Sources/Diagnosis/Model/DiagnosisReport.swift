import Evidence
import GoBinary

/// What was diagnosed.
public struct DiagnosedTarget: Sendable {
    /// `process`, `core`, `goroutine dump`, …
    public var kind: String
    public var processID: Int32?
    public var executable: String
    public var goVersion: String
    public var module: String
    public var revision: String
    public var isModified: Bool?

    public init(
        kind: String, processID: Int32? = nil, executable: String = "", goVersion: String = "", module: String = "",
        revision: String = "", isModified: Bool? = nil
    ) {
        self.kind = kind
        self.processID = processID
        self.executable = executable
        self.goVersion = goVersion
        self.module = module
        self.revision = revision
        self.isModified = isModified
    }
}

/// One piece of evidence that the diagnosis rests on.
public struct CollectedEvidence: Sendable {
    public var evidence: String
    public var source: Phrase
    public var stoppedNanoseconds: Int64
    public var durationNanoseconds: Int64
    public var quality: [QualityCounter]

    public init(
        evidence: String, source: Phrase, stoppedNanoseconds: Int64, durationNanoseconds: Int64,
        quality: [QualityCounter]
    ) {
        self.evidence = evidence
        self.source = source
        self.stoppedNanoseconds = stoppedNanoseconds
        self.durationNanoseconds = durationNanoseconds
        self.quality = quality
    }
}

/// A part of the time of what was looked at.
public struct TimeShare: Sendable {
    public var name: String
    public var nanoseconds: Int64
    /// How many it stands for, such as packages; 0 for what cannot be counted.
    public var count: Int

    public init(name: String, nanoseconds: Int64, count: Int) {
        self.name = name
        self.nanoseconds = nanoseconds
        self.count = count
    }

    /// The name, for who reads it: what the go command itself did stands behind its name.
    public var title: Phrase {
        name.hasPrefix("go: ") ? "go: \(Phrase(String(name.dropFirst(4))))" : Phrase(name)
    }
}

/// The answer of `sonde why`: ranked findings, roots first. A healthy target has the single finding `healthy`.
public struct DiagnosisReport: Sendable {
    public var target: DiagnosedTarget
    public var collected: [CollectedEvidence]
    public var findings: [Finding]
    /// Where the time of a go command went, most first; the parts add up to it. Empty for anything else.
    public var times: [TimeShare]
    /// Every rule in the order in which it was tried, and what came of it.
    public var walk: [RuleTrial]
    /// Numbers that two cases are compared by.
    public var figures: [CaseFigure]
    /// Evidence that the collection could not get, and why.
    public var missing: [CaseManifest.Missing]

    public init(
        target: DiagnosedTarget, collected: [CollectedEvidence], findings: [Finding], times: [TimeShare] = [],
        walk: [RuleTrial] = [], figures: [CaseFigure] = [], missing: [CaseManifest.Missing] = []
    ) {
        self.walk = walk
        self.figures = figures
        self.missing = missing
        self.target = target
        self.collected = collected
        self.findings = findings
        self.times = times
    }
}
