import GoProcess
import Wire

/// Goroutines: groups and lists of them, what each waits for and on whom, and how they change from look to look.
struct GoroutinesView: DocumentView {
    static let name = "goroutines"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let number = try request.integer("source") ?? Self.source(document)
        let looks = try looks(number, request, document)
        if action.first == "looks" { return try LooksAnswer(looks: looks).answer(request) }
        let look = try looks.look(try request.integer("look"))
        switch action.first {
        case "groups": return try GroupRowsAnswer(request, in: look).answer(request)
        case "list": return try GoroutineRowsAnswer(request, in: look).answer(request)
        case "blockers": return try BlockersAnswer(look: look).answer(request)
        case "graph": return try WaitGraphAnswer(look: look).answer(request)
        case "compare": return try compare(look, request, document, isTable: false)
        case "export" where action.last == "comparison.csv":
            return try compare(look, request, document, isTable: true)
        case "export":
            return try GoroutineExports(look: look).answer(action.dropFirst().joined(separator: "/"), request)
        case "goroutine": return try GoroutineAnswer(look: look).answer(request)
        case "group": return try GroupAnswer(look: look).answer(request)
        case "object": return try ObjectAnswer(look: look).answer(request)
        default: throw PageError.notFound("such form of goroutines")
        }
    }

    /// The earlier look may be of another source: of a file that was opened beside this one.
    private func compare(
        _ after: GoroutineLook, _ request: PageRequest, _ document: Document, isTable: Bool
    ) throws -> PageAnswer {
        let source = try request.integer("source") ?? Self.source(document)
        let other = try request.integer("withSource") ?? source
        let before = try looks(other, request, document).look(try request.integer("with") ?? 0)
        let comparison = try ComparisonAnswer(
            request, before: before, beforeName: "\(other).\(before.number)", after: after)
        return isTable ? try comparison.table(request) : try comparison.answer(request)
    }

    /// What is shown when nothing was chosen.
    private static func source(_ document: Document) throws -> Int {
        try document.opened().sources.firstIndex { $0.word == "goroutines" } ?? 0
    }

    private func looks(_ number: Int, _ request: PageRequest, _ document: Document) throws -> GoroutineLooks {
        let source = try document.source(number)
        // Opened once; the looks at a process are everybody's who has the document open.
        let kept = document.kept.value("goroutines \(number)") { Shared { try GoroutineLooks(source, $0) } }
        return try kept.get(request.control)
    }
}
