import ArgumentParser
import Evidence
import Report
import SystemActivity
import Wire

struct EventsPathVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Says which chain of steps made a command take as long as it did.",
        discussion: """
            Of a go command, the chain is that of its actions: each began when the one before had ended. Of another \
            command, it goes by who woke whom. The parts add up to the time of the command.

            EXAMPLES
              sonde events path build.capture
              sonde events path build.capture --all
              go build -debug-actiongraph=actions.json && sonde events path actions.json
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Flag(help: "Parts too that are shorter than a hundredth of the whole.")
    var all = false

    @OptionGroup var output: OutputOptions

    func run() throws { try follow(EventsFile.open(file)) }

    private func follow(_ source: some ActivitySource) throws {
        var source = source
        let events = try source.readAll()
        guard !events.isEmpty else { throw InputError(.notRecognised, "has no events", file: file) }
        let tables = source.tables
        let analysis = GoBuildAnalysis(events, tables)
        if let path = analysis.path, let times = analysis.times, !analysis.build.actions.isEmpty || tables.waits.isEmpty
        {
            let report = GoBuildPathReport(path, analysis.build, times, name: file, showsAll: all)
            return try Output.write(output.format) {
                report.write(to: &$0)
            } json: {
                report.write(to: &$0)
            }
        }
        guard !tables.waits.isEmpty else {
            throw InputError(
                .notFound,
                "does not say which thread woke which, and shows no go command: record it with `sonde capture`",
                file: file)
        }
        let path = ActivityPath(events, tables, root: ActivityPath.root(tables))
        let report = ActivityPathReport(path, tables, name: file, showsAll: all)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
