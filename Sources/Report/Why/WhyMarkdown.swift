import Diagnosis
import Evidence

/// The report of `sonde why` as Markdown, for a ticket: a table of the findings, the first one in full, the others
/// folded.
public struct WhyMarkdown {
    private let report: DiagnosisReport
    private let paths: PathShortener
    private let comparison: ComparisonText?
    private let showsWalk: Bool
    private let language: Language

    /// - Parameters:
    ///   - comparison: what is different from an earlier case.
    ///   - isVerification: says first whether the cause of that case is gone.
    ///   - showsWalk: says which rules were tried, and what refuted them.
    public init(
        _ report: DiagnosisReport, comparison: ReportComparison? = nil, isVerification: Bool = false,
        showsWalk: Bool = false, language: Language = .english
    ) {
        self.report = report
        self.language = language
        self.comparison = comparison.map { ComparisonText($0, isVerification: isVerification) }
        self.showsWalk = showsWalk
        paths = PathShortener(module: report.target.module)
    }

    public func write(to output: inout ByteReport) {
        writeHead(to: &output)
        let finding = FindingMarkdown(paths: paths, language: language)
        for (index, next) in report.findings.enumerated() {
            output.line()
            if index == 0 {
                finding.write(next, rank: 1, to: &output)
            } else {
                finding.writeFolded(next, rank: index + 1, to: &output)
            }
        }
        if report.findings.isEmpty {
            output.line()
            output.line(say("Nothing was diagnosed: see below for what could be collected."))
        }
        writeTimes(to: &output)
        writeCollected(to: &output)
        writeMissing(to: &output)
        if let comparison { write(comparison, to: &output) }
        if showsWalk { writeWalk(to: &output) }
    }

    private func say(_ phrase: Phrase) -> String { MarkdownText.escaped(phrase.text(language)) }

    private func writeHead(to output: inout ByteReport) {
        let heading: Phrase = report.findings.first.map { "Why: \($0.cause.rawValue)" } ?? "Why"
        output.line("# \(say(heading))")
        for line in TargetText(report.target, name: report.nameOfTarget).lines(language) {
            output.line()
            output.line(MarkdownText.escaped(line.plain))
        }
        guard !report.findings.isEmpty else { return }
        output.line()
        output.line(
            "| # | \(say("Severity")) | \(say("Cause")) | \(say("Sure")) | \(say("In short")) |")
        output.line("|--:|---|---|--:|---|")
        for (index, finding) in report.findings.enumerated() {
            let sure = finding.severity == .ok ? "" : NumberText.percent(finding.confidence)
            let short = MarkdownText.shortened(finding.summary.text(language), to: 160)
            output.line(
                "| \(index + 1) | \(finding.severity.word.text(language)) | \(MarkdownText.escaped(finding.cause.rawValue)) "
                    + "| \(sure) | \(MarkdownText.escaped(short)) |")
        }
    }

    private func write(_ comparison: ComparisonText, to output: inout ByteReport) {
        output.line()
        output.line("## \(say("Compared"))")
        output.line()
        output.line(MarkdownText.escaped(comparison.headline(language).plain))
        output.line()
        for row in comparison.rows(language) {
            let text = MarkdownText.escaped(row.text.plain)
            output.line(row.term.isEmpty ? "- \(text)" : "- \(say(row.term)): \(text)")
        }
    }

    private func writeTimes(to output: inout ByteReport) {
        guard !report.times.isEmpty else { return }
        output.line()
        output.line("## \(say("Where the time went"))")
        output.line()
        output.line("| \(say("Took")) | \(say("Share")) | \(say("Actions")) | \(say("What")) |")
        output.line("|--:|--:|--:|---|")
        let total = report.times.reduce(0) { $0 &+ $1.nanoseconds }
        for share in report.times {
            output.line(
                "| \(DurationText.format(share.nanoseconds)) | \(TimeShares.percent(share.nanoseconds, total)) "
                    + "| \(share.count == 0 ? "" : String(share.count)) | \(say(share.title)) |")
        }
    }

    private func writeWalk(to output: inout ByteReport) {
        output.line()
        output.line("## \(say("The walk through the tree"))")
        output.line()
        for trial in report.walk {
            let outcome = WalkText.outcome(trial, language).plain
            output.line("- \(MarkdownText.code(trial.rule.id)) \(MarkdownText.escaped(outcome))")
        }
    }

    private func writeCollected(to output: inout ByteReport) {
        guard !report.collected.isEmpty else { return }
        output.line()
        output.line("## \(say("Collected"))")
        output.line()
        for looks in LooksText.all(report.collected) {
            output.line("- \(say(looks.text))")
            for counter in looks.quality {
                output.line("  - \(say(QualityText.sentence(counter)))")
            }
        }
    }

    private func writeMissing(to output: inout ByteReport) {
        guard !report.missing.isEmpty else { return }
        output.line()
        output.line("## \(say("Could not be had"))")
        for missing in report.missing {
            output.line()
            output.line(say(missing.text))
            guard !missing.command.isEmpty else { continue }
            output.line()
            for line in MarkdownText.fence([missing.command], language: "sh") { output.line(line) }
        }
    }
}
