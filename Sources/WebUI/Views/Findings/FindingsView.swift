import Diagnosis
import Report
import Wire

/// The report, as the page draws it and in the forms that `sonde why` writes.
struct FindingsView: DocumentView {
    static let name = "findings"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let report = try document.opened().report.get(request.control)
        guard let form = action.first else {
            return PageAnswer(type: "application/json", Self.json(report, .compact))
        }
        switch form {
        case "json": return .download(Self.json(report, .pretty), name: "findings.json", type: "application/json")
        case "text":
            var writer = TextWriter(TextOptions(width: 100, hasColor: false))
            WhyText(report).write(to: &writer)
            return .download(writer.bytes, name: "findings.txt", type: "text/plain; charset=utf-8")
        case "markdown":
            var output = ByteReport()
            WhyMarkdown(report).write(to: &output)
            return .download(output.bytes, name: "findings.md", type: "text/markdown; charset=utf-8")
        case "html":
            var output = ByteReport()
            WhyPage(report).write(to: &output)
            return .download(output.bytes, name: "findings.html", type: "text/html; charset=utf-8")
        default: throw PageError.notFound("such form of the report")
        }
    }

    private static func json(_ report: DiagnosisReport, _ layout: JSONWriter.Layout) -> [UInt8] {
        var json = JSONWriter(layout)
        WhyJSON(report).write(to: &json)
        return json.bytes
    }
}
