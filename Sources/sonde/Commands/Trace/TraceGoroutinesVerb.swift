import ArgumentParser
import GoTrace
import Report

/// `sonde trace goroutines`: where goroutines spend their time.
struct TraceGoroutinesVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goroutines",
        abstract: "Where goroutines spend their time, and which are blocked to the end.",
        discussion: """
            Goroutines that began with the same function are a group. Times are running, runnable (ready, without a \
            processor), system calls, and waiting by what for; what a goroutine was blocked on since before the trace \
            is taken from its stack. A duration with > in front is longer than the trace tells.

            EXAMPLES
              sonde trace goroutines trace.out
              sonde trace goroutines trace.out --each -n 50
              sonde trace goroutines trace.out --goroutine 42 --from 2s --to 3s
              sonde trace goroutines trace.out --format csv > times.csv
            """)

    @OptionGroup(title: "What to look at") var arguments: TraceArguments
    @Flag(help: "Each goroutine as well; goroutines chosen with --goroutine are always shown one by one.")
    var each = false
    @OptionGroup var rows: TraceRowsArguments
    @Option(help: "Form of the output: text, json or csv.") var format = TraceTableFormat.text
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let showsEach = each || !arguments.goroutine.isEmpty
        let pass = try TraceRun.pass(file, [GoroutineTimes(keepsLives: showsEach)], arguments)
        let report = TraceGoroutinesReport(
            pass, showsLives: showsEach, limit: rows.limit)
        try Output.write(
            format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) }, csv: { report.commaSeparated })
    }
}
