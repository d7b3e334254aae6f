import ArgumentParser
import GoProcess
import Report
import Wire

struct GoroutinesDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compares two snapshots of a program's goroutines.",
        discussion: """
            Either may be anything that `sonde goroutines` takes: a snapshot, a dump, a running process.

            EXAMPLES
              sonde goroutines 4711 --save before.sonde
              sonde goroutines diff before.sonde 4711
              sonde goroutines diff monday.txt tuesday.txt --format json
            """)

    @Argument(help: "The earlier one.", completion: .file())
    var before: String

    @Argument(help: "The later one.", completion: .file())
    var after: String

    @OptionGroup var look: LookOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let plan = LookPlan(stopsTarget: look.stop, executablePath: look.executable, connection: connection)
        let collector = TargetCollector(plan: plan)
        if before == "-", after == "-" { throw InputError(.usage, "standard input can be only one of the two") }
        let (earlier, later) = try Progress.show("looking at \(before) and \(after) …") { _ in
            (try collector.repeatable(before).look(), try collector.repeatable(after).look())
        }
        let diff = SnapshotDiff(from: earlier, to: later)
        try Output.write(output.format) {
            SnapshotDiffText(diff, from: earlier, to: later).write(to: &$0)
        } json: {
            SnapshotDiffJSON(diff, from: earlier, to: later).write(to: &$0)
        }
    }
}
