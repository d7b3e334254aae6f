import Diagnosis
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
        for report in [SampleReports.contention, SampleReports.healthy, SampleReports.hostile, SampleReports.deep] {
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
            for sentence in [finding.summary, finding.remedy, finding.verify] { #expect(wide.contains(sentence)) }
        }
        #expect(words(text(SampleReports.contention, width: 80)) == words(wide))
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
