import ArgumentParser
import Diagnosis
import GoBuild
import GoProfile
import Host
import Report
import Wire

struct BuildDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compares what the compiler made of each function in two builds.",
        discussion: """
            Inlining lost and won, escapes, bounds checks, allocations, frames, sizes and calls that are others; what \
            differs in registers, addresses, lines and numbers of closures is counted and not listed. Each side is a \
            folder, a git revision of the repository here, a baseline of `sonde build facts`, saved output of \
            `go build -gcflags='-m=2 -S'`, or an executable, which has no decisions but what came of them. Files that \
            are there win over revisions of the same name.

            EXAMPLES
              sonde build diff HEAD~1
              sonde build diff v1.4.0 v1.5.0 --profile cpu.pb.gz
              sonde build diff build.facts .
              sonde build diff server.old server
              sonde build diff --go-old /opt/go1.26/bin/go --go-new /opt/go1.27/bin/go
            """)

    @Argument(help: "The old side.")
    var old = "."

    @Argument(help: "The new side.")
    var new = "."

    @Option(help: ArgumentHelp("Packages to build on both sides; may be repeated.", valueName: "pattern"))
    var packages: [String] = ["./..."]

    @Option(help: ArgumentHelp("The go command for the old side.", valueName: "go"))
    var goOld = "go"

    @Option(help: ArgumentHelp("The go command for the new side.", valueName: "go"))
    var goNew = "go"

    @Option(help: ArgumentHelp("A cpu profile: functions that cost most come first.", valueName: "file"))
    var profile: String?

    @Option(help: "Functions that are shown; 0 for all.")
    var top = 30

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard top >= 0 else { throw ValidationError("--top wants a number from 0 on.") }
        guard old != new || goOld != goNew else {
            throw ValidationError("Both sides are the same: name an old one, such as `sonde build diff HEAD~1`.")
        }
        guard old != "-" || new != "-" else { throw ValidationError("Only one side can be standard input.") }
    }

    func run() throws {
        let weights = try profile.map { path in
            try FunctionWeights(try ProfileReader.read(try MappedFile.open(path), file: path), file: path)
        }
        let (before, after) = try Progress.show("building \(old)") { progress in
            let before = try FactsSource.read(old, packages: packages, go: goOld)
            progress.update("building \(new)")
            return (before, try FactsSource.read(new, packages: packages, go: goNew))
        }
        let report = BuildDiffReport(
            FactComparison(old: before, new: after), old: .init(before, name: old), new: .init(after, name: new),
            weights: weights, profile: profile, limit: top)
        try Output.write(output.format) {
            report.write(to: &$0)
        } json: {
            report.write(to: &$0)
        }
    }
}
