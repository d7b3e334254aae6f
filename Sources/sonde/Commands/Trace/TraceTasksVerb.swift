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
            are in regions of it. `sonde trace path --task TYPE` tells what held the slowest one up.

            EXAMPLES
              sonde trace tasks trace.out
              sonde trace tasks --type order -n 20 trace.out
            """)

    @Option(help: ArgumentHelp("Only tasks of this type.", valueName: "type"))
    var type: String?
    @Flag(help: "All types, with the slowest of each.")
    var all = false
    @Option(name: .short, help: "Types in the table, and slowest tasks of each.")
    var n = 12
    @OptionGroup var trace: TraceArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1.") }
    }

    func run() throws {
        let goroutines = trace.goroutine.isEmpty ? nil : Set(trace.goroutine)
        let analysis = TaskAnalysis(goroutines: goroutines, slowest: type == nil ? min(n, 3) : n)
        let pass = try TraceRun.pass(file, [analysis], trace)
        let report = TasksReport(pass.result(TaskAnalysis.self), pass.scene, type: type)
        if let type, report.isEmpty { throw InputError(.usage, "has no task of type \(type)", file: file) }
        try Output.write(
            output.format, text: { report.write(to: &$0, showsAll: all, limit: n) }, json: { report.write(to: &$0) })
    }
}
