import Diagnosis
import Testing
import Wire

@testable import Report

/// Reports in Chinese: what they say, how wide it is and where lines end.
@Suite struct ChineseReportTests {
    private func text(_ report: DiagnosisReport, width: Int = 80) -> String {
        var writer = TextWriter(TextOptions(width: width, language: .chinese))
        WhyText(report).write(to: &writer)
        WalkText(report).write(to: &writer)
        return writer.text
    }

    private func document(_ write: (inout ByteReport) -> Void) -> String {
        var report = ByteReport()
        write(&report)
        return String(decoding: report.bytes, as: UTF8.self)
    }

    private static let headings = ["代价", "位置", "支持", "处理", "验证"]

    @Test func headingsAndSeverityAreInChinese() {
        let report = SampleReports.contention
        let text = text(report)
        #expect(text.contains("1. 严重 contention.lock-across-io（把握 93%）"))
        for heading in Self.headings { #expect(text.contains("   \(heading)     "), "\(heading)") }
        for word in ["CRITICAL", "costs", "remedy", "Below", "Collected", "sure"] {
            #expect(!text.contains(word), "\(word)")
        }
        let markdown = document { WhyMarkdown(report, language: .chinese).write(to: &$0) }
        #expect(markdown.contains("### 如何处理") && markdown.contains("| 严重程度 |"))
        let page = document { WhyPage(report, language: .chinese).write(to: &$0) }
        #expect(page.contains("<html lang=\"zh-Hans\">") && page.contains("<h3>如何验证</h3>"))
        #expect(document { WhyPage(report).write(to: &$0) }.contains("<html lang=\"en\">"))
    }

    @Test func theLanguageOfJSONIsSaidWhenItIsAskedFor() {
        func json(_ language: Language?) -> String {
            var writer = JSONWriter(.pretty)
            WhyJSON(SampleReports.contention, language: language).write(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        #expect(!json(nil).contains("\"language\""))
        #expect(json(.english).contains("\"language\": \"en\""))
        #expect(json(.chinese).contains("\"language\": \"zh-Hans\""))
        #expect(json(.chinese).contains("\"kind\": \"lock\""))
    }

    @Test(arguments: [40, 60, 72, 80, 132])
    func noLineIsWiderThanTheTerminal(width: Int) {
        for report in [SampleReports.contention, SampleReports.deep] {
            for line in text(report, width: width).split(separator: "\n") where !line.contains("$ ") {
                #expect(DisplayWidth.columns(of: String(line)) <= width, "\(line)")
            }
        }
    }

    @Test(arguments: [10, 13, 20, 31])
    func linesEndBesideHanAndNotBeforePunctuation(width: Int) {
        var writer = TextWriter(TextOptions(width: max(width, 20), language: .chinese))
        let text = "程序没有受阻：（298 个）goroutine 在等待互斥锁 main.mu，其中 3 个在运行。处处按相同的顺序加锁、解锁。"
        writer.line(StyledText(text))
        let lines = writer.text.split(separator: "\n")
        #expect(lines.count > 1)
        for line in lines {
            #expect(DisplayWidth.columns(of: String(line)) <= max(width, 20))
            #expect(!"，。、：）".contains(line.first ?? " ") && !"（".contains(line.last ?? " "), "\(line)")
        }
        // Every line is filled as far as the next place to break allows.
        #expect(lines.dropLast().allSatisfy { DisplayWidth.columns(of: String($0)) >= max(width, 20) - 10 })
        func bare(_ text: some StringProtocol) -> String { String(text.filter { $0 != " " && $0 != "\n" }) }
        #expect(bare(writer.text) == bare(text))
    }

    @Test func englishBreaksAtSpacesAlone() {
        var writer = TextWriter(TextOptions(width: 20))
        writer.line(StyledText("reads 日本語の説明 now"))
        #expect(writer.text == "reads 日本語の説明\nnow\n")
    }
}
