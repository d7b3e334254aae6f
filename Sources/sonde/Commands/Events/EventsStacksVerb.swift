import ArgumentParser
import Report
import SystemActivity
import Wire

extension ActivityStackTree.Measure: ExpressibleByArgument {}

struct EventsStacksVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stacks", abstract: "Shows where in the code events came from, as a tree with counts and times.",
        discussion: """
            Times are those of the events, such as system calls: what a thread computes between them is not in them. \
            Flame graphs are made by `sonde events convert --to pprof` or `--to folded`.

            EXAMPLES
              sonde events stacks build.capture
              sonde events stacks build.capture --where 'process == go and class == file' --by count
              sonde events stacks build.capture --where 'operation == openat and failed' --inverted
              sonde events convert build.capture -o build.pb.gz && sonde profile flame build.pb.gz
            """)

    @Argument(help: "The file to read.")
    var file: String

    @Option(help: "What is measured: time or count.")
    var by = ActivityStackTree.Measure.time

    @Flag(help: "Begins with the functions that called into the system, and goes on to their callers.")
    var inverted = false

    @Flag(help: "Begins each stack with the name of its process.")
    var processes = false

    @Flag(help: "Branches too that have less than a hundredth of the whole.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var filter: EventsFilterOptions

    func run() throws {
        let shown = try filter.make()
        try show(EventsFile.open(file, stacks: true), shown)
    }

    private func show(_ source: some ActivitySource, _ shown: EventsFilterRun) throws {
        var source = source
        let tallies = try StackTallies(&source) { shown.shows($0, $1) }
        let tree = ActivityStackTree(tallies, source.tables, isInverted: inverted, withProcesses: processes)
        let report = StackTreeReport(tree, tallies, by: by, name: file, share: all ? 0 : 0.01, quality: source.quality)
        try Output.write(output.format, text: { report.write(to: &$0) }, json: { report.write(to: &$0) })
    }
}
