import ArgumentParser
import GoTrace
import Wire

/// Which part of a trace is looked at.
struct TraceArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Look from so long after the trace's begin.", valueName: "duration"))
    var from: DurationArgument?

    @Option(help: ArgumentHelp("Look until so long after the trace's begin.", valueName: "duration"))
    var to: DurationArgument?

    @Option(help: ArgumentHelp("Only this goroutine; may be given several times.", valueName: "id"))
    var goroutine: [Int64] = []

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

    func validate() throws {
        if let from, let to, to.nanoseconds <= from.nanoseconds {
            throw ValidationError("--to must lie behind --from.")
        }
    }

    var window: TraceWindow { TraceWindow(from: from?.nanoseconds, to: to?.nanoseconds) }

    func selection() throws -> GoroutineSelection {
        GoroutineSelection(
            ids: goroutine.isEmpty ? nil : Set(goroutine),
            task: task.map { text in Int64(text).map { .id($0) } ?? .type(text) },
            condition: try condition.map { try TraceQuery(parsing: $0).condition() })
    }
}
