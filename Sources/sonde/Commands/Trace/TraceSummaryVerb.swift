import ArgumentParser
import Diagnosis
import GoTrace
import Report

/// `sonde trace summary`: what held the program up, and what its processors did.
struct TraceSummaryVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "What held the program up, ranked, and what its processors did.",
        discussion: """
            EXAMPLES
              sonde trace summary trace.out
              sonde trace summary --from 12s --to 14s trace.out
              sonde trace summary --format json trace.out
            """)

    @OptionGroup var arguments: TraceArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let trace = try TraceRun.evidence(file, arguments)
        var context = DiagnosisContext()
        context.trace = trace
        let report = TraceSummaryReport(trace, Diagnosis.diagnose(snapshots: [], context: context))
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
