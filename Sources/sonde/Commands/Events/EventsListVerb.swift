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
              sonde events list build.capture --where 'class == file and failed and duration > 1ms'
              sonde events list build.capture --where 'under pid 12 and stack contains "cmd/go/internal/cache"'
              sonde events list log.PML --filter errors.pmc
              sonde events list log.PML --include 'Result is NAME NOT FOUND' --exclude 'Path contains \\Temp'
            """)

    @Argument(help: "The file to read.")
    var file: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var zone: TimeZoneOption
    @OptionGroup var filter: EventsFilterOptions

    func run() throws {
        let shown = try filter.make()
        try list(EventsFile.open(file, zone: zone.zone(), stacks: shown.asksForStacks), shown)
    }

    private func list(_ opened: some ActivitySource, _ filter: EventsFilterRun) throws {
        var source = opened
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
                for event in events where filter.shows(event, source) { shown.write(event, of: tables, to: &writer) }
            }
        } json: { writer in
            var json = EventsJSON()
            while read() {
                for event in events where filter.shows(event, source) { json.write(event, of: source, to: &writer) }
            }
        }
        if let failure { throw failure }
        EventsFile.warnOfLosses(source)
    }
}
