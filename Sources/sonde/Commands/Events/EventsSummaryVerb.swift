import ArgumentParser
import Evidence
import Report
import SystemActivity
import Wire

struct EventsSummaryVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary", abstract: "Says which processes ran, what they asked for, and how long that took.",
        discussion: """
            EXAMPLES
              sonde events summary build.capture
              sonde events summary build.capture --all
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Flag(help: "All rows of the tables.")
    var all = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        try summarise(EventsFile.open(file))
    }

    private func summarise(_ source: some ActivitySource) throws {
        var source = source
        let summary = try ActivitySummary(&source)
        let report = EventsSummaryReport(
            summary, source.tables, source.quality, name: file, limit: all || output.format == .json ? nil : 10)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
