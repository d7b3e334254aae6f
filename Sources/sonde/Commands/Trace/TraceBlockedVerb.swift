import ArgumentParser
import GoTrace
import Report

/// `sonde trace blocked`: for what goroutines wait.
struct TraceBlockedVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blocked",
        abstract: "For what goroutines waited and who woke them; first those that nobody woke.",
        discussion: """
            Waits that had not ended come first: go tool trace -pprof=sync leaves them out. Of waits for locks it is \
            told what the goroutine that let go of the lock was doing meanwhile, and what that one was waiting for in \
            turn.

            EXAMPLES
              sonde trace blocked trace.out
              sonde trace blocked trace.out --from 2s --to 3s
              sonde trace blocked trace.out --goroutine 42 --all
              sonde trace blocked trace.out --format csv > waits.csv
            """)

    @OptionGroup(title: "What to look at") var arguments: TraceArguments
    @OptionGroup var rows: TraceRowsArguments
    @Option(help: "Form of the output: text, json or csv.") var format = TraceTableFormat.text
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        // The analysis selects for itself: what the other goroutines do shows why these wait.
        let analysis = BlockedTime(selection: try arguments.selection())
        let pass = try TraceRun.pass(file, [analysis], arguments, selection: GoroutineSelection())
        let report = TraceBlockedReport(pass, limit: rows.limit)
        try Output.write(
            format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) }, csv: { report.commaSeparated })
    }
}
