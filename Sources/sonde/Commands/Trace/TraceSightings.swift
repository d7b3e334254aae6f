import GoTrace
import Wire

/// Whether a trace has what was asked for: without it an empty report would read as if nothing had happened.
struct TraceSightings: TraceAnalysis {
    let wants: TraceWants
    /// Goroutines that were asked for, and that did not live in the window so far.
    private var missing: Set<Int64>
    private let task: TaskSelection?
    private var hasTask: Bool

    /// Nil when neither goroutines nor tasks were asked for.
    init?(_ selection: GoroutineSelection) {
        guard selection.ids != nil || selection.task != nil else { return nil }
        missing = selection.ids ?? []
        task = selection.task
        hasTask = task == nil
        var wants: TraceWants = []
        // These are nine tenths of all events.
        if selection.ids != nil { wants.insert(.transitions) }
        // A task may have begun before the window.
        if selection.task != nil { wants.formUnion([.annotations, .beforeWindow]) }
        self.wants = wants
    }

    mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .goroutineTransition: if event.time >= scene.start { missing.remove(event.subject) }
        case .taskBegin: hasTask = hasTask || isWanted(event, scene)
        // Of a task from before the trace there may be nothing else.
        case .regionBegin, .taskEnd: hasTask = hasTask || task == .id(event.subject)
        default: break
        }
    }

    private func isWanted(_ event: TraceEvent, _ scene: TraceScene) -> Bool {
        switch task {
        case .id(let id): event.subject == id
        case .type(let type): scene.text(event.text) == type
        case nil: false
        }
    }

    mutating func finish(_ scene: TraceScene) {
        for goroutine in scene.goroutines where goroutine.state != .notExist { missing.remove(goroutine.id) }
    }

    /// What is not in the trace, as the end of a sentence about its file; nil when everything is.
    func complaint(_ window: TraceWindow) -> String? {
        let time = window.from == nil && window.to == nil ? "" : " in that time"
        if let id = missing.min() { return "has no goroutine \(id)\(time)" }
        guard !hasTask else { return nil }
        switch task {
        case .id(let id): return "has no task \(id)\(time)"
        case .type(let type): return "has no task of type \(type)\(time)"
        case nil: return nil
        }
    }
}
