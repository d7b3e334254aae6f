import Diagnosis
import Evidence

/// The report of `sonde why` as one page that asks for nothing: no script, no font, no picture, no request.
public struct WhyPage {
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
        output.line("<body>")
        output.line("<header>")
        writeTarget(to: &output)
        output.line("</header>")
        output.line("<main>")
        writeList(to: &output)
        let section = FindingSection(paths: paths, language: language)
        for (index, finding) in report.findings.enumerated() {
            section.write(finding, rank: index + 1, to: &output)
        }
        if report.findings.isEmpty {
            output.line("<p>\(say("Nothing was diagnosed: see below for what could be collected."))</p>")
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

    private func say(_ phrase: Phrase) -> String { PageText.escaped(phrase.text(language)) }

    private func writeHead(to output: inout ByteReport) {
        output.line("<!doctype html>")
        output.line("<html lang=\"\(language.tag)\">")
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

    private var kind: String { Phrase(word: report.target.kind).text(language) }

    private var name: String {
        let target = report.target
        let words = [
            target.processID.map { "\(kind) \($0)" },
            target.executable.isEmpty ? nil : target.executable,
        ]
        let name = words.compactMap { $0 }.joined(separator: " ")
        return name.isEmpty ? report.nameOfTarget?.text(language) ?? kind : name
    }

    private func writeTarget(to output: inout ByteReport) {
        let target = report.target
        output.line("<h1>\(PageText.escaped(name))</h1>")
        let facts: [(Phrase, Phrase)] = [
            ("Kind", Phrase(name.contains(kind) ? "" : kind)), ("Go", Phrase(target.goVersion)),
            ("Module", Phrase(target.module)),
            ("Revision", target.revision.isEmpty ? "" : target.shortRevision),
        ]
        output.line("<dl>")
        for (term, text) in facts where !text.isEmpty {
            output.line("<dt>\(say(term))</dt><dd>\(say(text))</dd>")
        }
        output.line("</dl>")
    }

    private func writeList(to output: inout ByteReport) {
        guard report.findings.count > 1 else { return }
        output.line("<nav aria-label=\"\(say("Findings"))\">")
        output.line("<ol>")
        for (index, finding) in report.findings.enumerated() {
            output.line(
                "<li><a href=\"#finding-\(index + 1)\">\(PageText.escaped(finding.cause.rawValue))</a> "
                    + "\(PageText.badge(finding.severity, language)) \(PageText.sureness(finding, language))</li>")
        }
        output.line("</ol>")
        output.line("</nav>")
    }

    private func section(
        _ id: String, _ title: Phrase, to output: inout ByteReport, _ body: (_ output: inout ByteReport) -> Void
    ) {
        output.line("<section aria-labelledby=\"\(id)\">")
        output.line("<h2 id=\"\(id)\">\(say(title))</h2>")
        body(&output)
        output.line("</section>")
    }

    private func write(_ comparison: ComparisonText, to output: inout ByteReport) {
        section("compared", "Compared", to: &output) { output in
            output.line("<p>\(PageText.escaped(comparison.headline(language).plain))</p>")
            for row in comparison.rows(language) where row.term.isEmpty {
                output.line("<p>\(PageText.escaped(row.text.plain))</p>")
            }
            output.line("<dl>")
            for row in comparison.rows(language) where !row.term.isEmpty {
                output.line("<dt>\(say(row.term))</dt><dd>\(PageText.escaped(row.text.plain))</dd>")
            }
            output.line("</dl>")
        }
    }

    private func writeTimes(to output: inout ByteReport) {
        guard !report.times.isEmpty else { return }
        section("times", "Where the time went", to: &output) { output in
            output.line("<table>")
            output.line(
                "<thead><tr><th scope=\"col\" class=\"number\">\(say("Took"))</th>"
                    + "<th scope=\"col\" class=\"number\">\(say("Share"))</th>"
                    + "<th scope=\"col\" class=\"number\">\(say("Actions"))</th>"
                    + "<th scope=\"col\">\(say("What"))</th></tr></thead>")
            output.line("<tbody>")
            let total = report.times.reduce(0) { $0 &+ $1.nanoseconds }
            for share in report.times {
                let numbers = [
                    DurationText.format(share.nanoseconds), TimeShares.percent(share.nanoseconds, total),
                    share.count == 0 ? "" : String(share.count),
                ]
                output.line(
                    "<tr>\(numbers.map { "<td class=\"number\">\($0)</td>" }.joined())"
                        + "<td>\(say(share.title))</td></tr>")
            }
            output.line("</tbody>")
            output.line("</table>")
        }
    }

    private func writeWalk(to output: inout ByteReport) {
        section("walk", "The walk through the tree", to: &output) { output in
            output.line("<ol>")
            for trial in report.walk {
                let outcome = WalkText.outcome(trial, language).plain
                output.line("<li><code>\(PageText.escaped(trial.rule.id))</code> \(PageText.escaped(outcome))</li>")
            }
            output.line("</ol>")
        }
    }

    private func writeCollected(to output: inout ByteReport) {
        guard !report.collected.isEmpty else { return }
        section("collected", "Collected", to: &output) { output in
            output.line("<ul>")
            for looks in LooksText.all(report.collected) {
                output.add("<li>\(say(looks.text))")
                if !looks.quality.isEmpty {
                    output.line("<ul>")
                    for counter in looks.quality {
                        output.line("<li>\(say(QualityText.sentence(counter)))</li>")
                    }
                    output.add("</ul>")
                }
                output.line("</li>")
            }
            output.line("</ul>")
        }
    }

    private func writeMissing(to output: inout ByteReport) {
        guard !report.missing.isEmpty else { return }
        section("lacking", "Could not be had", to: &output) { output in
            for missing in report.missing {
                output.line("<p>\(say(missing.text))</p>")
                if !missing.command.isEmpty { output.line(PageText.command(missing.command)) }
            }
        }
    }
}
