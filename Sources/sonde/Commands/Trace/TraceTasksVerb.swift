import ArgumentParser
import GoTrace
import Report
import Wire

/// `sonde trace tasks`: tasks of runtime/trace by their types.
struct TraceTasksVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "Tasks of runtime/trace by type: how long they took, and what their goroutines did meanwhile.",
        discussion: """
            The times by state are those of the goroutine that began the task; those of other goroutines count while they \
            are in regions of it. --goroutine chooses tasks by the goroutine that began them. `sonde trace path --task \
            TYPE` tells what held the slowest one up.

            EXAMPLES
              sonde trace tasks trace.out
              sonde trace tasks --task order -n 20 trace.out
            """)

    @Option(
        name: [.customLong("task"), .customLong("type")],
        help: ArgumentHelp("Only tasks of this type.", valueName: "type"))
    var type: String?
    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceGoroutineArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let analysis = TaskAnalysis(goroutines: trace.ids, slowest: rows.ofEachType(isOnlyOne: type != nil))
        // What other goroutines do for a task of the chosen ones counts as well.
        let pass = try TraceRun.pass(file, [analysis], trace, selection: GoroutineSelection())
        let report = AnnotationsReport(tasks: pass, type: type)
        if let type, report.isEmpty {
            let hint = Int64(type) == nil ? "" : "; `sonde trace path --task` looks at one task"
            throw InputError(.usage, "has no task of type \(type)" + hint, file: file)
        }
        try Output.write(
            output.format, text: { report.write(to: &$0, limit: rows.limit) }, json: { report.write(to: &$0) })
    }
}
