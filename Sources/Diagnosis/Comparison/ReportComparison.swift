/// Two diagnoses of one program held against each other: what is new, what is gone, and which figures moved.
public struct ReportComparison: Sendable {
    /// A figure of both cases that differs by more than chance makes it.
    public struct Moved: Sendable {
        public let before: CaseFigure
        public let after: CaseFigure
    }

    /// Whether the cause that an earlier case named first is gone.
    public enum Verdict: Sendable {
        /// Nothing of that kind is found any more.
        case gone(Finding)
        /// It is found again.
        case there(before: Finding, after: Finding)
        /// The evidence that named it was not collected this time.
        case unknown(Finding, lacking: [RuleRequirement])
        /// The earlier case had no finding that could be gone.
        case nothing
    }

    /// The name of the earlier case.
    public let name: String
    public let new: [Finding]
    public let gone: [Finding]
    public let stayed: [(before: Finding, after: Finding)]
    public let moved: [Moved]
    public let verdict: Verdict

    public init(before: DiagnosisReport, after: DiagnosisReport, name: String) {
        self.name = name
        let old = Self.flat(before.findings)
        let now = Self.flat(after.findings)
        new = now.filter { finding in !old.contains { Self.isSame($0, finding) } }
        gone = old.filter { finding in !now.contains { Self.isSame($0, finding) } }
        stayed = old.compactMap { finding in now.first { Self.isSame(finding, $0) }.map { (finding, $0) } }
        moved = before.figures.compactMap { figure in
            after.figures.first { $0.name == figure.name }.map { Moved(before: figure, after: $0) }
        }.filter { Self.differs($0.before, $0.after) }
        verdict = Self.verdict(before, after)
    }

    /// All findings that say that something is wrong, with those that they explain.
    private static func flat(_ findings: [Finding]) -> [Finding] {
        findings.flatMap { [$0] + flat($0.explains) }.filter {
            $0.severity > .ok && $0.cause != .evidenceInsufficient && $0.cause != .healthy
        }
    }

    /// The same cause about the same thing: addresses and numbers of goroutines differ from run to run.
    static func isSame(_ a: Finding, _ b: Finding) -> Bool {
        guard a.cause == b.cause else { return false }
        if let function = a.ownFunction, let other = b.ownFunction { return function == other }
        if a.subject.kind == b.subject.kind, a.subject.title == b.subject.title { return true }
        return a.ownFunction == nil && b.ownFunction == nil && a.subject.kind == b.subject.kind
    }

    /// By a fifth at least, and not by a trifle.
    private static func differs(_ a: CaseFigure, _ b: CaseFigure) -> Bool {
        let least =
            switch a.unit {
            case "bytes", "bytes per second": 4e6
            case "of 1", "processors": 0.05
            default: 3.0
            }
        return abs(a.value - b.value) >= max(least, 0.2 * max(abs(a.value), abs(b.value)))
    }

    private static func verdict(_ before: DiagnosisReport, _ after: DiagnosisReport) -> Verdict {
        guard let root = before.findings.first(where: { $0.severity > .ok && $0.cause != .evidenceInsufficient }) else {
            return .nothing
        }
        if let same = flat(after.findings).first(where: { isSame(root, $0) }) {
            return .there(before: root, after: same)
        }
        let trials = after.walk.filter { $0.rule.causes.contains(root.cause) }
        let lacking = trials.compactMap { trial -> [RuleRequirement]? in
            if case .lacking(let evidence) = trial.outcome { return evidence }
            return nil
        }
        // One rule that could have found it and did not is enough.
        guard lacking.count == trials.count, let first = lacking.first else { return .gone(root) }
        return .unknown(root, lacking: first)
    }
}
