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

    func validate() throws {
        if let from, let to, to.nanoseconds <= from.nanoseconds {
            throw ValidationError("--to must lie behind --from.")
        }
    }

    var window: TraceWindow { TraceWindow(from: from?.nanoseconds, to: to?.nanoseconds) }

    func selection() throws -> GoroutineSelection { GoroutineSelection(ids: goroutine.isEmpty ? nil : Set(goroutine)) }
}
