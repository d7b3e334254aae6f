import Diagnosis

/// The walk through the tree, as `sonde why --explain` prints it: each rule that was tried, in order, and what came of it.
public struct WalkText {
    private let trials: [RuleTrial]

    public init(_ report: DiagnosisReport) { trials = report.walk }

    public func write(to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("The walk through the tree", .strong))
        var stage: RuleStage?
        for trial in trials {
            if trial.rule.stage != stage {
                stage = trial.rule.stage
                writer.line(StyledText(Self.title(trial.rule.stage), .faint), indent: 1)
            }
            writer.item(StyledText(trial.rule.id, .info), Self.outcome(trial), indent: 3, column: 26)
        }
    }

    static func title(_ stage: RuleStage) -> String {
        switch stage {
        case .trust: "Can the evidence be trusted?"
        case .environment: "Do machine and limits withhold something?"
        case .runtime: "Is it the runtime?"
        case .waiting: "What is waited for?"
        case .code: "What does the code do?"
        }
    }

    /// The question, and the answer to it.
    static func outcome(_ trial: RuleTrial) -> StyledText {
        var text = StyledText(trial.rule.question + " ")
        switch trial.outcome {
        case .found(let causes):
            text.append("Yes: \(distinct(causes).joined(separator: ", ")).", .strong)
        case .refuted(let reason):
            text.append(reason.isEmpty ? "No." : "No: \(reason)\(reason.hasSuffix(".") ? "" : ".")", .faint)
        case .lacking(let evidence):
            text.append("Not asked: no \(evidence.map(\.rawValue).joined(separator: ", ")).", .faint)
        }
        return text
    }

    private static func distinct(_ causes: [Cause]) -> [String] {
        causes.reduce(into: []) { if !$0.contains($1.rawValue) { $0.append($1.rawValue) } }
    }
}
