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
        writer.line(headline, hanging: 3)
        for row in rows {
            writer.item(StyledText(row.term, .faint), row.text, indent: 3, column: row.isFigure ? 44 : 14)
        }
    }

    /// One line of what is different.
    struct Row {
        var term: String
        var text: StyledText
        var isFigure = false
    }

    /// The verdict, or what it is compared with.
    var headline: StyledText {
        guard isVerification else { return StyledText("Against \(comparison.name)", .strong) }
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
                "whether \(finding.cause.rawValue) is gone: there is no \(lacking.map(\.rawValue).joined(separator: ", "))"
            )
        case .nothing:
            text = StyledText("\(comparison.name) named no cause that could be gone")
        }
        return text
    }

    /// Findings and figures that differ, and the findings that stayed.
    var rows: [Row] {
        var rows: [Row] = []
        if !isVerification, comparison.new.isEmpty, comparison.gone.isEmpty, comparison.moved.isEmpty {
            rows.append(Row(term: "", text: "nothing that was looked at is different"))
        }
        rows += comparison.new.map { row("new", $0) }
        rows += comparison.gone.map { row("gone", $0) }
        rows += comparison.stayed.map { row("as before", $0.after) }
        rows += comparison.moved.map {
            Row(
                term: $0.before.name, text: StyledText("\(Self.text($0.before)) → \(Self.text($0.after))"),
                isFigure: true)
        }
        return rows
    }

    private func row(_ word: String, _ finding: Finding) -> Row {
        var text = StyledText(finding.severity.word, finding.severity.style)
        text.append(" \(finding.cause.rawValue)", .strong)
        text.append("  \(finding.summary)")
        return Row(term: word, text: text)
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
