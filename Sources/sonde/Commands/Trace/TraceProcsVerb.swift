import ArgumentParser
import GoTrace
import Report

/// `sonde trace procs`: how the processors were used.
struct TraceProcsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "procs",
        abstract: "How the processors (Ps) were used: busy, idle, saturated, or idle while goroutines waited.",
        discussion: """
            Saturated is the time in which goroutines were ready and no processor was idle: more processors would have \
            helped. Starved is the time in which a goroutine was ready although a processor was idle: waking up took \
            so long. Processors serve all goroutines: what one of them waited for is told by `sonde trace latency \
            --goroutine`.

            EXAMPLES
              sonde trace procs trace.out
              sonde trace procs --from 1s --to 2s trace.out
              sonde trace procs --format json trace.out
            """)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceWindowArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let report = ProcessorReport(try TraceRun.pass(file, ProcessorReport.analyses(), trace))
        try Output.write(output.format) {
            ProcessorText(report, limit: rows.limit).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
