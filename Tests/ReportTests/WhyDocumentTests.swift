import Diagnosis
import Report
import TestSupport
import Testing

/// The report of `sonde why` as Markdown and as a page.
@Suite struct WhyDocumentTests {
    static let samples = [
        ("contention", SampleReports.contention), ("healthy", SampleReports.healthy),
        ("hostile", SampleReports.hostile), ("deep", SampleReports.deep), ("markup", SampleReports.markup),
        ("full", SampleReports.full.report),
    ]

    private func comparison(_ name: String) -> ReportComparison? {
        name == "full" ? SampleReports.full.comparison : nil
    }

    private func markdown(_ report: DiagnosisReport, comparison: ReportComparison? = nil) -> String {
        var output = ByteReport()
        WhyMarkdown(report, comparison: comparison, showsWalk: !report.walk.isEmpty).write(to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    private func page(_ report: DiagnosisReport, comparison: ReportComparison? = nil) -> String {
        var output = ByteReport()
        WhyPage(report, comparison: comparison, showsWalk: !report.walk.isEmpty).write(to: &output)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    @Test func matchesTheGoldenFiles() {
        Golden.expect(markdown(SampleReports.contention), equals: "why 4711 --format markdown.md")
        Golden.expect(page(SampleReports.contention), equals: "why 4711 --format html.html")
        Golden.expect(markdown(SampleReports.healthy), equals: "why dump.txt --format markdown.md")
        Golden.expect(page(SampleReports.healthy), equals: "why dump.txt --format html.html")
        let (report, comparison) = SampleReports.full
        Golden.expect(
            markdown(report, comparison: comparison),
            equals: "why 4711 --against before.case --explain --format markdown.md")
        Golden.expect(
            page(report, comparison: comparison), equals: "why 4711 --against before.case --explain --format html.html")
    }

    /// Nothing that could steer a terminal or reorder a line, in any form.
    @Test(arguments: 0..<samples.count)
    func controlCharactersAreSpelledOut(sample: Int) {
        let (name, report) = Self.samples[sample]
        for text in [markdown(report), page(report)] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e }, "\(name)")
            #expect(!text.contains("\u{2028}") && !text.contains("\r"), "\(name)")
        }
    }

    /// Outside of fences no markup of the target is left, rows of tables have the cells of their heads, and every fence
    /// and every element that is opened is closed.
    @Test(arguments: 0..<samples.count)
    func markdownHasNoMarkupOfTheTarget(sample: Int) throws {
        let (name, report) = Self.samples[sample]
        var fence: Substring?
        var open = 0
        var cells = 0
        for line in markdown(report, comparison: comparison(name)).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if let ticks = fence {
                if line == ticks { fence = nil }
                continue
            }
            if line.hasPrefix("```") {
                fence = line.prefix { $0 == "`" }
                continue
            }
            open += line == "<details>" ? 1 : line == "</details>" ? -1 : 0
            let isTag = line == "<details>" || line == "</details>"
            let isSummary = line.hasPrefix("<summary>") && line.hasSuffix("</summary>")
            let inner = isSummary ? line.dropFirst(9).dropLast(10) : isTag ? "" : line
            let bare = isSummary ? String(inner) : Self.withoutEscapes(String(inner))
            #expect(!bare.contains("<") && !(isSummary && bare.contains(">")), "\(name): \(line.prefix(200))")
            let pipes = bare.count { $0 == "|" }
            if line.hasPrefix("|") {
                if cells == 0 { cells = pipes }
                #expect(pipes == cells, "\(name): \(line.prefix(200))")
            } else {
                cells = 0
                #expect(isSummary || pipes == 0, "\(name): \(line.prefix(200))")
            }
        }
        #expect(fence == nil && open == 0, "\(name)")
    }

    /// A line of Markdown without what is escaped by a backslash, and without spans of code.
    private static func withoutEscapes(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let character = rest.popFirst() {
            if character == "\\" {
                _ = rest.popFirst()
            } else if character == "`" {
                let ticks = "`" + rest.prefix { $0 == "`" }
                rest = rest.dropFirst(ticks.count - 1)
                // The end is a run of as many.
                var run = 0
                while let next = rest.first {
                    if next == "`" {
                        run += 1
                    } else if run == ticks.count {
                        break
                    } else {
                        run = 0
                    }
                    rest = rest.dropFirst()
                }
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// Python's parser, which is not ours, sees the elements that were meant, in an order that makes sense, and a policy
    /// that allows nothing but the page's own style.
    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: 0..<samples.count)
    func thePageIsWhatItSeems(sample: Int) throws {
        let (name, report) = Self.samples[sample]
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "python3", [Files.directory(of: #filePath) + "/check-page.py", folder.file("text")],
            input: Array(page(report, comparison: comparison(name)).utf8))
        #expect(result.succeeded, "\(name): \(result.error)")
        #expect(result.output.split(separator: "\n").isEmpty, "\(name): \(result.output)")
        let text = try Files.text(folder.file("text"))
        for finding in report.findings {
            for fact in finding.supports {
                #expect(text.contains(DisplayWidth.printable(fact.fact.english)), "\(name)")
            }
            #expect(text.contains(DisplayWidth.printable(finding.summary.english)), "\(name)")
        }
    }

    @Test func thePageAsksForNothing() {
        for (name, report) in Self.samples where name != "markup" {
            let page = page(report, comparison: comparison(name))
            for word in ["<script", "<link", "<img", "src=", "@import", "url(", " style=\""] {
                #expect(!page.contains(word), "\(name): \(word)")
            }
        }
    }

    @Test func everyFindingIsASection() {
        let page = page(SampleReports.markup)
        #expect(page.split(separator: "<section class=\"finding critical\"").count == 4)
        #expect(page.contains("<code>main.&lt;script&gt;</code>"))
        #expect(!page.contains("<script"))
    }

    @Test func codeIsSetOffAsCode() {
        #expect(markdown(SampleReports.contention).contains("\n`sonde why 4711` no longer lists the lock"))
        #expect(page(SampleReports.contention).contains("<p><code>sonde why 4711</code> no longer lists the lock"))
        #expect(markdown(SampleReports.markup).contains("\\`one two\\` three\\`\\`"))
    }

    @Test func deepNestingIsCut() {
        for text in [markdown(SampleReports.deep), page(SampleReports.deep)] {
            #expect(text.contains("1 more finding beneath"))
            #expect(!text.contains("Level 3."))
        }
    }
}

/// Checks by Python's standard library.
enum Python {
    static let isAvailable = (try? Command.run("python3", ["-c", "import html.parser"]).succeeded) ?? false
}
