import ArgumentParser
import Report
import SystemActivity
import Wire

struct EventsDiffVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Says what took longer in one recording of a command than in another.",
        discussion: """
            Processes are matched by what they do: `compile fmt` is the same step in both, whatever its number, its work \
            folder and the names of its temporary files. The logs may be of any formats. Of a go command, WHERE THE TIME \
            WENT adds up to the time that it ran; the times of processes are those in which none of their children \
            lived.

            EXAMPLES
              sonde events diff cold.capture warm.capture
              sonde events diff slow-machine.PML fast-machine.PML --where 'process == go.exe'
              sonde events diff before.capture after.capture --format json
            """)

    @Argument(help: "The first file.")
    var first: String

    @Argument(help: "The file to compare it with.")
    var second: String

    @Flag(help: "All rows of the tables.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var filter: EventsFilterOptions

    func run() throws {
        let diff = ActivityDiff(try look(first), try look(second))
        let report = EventsDiffReport(
            diff, first: first, second: second, limit: all || output.format == .json ? nil : 10)
        try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
    }

    private func look(_ file: String) throws -> ActivityRun {
        // What a filter knows of texts belongs to one file.
        let shown = try filter.make()
        return try look(EventsFile.open(file, stacks: shown.asksForStacks), shown)
    }

    private func look(_ source: some ActivitySource, _ shown: EventsFilterRun) throws -> ActivityRun {
        var source = source
        return try ActivityRun(&source, followsBuild: shown.isEmpty) { shown.shows($0, $1) }
    }
}
