import Evidence

/// How bad a finding is, worst first.
public enum Severity: String, Sendable, CaseIterable, Comparable {
    case critical, warning, info, ok

    /// True when `a` is less bad than `b`.
    public static func < (a: Severity, b: Severity) -> Bool { a.badness < b.badness }

    private var badness: Int {
        switch self {
        case .critical: 3
        case .warning: 2
        case .info: 1
        case .ok: 0
        }
    }
}

/// One observed fact that speaks for or against a finding.
public struct Fact: Hashable, Sendable {
    /// A sentence with the values in it.
    public var fact: Phrase
    /// Kind of evidence it was seen in, such as `goroutines`, `build information`, `sockets`.
    public var evidence: String
    /// Where to look it up: `goroutine 17`, `fd 11`, a file and line; empty when the whole evidence is meant.
    public var reference: String

    public init(_ fact: Phrase, evidence: String = "goroutines", reference: String = "") {
        self.fact = fact
        self.evidence = evidence
        self.reference = reference
    }
}

/// Evidence that would make a finding surer, with the command that collects it.
public struct MissingEvidence: Hashable, Sendable {
    public var evidence: Phrase
    public var command: String

    public init(evidence: Phrase, command: String) {
        self.evidence = evidence
        self.command = command
    }
}

/// What a finding points at.
public struct Subject: Hashable, Sendable {
    /// `lock`, `channel`, `goroutine`, `goroutines`, `creation site`, `descriptor`, `pool`, `system call`, `binary`,
    /// `module`, `process`, …
    public var kind: String
    public var title: Phrase
    /// Runtime address; nil when it has none.
    public var address: UInt64?
    /// The stack that matters, innermost first, without runtime-internal frames.
    public var frames: [ResolvedFrame]

    public init(kind: String, title: Phrase, address: UInt64? = nil, frames: [ResolvedFrame] = []) {
        self.kind = kind
        self.title = title
        self.address = address
        self.frames = frames
    }
}

/// How much is lost through a finding.
public struct Impact: Hashable, Sendable {
    public var value: Double
    /// Such as `goroutines`, `goroutine-seconds per second`, `goroutines per second`, `processors`, `seconds`.
    public var unit: String
    /// Seconds that `value` is a sum over, for what is no rate by itself.
    public var over = 1.0

    /// What is lost in each second, so that findings of different evidence can be compared.
    var rate: Double { value / over }

    public init(value: Double, unit: String) {
        self.value = value
        self.unit = unit
    }
}

/// A root cause with everything that speaks for and against it.
public struct Finding: Sendable {
    /// Id of the vocabulary; see `Cause`.
    public var cause: Cause
    public var severity: Severity
    /// 0 to 1, apart from `impact`.
    public var confidence: Double
    public var impact: Impact
    /// One sentence that a tired engineer understands.
    public var summary: Phrase
    public var subject: Subject
    public var supports: [Fact]
    public var refutes: [Fact]
    public var missing: [MissingEvidence]
    /// Findings that would vanish with this one.
    public var explains: [Finding]
    public var remedy: Phrase
    /// What must change after the fix, and how to see it.
    public var verify: Phrase

    public init(
        _ cause: Cause, _ severity: Severity, confidence: Double, impact: Impact, summary: Phrase, subject: Subject,
        supports: [Fact] = [], refutes: [Fact] = [], missing: [MissingEvidence] = [], explains: [Finding] = [],
        remedy: Phrase = "", verify: Phrase = ""
    ) {
        self.cause = cause
        self.severity = severity
        self.confidence = confidence
        self.impact = impact
        self.summary = summary
        self.subject = subject
        self.supports = supports
        self.refutes = refutes
        self.missing = missing
        self.explains = explains
        self.remedy = remedy
        self.verify = verify
    }

    /// The innermost function of the program on the stack that matters.
    var ownFunction: String? {
        subject.frames.map(\.function).first { !FunctionName.isStandard(package: FunctionName.package($0)) }
    }
}
