import GoTrace
import Wire

/// Traces and system activity on one time axis.
struct TimelineView: DocumentView {
    static let name = "timeline"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let source = try request.integer("source") ?? 0
        switch action.first {
        case "rows": return try TimelineRows(document, source, request).answer()
        default: throw PageError.notFound("such part of the timeline")
        }
    }
}
