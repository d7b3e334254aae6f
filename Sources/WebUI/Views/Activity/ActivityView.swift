import Report
import SystemActivity
import Wire

/// System activity as Process Monitor shows it: events, processes, summaries, the critical path, stacks.
struct ActivityView: DocumentView {
    static let name = "activity"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let store = try ActivityStore.of(document, try request.integer("source"))
        switch action.first {
        case nil: return ActivityOverview(try store.activity(request.control)).answer()
        case "rows": return try EventRows(store, request).answer()
        case "place": return try EventPlaces(store, request).answer()
        case "values": return try EventValues(store, request).answer()
        case "event": return try EventDetails(store, request).answer()
        case "processes": return try ProcessRows(store, request).answer()
        case "summary": return try SummaryRows(store, request).answer()
        case "path": return try PathRows(store, request).answer()
        case "stacks": return try StackRows(store, request).answer()
        case "export": return try ActivityExport(store, request).answer()
        default: throw PageError.notFound("such part of the activity")
        }
    }
}
