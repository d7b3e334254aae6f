import ArgumentParser
import GoTrace
import Report

/// `sonde trace syscalls`: system calls by name and by stack.
struct TraceSyscallsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "syscalls",
        abstract: "System calls: how long they took, which lost their processor, and which held others up.",
        discussion: """
            Names are told by the functions of the stacks, since traces have no numbers of calls. Calls that lasted long lose \
            their processor to others; those that kept it while goroutines were ready held these up.

            EXAMPLES
              sonde trace syscalls trace.out
              sonde trace syscalls --goroutine 17 trace.out
              sonde trace syscalls --format json trace.out
            """)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let report = SystemCallReport(try TraceRun.pass(file, SystemCallReport.analyses(), trace))
        try Output.write(output.format) {
            SystemCallText(report, limit: rows.limit).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
