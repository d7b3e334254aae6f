import ArgumentParser
import GoTrace
import Report
import Wire

/// `sonde trace diff`: what changed between two traces of the same program.
struct TraceDiffVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What changed between two traces of a program, and whether chance explains it.",
        discussion: """
            Compares where goroutines spend their time, waits for a processor, the collector, and how long tasks, \
            regions and requests to HTTP servers take. Places are told by functions, so that two releases compare. Both \
            traces are cut into equal slices of time, and what is reported differs between the slices of A and those of B \
            by more than within each; of all changes that are reported at most 5 in 100 are chance. What one run has that \
            another of the same program has not, such as a busier machine, is a change too.

            With --per task=TYPE times are divided by the tasks that begin, with --per request by the requests that are \
            served: for traces under different load.

            EXAMPLES
              sonde trace diff before.trace after.trace
              sonde trace diff --per task=checkout v1.trace v2.trace
              sonde trace diff --per request --from 1s --format json fast.trace slow.trace
            """)

    @Option(help: ArgumentHelp("Take times for each second, task of a type, or request.", valueName: "unit"))
    var per = TraceDiffUnit.second
    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var time: TraceWindowArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: ArgumentHelp("The trace before.", valueName: "a")) var before: String
    @Argument(help: ArgumentHelp("The trace after.", valueName: "b")) var after: String

    func run() throws {
        let first = try TraceRun.measures(before, window: time.window)
        let second = try TraceRun.measures(after, window: time.window)
        for trace in [first, second] {
            guard trace.duration > 0 else { throw InputError(.usage, "has nothing in that time", file: trace.name) }
            guard trace.has(per.unit) else { throw InputError(.usage, "has no \(per.words)", file: trace.name) }
        }
        let report = TraceDiffReport(TraceComparison(before: first, after: second, unit: per.unit))
        try Output.write(
            output.format, text: { report.write(to: &$0, limit: rows.limit) }, json: { report.write(to: &$0) })
    }
}

/// `second`, `request` or `task=TYPE`.
struct TraceDiffUnit: ExpressibleByArgument, CustomStringConvertible {
    static let second = TraceDiffUnit(unit: .second)

    let unit: TraceComparison.Unit

    private init(unit: TraceComparison.Unit) { self.unit = unit }

    init?(argument: String) {
        switch argument {
        case "second": unit = .second
        case "request": unit = .request
        default:
            guard argument.hasPrefix("task="), argument.utf8.count > 5 else { return nil }
            unit = .task(String(argument.dropFirst(5)))
        }
    }

    var description: String {
        switch unit {
        case .second: "second"
        case .request: "request"
        case .task(let type): "task=\(type)"
        }
    }

    /// For messages.
    var words: String {
        switch unit {
        case .second: "time"
        case .request: "request to an HTTP server that ended"
        case .task(let type): "task of type \(type)"
        }
    }
}
