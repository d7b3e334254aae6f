import GoTrace
import Wire

/// Traces and system activity on one time axis.
struct TimelineView: DocumentView {
    static let name = "timeline"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let source = try request.integer("source") ?? 0
        let isActivity = if case .activity = try document.source(source).kind { true } else { false }
        switch action.first {
        case "rows" where isActivity: return try ActivityRows(document, source, request).answer()
        case "rows": return try TimelineRows(document, source, request).answer()
        case "range" where isActivity: return try ActivityRows(document, source, request).range()
        case "range": return try TimelineRange.answer(TraceTimeline.of(document, source), request)
        case "call": return try ActivityCall.answer(document, source, request)
        case "interval" where !isActivity:
            return try TimelineInterval.answer(TraceTimeline.of(document, source), request)
        case "goroutine" where !isActivity:
            return try TimelineGoroutine.answer(TraceTimeline.of(document, source), request)
        case "path" where !isActivity: return try TimelinePath.answer(TraceTimeline.of(document, source), request)
        case "export" where !isActivity && action.count > 1:
            return try TimelineExport.answer(action[1], document, source, request)
        default: throw PageError.notFound("such part of the timeline")
        }
    }
}
