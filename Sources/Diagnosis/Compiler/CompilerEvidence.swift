import Evidence
import GoBuild

/// What the compiler decided of a program's source: why what is hot is as it is.
public struct CompilerEvidence: Sendable {
    private let log: CompilerLog
    private let index: DecisionIndex
    private let breakdowns: InliningBreakdowns
    private let sentences: DecisionSentences

    /// Values of one line that are told of.
    private static let most = 3

    public init(_ log: CompilerLog, _ breakdowns: InliningBreakdowns) {
        self.log = log
        self.breakdowns = breakdowns
        index = DecisionIndex(log)
        sentences = DecisionSentences(log)
    }

    var collected: CollectedEvidence {
        CollectedEvidence(
            evidence: "compiler decisions", source: "go build -gcflags=-m=2", stoppedNanoseconds: 0,
            durationNanoseconds: 0, quality: log.quality)
    }

    /// Why calls of a function are calls; empty when they may be inlined, when a small change would not help, or when the
    /// compiler was not asked about it.
    func inlining(of function: String, in file: String) -> [Fact] {
        guard let decision = index.inlining(of: function, in: file), decision.kind == .cannotInline,
            InliningBreakdown.isWithinReach(decision)
        else { return [] }
        var found = breakdowns
        let words = InliningReason.words(decision, log, found.breakdown(of: decision))
        let name = FunctionName.short(function)
        return [
            Fact(
                "each call of \(name) is one, it is not inlined: \(words)", evidence: "compiler decisions",
                reference: sentences.place(decision.position))
        ]
    }

    /// What escapes at the innermost line of a stack of which the compiler says something, and by which way.
    func escapes(on frames: [ResolvedFrame]) -> [Fact] {
        for frame in frames {
            let found = index.escapes(in: frame.function, frame.file, line: frame.line)
            guard !found.isEmpty else { continue }
            return found.prefix(Self.most).map { decision in
                Fact(
                    "\(sentences.sentence(decision))", evidence: "compiler decisions",
                    reference: sentences.place(decision.position))
            }
        }
        return []
    }
}
