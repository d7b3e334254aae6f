import Diagnosis

/// The walk through the tree, as `sonde why --explain` prints it: each rule that was tried, in order, and what came of it.
public struct WalkText {
    private let trials: [RuleTrial]

    public init(_ report: DiagnosisReport) { trials = report.walk }

    public func write(to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText(writer.say("The walk through the tree"), .strong))
        var stage: RuleStage?
        for trial in trials {
            if trial.rule.stage != stage {
                stage = trial.rule.stage
                writer.line(StyledText(writer.say(Self.title(trial.rule.stage)), .faint), indent: 1)
            }
            writer.item(
                StyledText(trial.rule.id, .info), Self.outcome(trial, writer.options.language), indent: 3, column: 26)
        }
    }

    static func title(_ stage: RuleStage) -> Phrase {
        switch stage {
        case .trust: "Can the evidence be trusted?"
        case .environment: "Do machine and limits withhold something?"
        case .runtime: "Is it the runtime?"
        case .waiting: "What is waited for?"
        case .code: "What does the code do?"
        }
    }

    /// The question, and the answer to it.
    static func outcome(_ trial: RuleTrial, _ language: Language) -> StyledText {
        var text = StyledText(trial.rule.question.text(language) + (language == .chinese ? "" : " "))
        switch trial.outcome {
        case .found(let causes):
            let found: Phrase = "Yes: \(distinct(causes).joined(separator: ", "))."
            text.append(found.text(language), .strong)
        case .refuted(let reason): text.append(no(reason).text(language), .faint)
        case .lacking(let evidence):
            let lacking: Phrase = "Not asked: no \(evidence.map { Phrase(word: $0.rawValue) }.joined(separator: ", "))."
            text.append(lacking.text(language), .faint)
        }
        return text
    }

    private static func no(_ reason: Phrase) -> Phrase {
        if reason.isEmpty { return "No." }
        // Most reasons are no sentences of their own.
        return reason.english.hasSuffix(".") ? "No: \(reason)" : "No: \(reason)."
    }

    private static func distinct(_ causes: [Cause]) -> [Phrase] {
        causes.reduce(into: []) { if !$0.contains(Phrase($1.rawValue)) { $0.append(Phrase($1.rawValue)) } }
    }
}
