import ArgumentParser
import GoTrace
import Report

/// `sonde trace network`: who waited for the network.
struct TraceNetworkVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Waits for the network: for what, where, and who ended them.",
        discussion: """
            Operations are told by the functions of the stacks. Waits in the background, such as those of a server for clients or \
            for their next request, are kept apart: nobody waits for these.

            EXAMPLES
              sonde trace network trace.out
              sonde trace network --all --from 2s --to 3s trace.out
              sonde trace network --format json trace.out
            """)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let report = NetworkReport(try TraceRun.pass(file, NetworkReport.analyses(), trace))
        try Output.write(output.format) {
            NetworkText(report, limit: rows.limit).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
