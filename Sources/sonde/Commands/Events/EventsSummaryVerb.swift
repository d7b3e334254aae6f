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
              sonde events summary build.capture --where 'under process compile'
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Flag(help: "All rows of the tables.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var filter: EventsFilterOptions

    func run() throws {
        let shown = try filter.make()
        try summarise(EventsFile.open(file, stacks: shown.asksForStacks), shown)
    }

    private func summarise(_ source: some ActivitySource, _ shown: EventsFilterRun) throws {
        var source = source
        let summary = try ActivitySummary(&source) { shown.shows($0, $1) }
        let report = EventsSummaryReport(
            summary, source.tables, source.quality, name: file, limit: all || output.format == .json ? nil : 10)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
