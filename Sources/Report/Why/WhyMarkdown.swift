import Diagnosis
import Evidence

/// The report of `sonde why` as Markdown, for a ticket: a table of the findings, the first one in full, the others
/// folded.
public struct WhyMarkdown {
    private let report: DiagnosisReport
    private let paths: PathShortener
    private let comparison: ComparisonText?
    private let showsWalk: Bool

    /// - Parameters:
    ///   - comparison: what is different from an earlier case.
    ///   - isVerification: says first whether the cause of that case is gone.
    ///   - showsWalk: says which rules were tried, and what refuted them.
    public init(
        _ report: DiagnosisReport, comparison: ReportComparison? = nil, isVerification: Bool = false,
        showsWalk: Bool = false
    ) {
        self.report = report
        self.comparison = comparison.map { ComparisonText($0, isVerification: isVerification) }
        self.showsWalk = showsWalk
        paths = PathShortener(module: report.target.module)
    }

    public func write(to output: inout ByteReport) {
        writeHead(to: &output)
        let finding = FindingMarkdown(paths: paths)
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
            output.line("Nothing was diagnosed: see below for what could be collected.")
        }
        writeTimes(to: &output)
        writeCollected(to: &output)
        writeMissing(to: &output)
        if let comparison { write(comparison, to: &output) }
        if showsWalk { writeWalk(to: &output) }
    }

    private func writeHead(to output: inout ByteReport) {
        let heading = report.findings.first.map { "Why: \($0.cause.rawValue)" } ?? "Why"
        output.line("# \(MarkdownText.escaped(heading))")
        for line in TargetText(report.target, name: report.nameOfTarget).lines {
            output.line()
            output.line(MarkdownText.escaped(line.plain))
        }
        guard !report.findings.isEmpty else { return }
        output.line()
        output.line("| # | Severity | Cause | Sure | In short |")
        output.line("|--:|---|---|--:|---|")
        for (index, finding) in report.findings.enumerated() {
            let sure = finding.severity == .ok ? "" : NumberText.percent(finding.confidence)
            let short = MarkdownText.shortened(finding.summary, to: 160)
            output.line(
                "| \(index + 1) | \(finding.severity.word) | \(MarkdownText.escaped(finding.cause.rawValue)) "
                    + "| \(sure) | \(MarkdownText.escaped(short)) |")
        }
    }

    private func write(_ comparison: ComparisonText, to output: inout ByteReport) {
        output.line()
        output.line("## Compared")
        output.line()
        output.line(MarkdownText.escaped(comparison.headline.plain))
        output.line()
        for row in comparison.rows {
            let text = MarkdownText.escaped(row.text.plain)
            output.line(row.term.isEmpty ? "- \(text)" : "- \(MarkdownText.escaped(row.term)): \(text)")
        }
    }

    private func writeTimes(to output: inout ByteReport) {
        guard !report.times.isEmpty else { return }
        output.line()
        output.line("## Where the time went")
        output.line()
        output.line("| Took | Share | Actions | What |")
        output.line("|--:|--:|--:|---|")
        let total = report.times.reduce(0) { $0 &+ $1.nanoseconds }
        for share in report.times {
            output.line(
                "| \(DurationText.format(share.nanoseconds)) | \(TimeShares.percent(share.nanoseconds, total)) "
                    + "| \(share.count == 0 ? "" : String(share.count)) | \(MarkdownText.escaped(share.name)) |")
        }
    }

    private func writeWalk(to output: inout ByteReport) {
        output.line()
        output.line("## The walk through the tree")
        output.line()
        for trial in report.walk {
            let outcome = WalkText.outcome(trial).plain
            output.line("- \(MarkdownText.code(trial.rule.id)) \(MarkdownText.escaped(outcome))")
        }
    }

    private func writeCollected(to output: inout ByteReport) {
        guard !report.collected.isEmpty else { return }
        output.line()
        output.line("## Collected")
        output.line()
        for looks in LooksText.all(report.collected) {
            output.line("- \(MarkdownText.escaped(looks.text))")
            for counter in looks.quality {
                output.line("  - \(MarkdownText.escaped(QualityText.sentence(counter)))")
            }
        }
    }

    private func writeMissing(to output: inout ByteReport) {
        guard !report.missing.isEmpty else { return }
        output.line()
        output.line("## Could not be had")
        for missing in report.missing {
            output.line()
            let text = missing.reason.isEmpty ? missing.evidence : "\(missing.evidence): \(missing.reason)"
            output.line(MarkdownText.escaped(text))
            guard !missing.command.isEmpty else { continue }
            output.line()
            for line in MarkdownText.fence([missing.command], language: "sh") { output.line(line) }
        }
    }
}
