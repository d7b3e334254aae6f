import Diagnosis
import Evidence

/// The report of `sonde why` as one page that asks for nothing: no script, no font, no picture, no request.
public struct WhyPage {
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
        output.line("<body>")
        output.line("<header>")
        writeTarget(to: &output)
        output.line("</header>")
        output.line("<main>")
        writeList(to: &output)
        let section = FindingSection(paths: paths)
        for (index, finding) in report.findings.enumerated() {
            section.write(finding, rank: index + 1, to: &output)
        }
        if report.findings.isEmpty {
            output.line("<p>Nothing was diagnosed: see below for what could be collected.</p>")
        }
        writeTimes(to: &output)
        writeCollected(to: &output)
        writeMissing(to: &output)
        if let comparison { write(comparison, to: &output) }
        if showsWalk { writeWalk(to: &output) }
        output.line("</main>")
        output.line("</body>")
        output.line("</html>")
    }

    private func writeHead(to output: inout ByteReport) {
        output.line("<!doctype html>")
        output.line("<html lang=\"en\">")
        output.line("<head>")
        output.line("<meta charset=\"utf-8\">")
        // Nothing but this one style is allowed, not even in an attribute.
        output.line(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                + "style-src 'sha256-\(WhyPageStyle.hash)'; base-uri 'none'; form-action 'none'\">")
        output.line("<meta name=\"referrer\" content=\"no-referrer\">")
        output.line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        let cause = report.findings.first.map { "\($0.cause.rawValue): " } ?? ""
        output.line("<title>\(PageText.escaped(cause + name))</title>")
        output.line("<style>\(WhyPageStyle.text)</style>")
        output.line("</head>")
    }

    private var name: String {
        let target = report.target
        let words = [
            target.processID.map { "\(target.kind) \($0)" },
            target.executable.isEmpty ? nil : target.executable,
        ]
        let name = words.compactMap { $0 }.joined(separator: " ")
        return name.isEmpty ? report.nameOfTarget ?? target.kind : name
    }

    private func writeTarget(to output: inout ByteReport) {
        let target = report.target
        output.line("<h1>\(PageText.escaped(name))</h1>")
        let facts = [
            ("Kind", name.contains(target.kind) ? "" : target.kind), ("Go", target.goVersion),
            ("Module", target.module),
            ("Revision", target.revision.isEmpty ? "" : target.shortRevision),
        ]
        output.line("<dl>")
        for (term, text) in facts where !text.isEmpty {
            output.line("<dt>\(term)</dt><dd>\(PageText.escaped(text))</dd>")
        }
        output.line("</dl>")
    }

    private func writeList(to output: inout ByteReport) {
        guard report.findings.count > 1 else { return }
        output.line("<nav aria-label=\"Findings\">")
        output.line("<ol>")
        for (index, finding) in report.findings.enumerated() {
            output.line(
                "<li><a href=\"#finding-\(index + 1)\">\(PageText.escaped(finding.cause.rawValue))</a> "
                    + "\(PageText.badge(finding.severity)) \(PageText.sureness(finding))</li>")
        }
        output.line("</ol>")
        output.line("</nav>")
    }

    private func write(_ comparison: ComparisonText, to output: inout ByteReport) {
        output.line("<section aria-labelledby=\"compared\">")
        output.line("<h2 id=\"compared\">Compared</h2>")
        output.line("<p>\(PageText.escaped(comparison.headline.plain))</p>")
        for row in comparison.rows where row.term.isEmpty {
            output.line("<p>\(PageText.escaped(row.text.plain))</p>")
        }
        output.line("<dl>")
        for row in comparison.rows where !row.term.isEmpty {
            output.line("<dt>\(PageText.escaped(row.term))</dt><dd>\(PageText.escaped(row.text.plain))</dd>")
        }
        output.line("</dl>")
        output.line("</section>")
    }

    private func writeTimes(to output: inout ByteReport) {
        guard !report.times.isEmpty else { return }
        output.line("<section aria-labelledby=\"times\">")
        output.line("<h2 id=\"times\">Where the time went</h2>")
        output.line("<table>")
        output.line(
            "<thead><tr><th scope=\"col\" class=\"number\">Took</th><th scope=\"col\" class=\"number\">Share</th>"
                + "<th scope=\"col\" class=\"number\">Actions</th><th scope=\"col\">What</th></tr></thead>")
        output.line("<tbody>")
        let total = report.times.reduce(0) { $0 &+ $1.nanoseconds }
        for share in report.times {
            let numbers = [
                DurationText.format(share.nanoseconds), TimeShares.percent(share.nanoseconds, total),
                share.count == 0 ? "" : String(share.count),
            ]
            output.line(
                "<tr>\(numbers.map { "<td class=\"number\">\($0)</td>" }.joined())"
                    + "<td>\(PageText.escaped(share.name))</td></tr>")
        }
        output.line("</tbody>")
        output.line("</table>")
        output.line("</section>")
    }

    private func writeWalk(to output: inout ByteReport) {
        output.line("<section aria-labelledby=\"walk\">")
        output.line("<h2 id=\"walk\">The walk through the tree</h2>")
        output.line("<ol>")
        for trial in report.walk {
            let outcome = WalkText.outcome(trial).plain
            output.line("<li><code>\(PageText.escaped(trial.rule.id))</code> \(PageText.escaped(outcome))</li>")
        }
        output.line("</ol>")
        output.line("</section>")
    }

    private func writeCollected(to output: inout ByteReport) {
        guard !report.collected.isEmpty else { return }
        output.line("<section aria-labelledby=\"collected\">")
        output.line("<h2 id=\"collected\">Collected</h2>")
        output.line("<ul>")
        for looks in LooksText.all(report.collected) {
            output.add("<li>\(PageText.escaped(looks.text))")
            if !looks.quality.isEmpty {
                output.line("<ul>")
                for counter in looks.quality {
                    output.line("<li>\(PageText.escaped(QualityText.sentence(counter)))</li>")
                }
                output.add("</ul>")
            }
            output.line("</li>")
        }
        output.line("</ul>")
        output.line("</section>")
    }

    private func writeMissing(to output: inout ByteReport) {
        guard !report.missing.isEmpty else { return }
        output.line("<section aria-labelledby=\"lacking\">")
        output.line("<h2 id=\"lacking\">Could not be had</h2>")
        for missing in report.missing {
            let text = missing.reason.isEmpty ? missing.evidence : "\(missing.evidence): \(missing.reason)"
            output.line("<p>\(PageText.escaped(text))</p>")
            if !missing.command.isEmpty { output.line(PageText.command(missing.command)) }
        }
        output.line("</section>")
    }
}
