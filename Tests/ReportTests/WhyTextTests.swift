import Diagnosis
import Evidence
import Report
import Testing

@Suite struct WhyTextTests {
    private func text(_ report: DiagnosisReport, width: Int, hasColor: Bool = false) -> String {
        var writer = TextWriter(TextOptions(width: width, hasColor: hasColor))
        WhyText(report).write(to: &writer)
        return writer.text
    }

    @Test(arguments: [40, 80, 132])
    func matchesTheGoldenFile(width: Int) {
        Golden.expect(text(SampleReports.contention, width: width), equals: "why 4711 COLUMNS=\(width).txt")
        Golden.expect(text(SampleReports.healthy, width: width), equals: "why dump.txt COLUMNS=\(width).txt")
    }

    /// Everything but commands, which are for copying, stays within the width.
    @Test(arguments: [20, 24, 40, 59, 60, 61, 80, 132, 1000])
    func staysWithinTheWidth(width: Int) {
        let reports = [
            SampleReports.contention, SampleReports.healthy, SampleReports.hostile, SampleReports.deep,
            SampleReports.markup, SampleReports.full.report,
        ]
        for report in reports {
            for line in text(report, width: width).split(separator: "\n") where !line.contains("$ ") {
                #expect(DisplayWidth.columns(of: String(line)) <= width, "\(line)")
            }
        }
    }

    @Test func namesTheRootCauseBeforeAllOthers() throws {
        let lines = text(SampleReports.contention, width: 80).split(separator: "\n")
        let root = try #require(lines.firstIndex { $0.contains("contention.lock-across-io") })
        let symptom = try #require(lines.firstIndex { $0.contains("network.slow-peer") })
        #expect(root <= 3)
        #expect(root < symptom)
    }

    @Test func losesNoWordByWrapping() {
        func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
        let wide = text(SampleReports.contention, width: 400)
        for finding in SampleReports.contention.findings {
            for sentence in [finding.summary, finding.remedy, finding.verify] {
                #expect(wide.contains(sentence.english))
            }
        }
        // The line of the subject names the place only where there is room for it.
        #expect(words(text(SampleReports.contention, width: 120)) == words(wide))
    }

    @Test(arguments: [60, 72, 80, 132, 200])
    func theFirstScreenHasWhatMatters(width: Int) throws {
        let lines = text(SampleReports.contention, width: width).split(
            separator: "\n", omittingEmptySubsequences: false)
        let below = try #require(lines.firstIndex { $0.hasPrefix("Below: ") })
        let screen = lines[...below].map { $0.drop { $0 == " " } }.joined(separator: " ")
        let finding = SampleReports.lockAcrossIO
        #expect(screen.contains("CRITICAL contention.lock-across-io (93% sure)"))
        for sentence in [finding.summary, finding.remedy, finding.verify] + finding.supports.prefix(3).map(\.fact) {
            for word in sentence.english.split(separator: " ") { #expect(screen.contains(word), "\(sentence.english)") }
        }
        #expect(!screen.contains(finding.supports[3].fact.english))
        #expect(screen.contains("sync.Mutex main.cache.mu at 0xc000012340, in cache.(*Cache).refill") == (width >= 80))
    }

    /// However long the texts are, a screen of 24 lines of 80 columns holds the first finding and the line that says
    /// what follows; what is cut there stands further down.
    @Test(arguments: [80, 100, 200])
    func theFirstScreenIsNoLongerThanTheTerminal(width: Int) throws {
        var report = SampleReports.contention
        func long(_ word: String) -> String { (0..<1000).map { "\(word)\($0)" }.joined(separator: " ") }
        report.target.executable = long("executable")
        report.target.module = long("module")
        report.findings[0].summary = Phrase(long("summary"))
        report.findings[0].subject.title = Phrase(long("subject"))
        report.findings[0].supports = (0..<5).map { Fact(Phrase(long("fact\($0)."))) }
        report.findings[0].remedy = Phrase(long("remedy"))
        report.findings[0].verify = Phrase(long("verify"))
        let text = text(report, width: width)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(24).last?.hasPrefix("Below: ") == true)
        let screen = lines.prefix(24).joined(separator: "\n")
        for word in ["executable", "module", "summary", "subject", "fact0.", "fact1.", "fact2.", "remedy", "verify"] {
            #expect(screen.contains("\(word)0 "), "\(word)")
            #expect(!screen.contains("\(word)999"), "\(word)")
            #expect(text.contains("\(word)999"), "\(word)")
        }
        #expect(lines.prefix(23).count { $0.hasSuffix(" …") } == 9)
    }

    @Test func stacksAreWhole() {
        var report = SampleReports.contention
        report.findings[0].subject.frames = (0..<300).map { ResolvedFrame(function: "main.f\($0)", file: "", line: 0) }
        let text = text(report, width: 80)
        #expect(text.contains("main.f99\n"))
        #expect(text.contains("… 200 more frames"))
    }

    @Test func whatCouldNotBeHadStandsAtTheEnd() throws {
        let lines = text(SampleReports.contention, width: 132).split(separator: "\n")
        #expect(
            lines.suffix(3) == [
                "could not be had: processor samples: the kernel permits no perf events (perf_event_paranoid is 4)",
                "     $ sudo sysctl kernel.perf_event_paranoid=2",
                "could not be had: trace: the program serves no net/http/pprof",
            ])
    }

    @Test func coloursOnlyAddEscapes() {
        let plain = text(SampleReports.contention, width: 80)
        let coloured = text(SampleReports.contention, width: 80, hasColor: true)
        #expect(!plain.contains("\u{1b}"))
        #expect(coloured.contains("\u{1b}[1;31mCRITICAL\u{1b}[0m"))
        #expect(coloured.replacing(/\u{1b}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func spellsOutControlCharacters() {
        let text = text(SampleReports.hostile, width: 80)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202e })
        #expect(text.contains("\\x1b]0;owned\\x07"))
    }

    @Test func cutsDeepNestingAndSaysSo() {
        let text = text(SampleReports.deep, width: 80)
        #expect(text.contains("1 more finding beneath"))
        #expect(!text.contains("Level 3."))
    }
}
