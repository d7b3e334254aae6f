import GoProfile
import Wire

/// Flame graphs, and the table of functions beside them.
struct FlameView: DocumentView {
    static let name = "flame"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let query = try FlameQuery(request)
        switch action.first {
        case "facts":
            return FlameFacts.answer(try ProfileProvider.profile(query, document, request.control))
        case "rows": return try FlameRows(try model(query, document, request), request).answer()
        case "branch": return try FlameBranch(try model(query, document, request), request).answer()
        case "table": return try table(query, request, document)
        case "export": return try FlameExports.answer(action.dropFirst().first ?? "", query, document, request)
        default: throw PageError.notFound("such part of a flame graph")
        }
    }

    /// What was made for the graphs that were asked for last: going back and forth between two is common.
    private final class Shelf: Sendable {
        let models = RecentValues<String, FlameModel>(limit: 4)
        let tables = RecentValues<String, FlameTable>(limit: 4)
        let orders = RecentValues<String, FlameTable.Order>(limit: 8)
    }

    private func shelf(_ document: Document) -> Shelf { document.kept.value("flame") { Shelf() } }

    private func model(_ query: FlameQuery, _ document: Document, _ request: PageRequest) throws -> FlameModel {
        try shelf(document).models.get(query.key, request.control) { control in
            try FlameModel.make(query, document, control)
        }
    }

    private func table(_ query: FlameQuery, _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let model = try model(query, document, request)
        let table = try shelf(document).tables.get(query.key, request.control) { _ in FlameTable(model.report) }
        let key = request.query["order"] ?? "flat"
        let isDescending = request.flag("descending")
        let text = request.query["q"] ?? ""
        let order = try shelf(document).orders.get(
            "\(key) \(isDescending) \(text) \(query.key)", request.control
        ) { _ in
            table.order(by: key, descending: isDescending, search: text.isEmpty ? nil : try model.search(text))
        }
        // Not `from` and `to`, which say what time of a trace is meant.
        let first = try request.integer("first", in: 0...Int(Int32.max), or: 0)
        return table.answer(
            order, model.report, from: first, to: try request.integer("end", in: first...first + 1000, or: first + 100))
    }
}
