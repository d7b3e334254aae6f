import Report
import Wire

/// The report, with what each fact leads to.
struct FindingsView: DocumentView {
    static let name = "findings"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let report = try document.opened().report.get(request.control)
        switch action.first {
        case nil, "json":
            var json = JSONWriter(.compact)
            WhyJSON(report).write(to: &json)
            return PageAnswer(type: "application/json", json.bytes)
        default: throw PageError.notFound("such form of the report")
        }
    }
}
