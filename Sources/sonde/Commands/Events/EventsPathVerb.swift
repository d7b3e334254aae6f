import ArgumentParser
import Evidence
import Report
import SystemActivity
import Wire

struct EventsPathVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Says which chain of steps made a build take as long as it did.",
        discussion: """
            EXAMPLES
              sonde events path build.capture
            """)

    @Argument(help: "The file to read.")
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws { try follow(EventsFile.open(file)) }

    private func follow(_ source: some ActivitySource) throws {
        var source = source
        var events: [ActivityEvent] = []
        var all: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            all += events
        } while !events.isEmpty
        guard let first = all.first else { throw InputError(.notRecognised, "has no events", file: file) }
        let end = all.reduce(first.end) { max($0, $1.end) }
        var build = GoBuild(source.tables, end: end)
        for event in all { build.take(event, source.tables) }
        guard let command = build.command else {
            throw InputError(.notFound, "shows no go command", file: file)
        }
        let process = source.tables.processes[Int(command)]
        let path = GoBuildPath(build, start: process.start ?? first.time, end: process.end ?? end)
        let report = GoBuildPathReport(path, build, name: file)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
