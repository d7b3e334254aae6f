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

    @Option(help: ArgumentHelp("Only regions of this name.", valueName: "name"))
    var name: String?
    @Flag(help: "All names, with the slowest of each.")
    var all = false
    @Option(name: .short, help: "Names in the table, and slowest regions of each.")
    var n = 12
    @OptionGroup var trace: TraceArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1.") }
    }

    func run() throws {
        let goroutines = trace.goroutine.isEmpty ? nil : Set(trace.goroutine)
        let analysis = RegionAnalysis(goroutines: goroutines, slowest: name == nil ? min(n, 3) : n)
        let pass = try TraceRun.pass(file, [analysis], trace)
        let report = RegionsReport(pass.result(RegionAnalysis.self), pass.scene, name: name)
        if let name, report.isEmpty { throw InputError(.usage, "has no region \(name)", file: file) }
        try Output.write(
            output.format, text: { report.write(to: &$0, showsAll: all, limit: n) }, json: { report.write(to: &$0) })
    }
}
