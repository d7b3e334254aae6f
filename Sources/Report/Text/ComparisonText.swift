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
        let language = writer.options.language
        writer.line(headline(language), hanging: 3)
        for row in rows(language) {
            writer.item(StyledText(writer.say(row.term), .faint), row.text, indent: 3, column: row.isFigure ? 44 : 14)
        }
    }

    /// One line of what is different.
    struct Row {
        var term: Phrase
        var text: StyledText
        var isFigure = false
    }

    /// The verdict, or what it is compared with.
    func headline(_ language: Language) -> StyledText {
        func say(_ phrase: Phrase) -> String { phrase.text(language) }
        guard isVerification else { return StyledText(say("Against \(comparison.name)"), .strong) }
        var text: StyledText
        switch comparison.verdict {
        case .gone(let finding):
            text = StyledText(say("GONE") + " ", .good)
            text.append(say("\(finding.cause.rawValue), which \(comparison.name) named first: \(finding.summary)"))
        case .there(_, let after):
            text = StyledText(say("STILL THERE") + " ", .critical)
            text.append(say("\(after.cause.rawValue): \(after.summary)"))
        case .unknown(let finding, let lacking):
            let evidence = lacking.map { Phrase(word: $0.rawValue) }.joined(separator: ", ")
            text = StyledText(say("NOT KNOWN") + " ", .warning)
            text.append(say("whether \(finding.cause.rawValue) is gone: there is no \(evidence)"))
        case .nothing:
            text = StyledText(say("\(comparison.name) named no cause that could be gone"))
        }
        return text
    }

    /// Findings and figures that differ, and the findings that stayed.
    func rows(_ language: Language) -> [Row] {
        var rows: [Row] = []
        func row(_ word: Phrase, _ finding: Finding) -> Row { self.row(word, finding, language) }
        if !isVerification, comparison.new.isEmpty, comparison.gone.isEmpty, comparison.moved.isEmpty {
            let nothing: Phrase = "nothing that was looked at is different"
            rows.append(Row(term: "", text: StyledText(nothing.text(language))))
        }
        rows += comparison.new.map { row("new", $0) }
        rows += comparison.gone.map { row("gone", $0) }
        rows += comparison.stayed.map { row("as before", $0.after) }
        rows += comparison.moved.map {
            Row(
                term: Phrase(word: $0.before.name),
                text: StyledText("\(Self.text($0.before).text(language)) → \(Self.text($0.after).text(language))"),
                isFigure: true)
        }
        return rows
    }

    private func row(_ word: Phrase, _ finding: Finding, _ language: Language) -> Row {
        var text = StyledText(finding.severity.word.text(language), finding.severity.style)
        text.append(" \(finding.cause.rawValue)", .strong)
        text.append("  \(finding.summary.text(language))")
        return Row(term: word, text: text)
    }

    static func text(_ figure: CaseFigure) -> Phrase {
        switch figure.unit {
        case "of 1": return Phrase(NumberText.percent(figure.value))
        case "": return Phrase(NumberText.format((figure.value * 10).rounded() / 10))
        default: return NumberText.counted((figure.value * 100).rounded() / 100, figure.unit)
        }
    }
}
