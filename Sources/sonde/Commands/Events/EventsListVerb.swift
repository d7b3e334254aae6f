import ArgumentParser
import Report
import SystemActivity
import Wire

struct EventsListVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Prints the events, in the order in which they began.",
        discussion: """
            EXAMPLES
              sonde events list build.capture
              sonde events list build.capture --format json | jq .path
            """)

    @Argument(help: "The file to read.")
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        var source = try EventsFile.open(file)
        var events: [ActivityEvent] = []
        var failure: (any Error)?
        func read() -> Bool {
            do { try source.read(into: &events, limit: 4096) } catch { failure = error }
            return failure == nil && !events.isEmpty
        }
        try Output.write(output.format, layout: .compact) { writer in
            var text: EventsText?
            while read() {
                let shown = text ?? EventsText(begin: events[0].time)
                text = shown
                let tables = source.tables
                for event in events { shown.write(event, of: tables, to: &writer) }
            }
        } json: { writer in
            var json = EventsJSON()
            while read() { for event in events { json.write(event, of: source, to: &writer) } }
        }
        if let failure { throw failure }
    }
}
