import ArgumentParser
import GoTrace
import Report

/// `sonde trace creation`: who creates which goroutines.
struct TraceCreationVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "creation",
        abstract: "Who creates which goroutines, how long they live, and which pile up.",
        discussion: """
            Goroutines pile up when their number grows in equal slices of the trace by more than chance explains, and \
            still in the later half. What they then wait for is told by `sonde trace goroutines`.

            EXAMPLES
              sonde trace creation trace.out
              sonde trace creation --all trace.out
              sonde trace creation --format json trace.out
            """)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceWindowArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let report = CreationReport(try TraceRun.pass(file, CreationReport.analyses(), trace))
        try Output.write(output.format) {
            CreationText(report, limit: rows.limit).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
