import GoProcess
import Wire

/// Goroutines: groups and lists of them, what each waits for and on whom, and how they change from look to look.
struct GoroutinesView: DocumentView {
    static let name = "goroutines"

    func answer(_ action: [String], _ request: PageRequest, _ document: Document) throws -> PageAnswer {
        let looks = try looks(request, document)
        if action.first == "looks" { return try LooksAnswer(looks: looks).answer(request) }
        let look = try looks.look(try request.integer("look"))
        switch action.first {
        case "groups": return try GroupRowsAnswer(request, in: look).answer(request)
        case "list": return try GoroutineRowsAnswer(request, in: look).answer(request)
        case "blockers": return try BlockersAnswer(look: look).answer(request)
        case "graph": return try WaitGraphAnswer(look: look).answer(request)
        case "goroutine": return try GoroutineAnswer(look: look).answer(request)
        case "group": return try GroupAnswer(look: look).answer(request)
        case "object": return try ObjectAnswer(look: look).answer(request)
        default: throw PageError.notFound("such form of goroutines")
        }
    }

    private func looks(_ request: PageRequest, _ document: Document) throws -> GoroutineLooks {
        let sources = try document.opened().sources
        let number = try request.integer("source") ?? sources.firstIndex { $0.word == "goroutines" } ?? 0
        let source = try document.source(number)
        // Opened once; the looks at a process are everybody's who has the document open.
        let kept = document.kept.value("goroutines \(number)") { Shared { try GoroutineLooks(source, $0) } }
        return try kept.get(request.control)
    }
}
