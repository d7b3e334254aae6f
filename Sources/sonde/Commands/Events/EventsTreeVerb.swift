import ArgumentParser
import Report
import SystemActivity

struct EventsTreeVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree", abstract: "Shows the processes as a tree, with a bar for the life of each.",
        discussion: """
            EXAMPLES
              sonde events tree build.capture
              sonde events tree build.capture --commands
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Flag(help: "The whole command line of each process.")
    var commands = false

    @OptionGroup var output: OutputOptions

    func run() throws { try show(EventsFile.open(file)) }

    private func show(_ source: some ActivitySource) throws {
        var source = source
        let report = ProcessTreeReport(try ProcessTree(&source), source.tables, withCommands: commands)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
