import ArgumentParser
import GoTrace
import Report

/// `sonde trace gc`: what the collector cost, and who held it up.
struct TraceGcVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "What the garbage collector cost: stops of the world, assists, workers, mutator utilisation.",
        discussion: """
            Tells who was the last to stop when the world had to stand still, which allocations had to assist, and the \
            minimum mutator utilisation: the least share of the processors that the program got in any window of a \
            length. --goroutine chooses whose assists are shown.

            EXAMPLES
              sonde trace gc trace.out
              sonde trace gc --mmu --count-as-collector stw,background,assist,sweep trace.out
              sonde trace gc --from 2s --to 3s --format json trace.out
            """)

    @Flag(help: "The whole curve of mutator utilisation.") var mmu = false

    @Option(
        name: .customLong("count-as-collector"),
        help: ArgumentHelp(
            "What the utilisation takes away from the program: stw, background, assist, sweep.", valueName: "parts"))
    var parts = UtilisationParts(parts: .usual)

    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var trace: TraceGoroutineArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace, or - for standard input.") var file: String

    func run() throws {
        // The collector's own goroutines must not be left out.
        let analyses = CollectorReport.analyses(parts: parts.parts, goroutines: trace.ids)
        let report = CollectorReport(try TraceRun.pass(file, analyses, trace, selection: GoroutineSelection()))
        try Output.write(output.format) {
            CollectorText(report, limit: rows.limit, showsCurve: mmu).write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}

/// Names of parts of the collector's work, with commas between them.
struct UtilisationParts: ExpressibleByArgument {
    let parts: UtilisationRule.Parts

    private static let names: [(String, UtilisationRule.Parts)] = [
        ("stw", .stops), ("background", .background), ("assist", .assists), ("sweep", .sweeps),
    ]

    init(parts: UtilisationRule.Parts) { self.parts = parts }

    init?(argument: String) {
        var parts: UtilisationRule.Parts = []
        for word in argument.split(separator: ",") {
            guard let part = Self.names.first(where: { $0.0 == word }) else { return nil }
            parts.insert(part.1)
        }
        self.parts = parts
    }

    var defaultValueDescription: String {
        Self.names.filter { parts.contains($0.1) }.map(\.0).joined(separator: ",")
    }
}
