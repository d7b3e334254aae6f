import Diagnosis

/// What is different from an earlier case, as `sonde why --against` prints it, or whether its cause is gone
/// (`--verify`).
public struct ComparisonText {
    private let comparison: ReportComparison
    private let isVerification: Bool

    public init(_ comparison: ReportComparison, isVerification: Bool) {
        self.comparison = comparison
        self.isVerification = isVerification
    }

    public func write(to writer: inout TextWriter) {
        writer.blank()
        if isVerification {
            writeVerdict(to: &writer)
        } else {
            writer.line(StyledText("Against \(comparison.name)", .strong))
            if comparison.new.isEmpty, comparison.gone.isEmpty, comparison.moved.isEmpty {
                writer.line(StyledText("nothing that was looked at is different"), indent: 3)
            }
        }
        for finding in comparison.new { writeFinding("new", finding, to: &writer) }
        for finding in comparison.gone { writeFinding("gone", finding, to: &writer) }
        for pair in comparison.stayed { writeFinding("as before", pair.after, to: &writer) }
        for moved in comparison.moved {
            writer.item(
                StyledText(moved.before.name, .faint),
                StyledText("\(Self.text(moved.before)) → \(Self.text(moved.after))"), indent: 3, column: 44)
        }
    }

    private func writeVerdict(to writer: inout TextWriter) {
        var text: StyledText
        switch comparison.verdict {
        case .gone(let finding):
            text = StyledText("GONE ", .good)
            text.append("\(finding.cause.rawValue), which \(comparison.name) named first: \(finding.summary)")
        case .there(_, let after):
            text = StyledText("STILL THERE ", .critical)
            text.append("\(after.cause.rawValue): \(after.summary)")
        case .unknown(let finding, let lacking):
            text = StyledText("NOT KNOWN ", .warning)
            text.append(
                "whether \(finding.cause.rawValue) is gone: there is no \(lacking.map(\.rawValue).joined(separator: ", "))")
        case .nothing:
            text = StyledText("\(comparison.name) named no cause that could be gone")
        }
        writer.line(text, hanging: 3)
    }

    private func writeFinding(_ word: String, _ finding: Finding, to writer: inout TextWriter) {
        var text = StyledText(finding.severity.word, finding.severity.style)
        text.append(" \(finding.cause.rawValue)", .strong)
        text.append("  \(finding.summary)")
        writer.item(StyledText(word, .faint), text, indent: 3, column: 14)
    }

    static func text(_ figure: CaseFigure) -> String {
        switch figure.unit {
        case "of 1": return NumberText.percent(figure.value)
        case "": return NumberText.format((figure.value * 10).rounded() / 10, "").trimmingBlanks
        default: return NumberText.format((figure.value * 100).rounded() / 100, figure.unit)
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
