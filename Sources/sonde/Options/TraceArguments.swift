import ArgumentParser
import GoTrace
import Wire

/// What of a trace a verb looks at.
protocol TraceChoice {
    var window: TraceWindow { get }
    /// The goroutines, and what of their time.
    func selection() throws -> GoroutineSelection
}

/// From when to when a trace is looked at.
struct TraceWindowArguments: ParsableArguments, TraceChoice {
    @Option(help: ArgumentHelp("Look from so long after the trace's begin.", valueName: "duration"))
    var from: DurationArgument?

    @Option(help: ArgumentHelp("Look until so long after the trace's begin.", valueName: "duration"))
    var to: DurationArgument?

    func validate() throws {
        if let from, let to, to.nanoseconds <= from.nanoseconds {
            throw ValidationError("--to must lie behind --from.")
        }
    }

    var window: TraceWindow { TraceWindow(from: from?.nanoseconds, to: to?.nanoseconds) }

    func selection() -> GoroutineSelection { GoroutineSelection() }
}

/// A window, and goroutines by their ids.
struct TraceGoroutineArguments: ParsableArguments, TraceChoice {
    @OptionGroup var time: TraceWindowArguments

    @Option(help: ArgumentHelp("Only this goroutine; may be given several times.", valueName: "id"))
    var goroutine: [Int64] = []

    var window: TraceWindow { time.window }

    /// Nil for all.
    var ids: Set<Int64>? { goroutine.isEmpty ? nil : Set(goroutine) }

    func selection() -> GoroutineSelection { GoroutineSelection(ids: ids) }
}

/// A window, goroutines, and intervals of these.
struct TraceArguments: ParsableArguments, TraceChoice {
    @OptionGroup var part: TraceGoroutineArguments

    @Option(
        help: ArgumentHelp(
            "Only what goroutines do for tasks of this type, or for the task of this number: the one that began it until "
                + "its end, others in regions of it.", valueName: "id|type"))
    var task: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only intervals of goroutines for which a condition holds, such as 'kind == mutex && duration > 5ms'. Fields: "
                + "id, parent, root, function, stack, state, kind, reason, begin, duration, age, processor, thread, "
                + "woken-by, waker, creator, open, censored, lost.", valueName: "condition"))
    var condition: String?

    var window: TraceWindow { part.window }

    var goroutine: [Int64] { part.goroutine }

    func selection() throws -> GoroutineSelection {
        GoroutineSelection(
            ids: part.ids, task: task.map { text in Int64(text).map { .id($0) } ?? .type(text) },
            condition: try condition.map { try TraceQuery(parsing: $0).condition() })
    }
}
