import ArgumentParser
import Diagnosis
import GoBuild
import Host
import Report
import Wire

/// `sonde build gate`: for builds on a server, whether a change made something worse.
struct BuildGateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Fails when a change made something worse: decisions of the compiler, benchmarks, profiles.",
        discussion: """
            Exact facts come first: inlining lost, new escapes, bounds checks and allocations fail; machine code and \
            frames do when they grow by --growth. A benchmark fails when it is worse by --effect, and by more than chance \
            explains among all benchmarks together; counts of allocations that do not vary are compared exactly. A \
            function of a profile fails when it grew by --effect beyond chance, alone or with what it calls, and by 1% of \
            the profile.

            What is meant to be worse stands in the file of --allow, one line each, with a reason:
              escape-added shop/cache.(*Cache).Put moved to heap: e # it outlives us
            `*` stands for any text; without a subject any is allowed.

            The exit status is 0 for a pass, 1 for a fail, 2 when the arguments or the input are wrong.

            EXAMPLES
              sonde build gate --baseline build.facts ./...
              sonde build gate --bench-old old.txt --bench-new new.txt --format github
              sonde build gate --baseline build.facts --allow gate.allow --format junit > gate.xml
              sonde build gate --profile-old a.pb.gz --profile-new b.pb.gz
            """)

    @Argument(help: "Packages as for `go build`, or a file with facts or saved output of the compiler.")
    var targets: [String] = ["./..."]

    @Option(help: ArgumentHelp("Facts to hold the build against, of `sonde build facts`.", valueName: "file"))
    var baseline: String?

    @Option(help: ArgumentHelp("The go command.", valueName: "go"))
    var go = "go"

    @Option(help: ArgumentHelp("Benchmark results before the change.", valueName: "file"))
    var benchOld: String?

    @Option(help: ArgumentHelp("Benchmark results after the change.", valueName: "file"))
    var benchNew: String?

    @Option(help: ArgumentHelp("A profile before the change; may be repeated.", valueName: "file"))
    var profileOld: [String] = []

    @Option(help: ArgumentHelp("A profile after the change; may be repeated.", valueName: "file"))
    var profileNew: [String] = []

    @Option(help: ArgumentHelp("What may be worse, and why.", valueName: "file"))
    var allow: String?

    @Option(help: ArgumentHelp("The smallest change of a benchmark or a function that matters.", valueName: "part"))
    var effect = PartArgument(percent: 3)

    @Option(
        help: ArgumentHelp(
            "The smallest growth of machine code or a frame that matters; a frame below 256 bytes counts as one of 256.",
            valueName: "part"))
    var growth = PartArgument(percent: 10)

    @Option(help: "The chance of a false alarm that is accepted, among all benchmarks together.")
    var alpha = 0.05

    @Option(help: "Form of the output: text, json, junit, sarif, github or markdown.")
    var format = GateFormat.text

    func validate() throws {
        guard (benchOld == nil) == (benchNew == nil) else {
            throw ValidationError("--bench-old and --bench-new belong together.")
        }
        guard profileOld.isEmpty == profileNew.isEmpty else {
            throw ValidationError("--profile-old and --profile-new belong together.")
        }
        guard baseline != nil || benchOld != nil || !profileOld.isEmpty else {
            throw ValidationError(
                "There is nothing to hold the change against: give --baseline, --bench-old and --bench-new, or "
                    + "--profile-old and --profile-new.")
        }
        guard alpha > 0, alpha < 1 else { throw ValidationError("--alpha wants a number between 0 and 1.") }
    }

    func run() throws {
        let options = GateOptions(effect: effect.value, growth: growth.value, alpha: alpha)
        let list = try allow.map { try AllowListReader.read(try MappedFile.open($0), file: $0) }
        let facts = try baseline.map { try GateInputs.facts(baseline: $0, targets: targets, go: go) }
        var benchmarks: BenchmarkGate?
        if let benchOld, let benchNew { benchmarks = try GateInputs.benchmarks(old: benchOld, new: benchNew, options) }
        let profiles =
            profileOld.isEmpty ? nil : try GateProfiles(old: profileOld, new: profileNew, options)
        let verdict = GateVerdict(
            changes: facts?.comparison.changes ?? [], benchmarks: benchmarks, profiles: profiles?.changes ?? [],
            allow: list ?? AllowList(),
            coverage: .init(
                functions: facts?.comparison.common, cosmetic: facts?.comparison.cosmetic.total,
                profiles: profiles?.tested),
            remarks: (facts?.remarks ?? []) + (profiles?.remarks ?? []), options: options)
        try write(GateReport(verdict, version: Version.number))
        if !verdict.passes { throw FindingReported(severity: .critical) }
    }

    private func write(_ report: GateReport) throws {
        switch format {
        case .text: try Output.write(OutputFormat.text, text: { report.write(to: &$0) }, json: { _ in })
        case .json: try Output.write(OutputFormat.json, text: { _ in }, json: { report.write(to: &$0) })
        case .sarif: try Output.write(OutputFormat.json, text: { _ in }, json: { report.writeSARIF(to: &$0) })
        case .junit, .github, .markdown:
            var bytes = ByteReport()
            switch format {
            case .junit: report.writeJUnit(to: &bytes)
            case .github: report.writeGitHub(to: &bytes)
            default: report.writeMarkdown(to: &bytes)
            }
            try StandardStream.output.write(bytes.bytes)
        }
    }
}

/// Form of a gate's report.
enum GateFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, junit, sarif, github, markdown
}
