import ArgumentParser
import GoTrace
import Report
import Wire

/// `sonde trace regions`: regions of runtime/trace by their names.
struct TraceRegionsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regions",
        abstract: "Regions of runtime/trace by name: how long they took, and what their goroutines did meanwhile.",
        discussion: """
            Regions nest: OWN leaves out regions inside. The times by state are those of the goroutine between begin and \
            end. `sonde trace path --region NAME` tells what held the slowest one up.

            EXAMPLES
              sonde trace regions trace.out
              sonde trace regions --name commit -n 20 trace.out
            """)

    @Option(
        name: [.customLong("name"), .customLong("region")],
        help: ArgumentHelp("Only regions of this name.", valueName: "name"))
    var name: String?
    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceGoroutineArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        let analysis = RegionAnalysis(goroutines: trace.ids, slowest: rows.ofEachType(isOnlyOne: name != nil))
        let report = AnnotationsReport(regions: try TraceRun.pass(file, [analysis], trace), name: name)
        if let name, report.isEmpty { throw InputError(.usage, "has no region \(name)", file: file) }
        try Output.write(
            output.format, text: { report.write(to: &$0, limit: rows.limit) }, json: { report.write(to: &$0) })
    }
}
