import ArgumentParser
import GoTrace
import Report

/// `sonde trace latency`: how long goroutines that are ready wait for a processor.
struct TraceLatencyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "How long goroutines that were ready waited for a processor, and who had the processors.",
        discussion: """
            The longest cases are looked into: who ran on each processor meanwhile. A processor that ran nothing \
            for more than 50µs and a quarter of the wait speaks for a late wake-up or an operating system that gave the \
            thread no time; a quarter of the processors' time with the collector speaks for the collector, or with \
            system calls for these; otherwise all processors were busy.

            EXAMPLES
              sonde trace latency trace.out
              sonde trace latency trace.out --worst 30
              sonde trace latency trace.out --goroutine 42 --format json
            """)

    @OptionGroup(title: "What to look at") var arguments: TraceArguments
    @Option(help: ArgumentHelp("Number of cases to look into.", valueName: "cases")) var worst = 5
    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func validate() throws {
        if !(0...1000).contains(worst) { throw ValidationError("--worst must be between 0 and 1000.") }
    }

    func run() throws {
        let pass = try TraceRun.pass(file, [SchedulingLatency(worst: worst)], arguments)
        let report = TraceLatencyReport(pass, limit: rows.limit)
        try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
    }
}
