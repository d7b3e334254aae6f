import ArgumentParser
import GoTrace
import Report

/// `sonde trace samples`: CPU samples in a trace.
struct TraceSamplesVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "samples",
        abstract: "CPU samples in the trace: functions, goroutines, and what these did.",
        discussion: """
            A trace has CPU samples when a CPU profile is taken at the same time, 100 a second for each busy processor. \
            `sonde trace convert --kind samples` makes a profile of them.

            EXAMPLES
              sonde trace samples trace.out
              sonde trace samples -n 30 --from 2s trace.out
              sonde trace samples --goroutine 17 trace.out
              sonde trace samples --format json trace.out
            """)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceGoroutineArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let report = SampleReport(try TraceRun.pass(file, SampleReport.analyses(goroutines: trace.ids), trace))
        try Output.write(output.format) {
            SampleText(report, limit: rows.limit).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
