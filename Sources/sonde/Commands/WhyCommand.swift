import ArgumentParser
import Diagnosis
import GoProcess
import Report
import Wire

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Says why a Go program is slow or stuck.",
        discussion: """
            A target is the id of a process, name:PATTERN, the URL of a net/http/pprof server, a file (goroutine \
            dump, also gzipped, snapshot of sonde, execution trace, system activity of sonde capture, strace or Process \
            Monitor, log with what GODEBUG=gctrace=1,schedtrace=1000 prints, core file with --executable), - for standard input, or a command to run behind --. A go command \
            is recorded to its end, with all its tools. Several files of one program are looks at it, oldest first; several \
            heap profiles tell what keeps growing. A server is asked for goroutines and for a trace of --duration.

            EXAMPLES
              sonde why 4711
              sonde why 4711 --duration 10s --format json
              sonde why name:checkout --fail-on critical
              sonde why 4711 --format html > why.html
              sonde why http://127.0.0.1:6060
              sonde why before.txt after.txt.gz
              sonde why 4711 --baseline
              sonde why heap-*.pb.gz
              sonde why trace.out --language zh
              sonde why trace.out
              sonde why server.log
              curl -s 127.0.0.1:6060/debug/pprof/goroutine?debug=2 | sonde why -
              sonde why --duration 5s -- ./server -port 8080
              sonde why -- go run .
              sonde why 4711 --sources ./... --since v1.4.0
            """)

    @Argument(help: "What to look at: see above.", completion: .file())
    var targets: [String] = []

    @Option(
        name: .customLong("run"), parsing: .remaining,
        help: ArgumentHelp(
            "The same as --: a command to run and look at, with all its arguments.", valueName: "command")
    )
    var command: [String] = []

    @Option(help: ArgumentHelp("How long a live target is watched, such as 500ms, 5s or 2m.", valueName: "time"))
    var duration = DurationArgument(nanoseconds: 10_000_000_000)

    @OptionGroup var look: LookOptions

    @Option(
        help: "Form of the output: text, json, markdown (for a ticket) or html (one file, for a browser).")
    var format = ReportFormat.text

    @OptionGroup var languages: LanguageOptions

    @OptionGroup var connection: ConnectionOptions

    @Option(help: "Exit with 1 when a finding is at least this severe: critical, warning or info.")
    var failOn: FailOn?

    @Flag(help: "Print the walk through the tree: which rules were tried, and what refuted them.")
    var explain = false

    @Option(
        help: ArgumentHelp(
            "Say what is different from this case, which sonde collect made when the program was well.",
            valueName: "case"), completion: .directory)
    var against: String?

    @Flag(
        help: ArgumentHelp(
            "Say what is different from the baseline of this program, which `sonde collect TARGET --baseline` saved."))
    var baseline = false

    @Option(
        help: ArgumentHelp(
            "Say whether the cause that this case named first is gone; exit with 1 when it is not.", valueName: "case"),
        completion: .directory)
    var verify: String?

    @OptionGroup var sources: SourceOptions

    @Option(
        help: ArgumentHelp(
            "Change thresholds: a file with lines such as `lock.queue 20` (see `sonde causes --rules`).",
            valueName: "file"), completion: .file())
    var rules: String?

    @Flag(help: "Show the findings in a browser, with the evidence behind them; as `sonde ui --together`.")
    var open = false

    func validate() throws {
        if open {
            if !command.isEmpty { throw ValidationError("--open is for targets; see `sonde collect` for commands.") }
            if format != .text { throw ValidationError("--open shows pages: it goes without --format.") }
            if verify != nil || against != nil || baseline || sources.since != nil || failOn != nil || explain {
                throw ValidationError(
                    "--open shows one look: it goes with none of --against, --baseline, --verify, --since, --fail-on "
                        + "and --explain.")
            }
        }
        if targets.isEmpty, command.isEmpty {
            throw ValidationError("Name a target: a process id, a file, a URL, or a command behind --.")
        }
        if [against != nil, verify != nil, baseline].count(where: { $0 }) > 1 {
            throw ValidationError("Give one of --against, --baseline and --verify.")
        }
        if baseline, targets.count > 1 {
            throw ValidationError(
                "--baseline compares one target with what sonde keeps of it; another case is named by --against CASE.")
        }
        if !targets.isEmpty, !command.isEmpty {
            throw ValidationError("Give either targets or a command behind --, not both.")
        }
    }

    func run() throws {
        // What is wrong with the rules is found out before the work is done.
        let thresholds = try rules.map { try RulesFile.read($0) } ?? Thresholds()
        let former = try FormerReport.find(named: verify ?? against, baseline: baseline, of: targets, thresholds)
        let plan = LookPlan(
            durationNanoseconds: duration.nanoseconds, stopsTarget: look.stop, executablePath: look.executable,
            connection: connection)
        if open {
            let opener = BrowserOpener(plan: plan, thresholds: thresholds, packages: sources.sources)
            return try BrowserRun.serve([targets], opener: opener, port: 0, opensBrowser: true)
        }
        // What does not compile is found out before the work is done, too.
        let compiled = try sources.read()
        var observed = try Progress.show("looking at \(targets.first ?? command.first ?? "it") …") { _ in
            if command.isEmpty { return try TargetCollector(plan: plan).observe(targets) }
            return GoCommandCollection.isMeant(command)
                ? try GoCommandCollection(plan: plan).observe(command)
                : try CommandCollection(plan: plan).observe(command)
        }
        observed.compiler = compiled.compiler
        observed.builds = compiled.builds
        let report = CaseDiagnosis.report(observed, thresholds)
        let comparison = try former.map { try $0.report(observed) }.map {
            ReportComparison(before: $0.report, after: report, name: $0.name)
        }
        let isVerification = verify != nil
        let language = languages.ofText
        try Output.write(format, language: language) {
            WhyText(report).write(to: &$0)
            if let comparison { ComparisonText(comparison, isVerification: isVerification).write(to: &$0) }
            if explain { WalkText(report).write(to: &$0) }
        } json: {
            WhyJSON(report, comparison: comparison, language: languages.ofJSON).write(to: &$0)
        } markdown: {
            WhyMarkdown(
                report, comparison: comparison, isVerification: isVerification, showsWalk: explain, language: language
            ).write(to: &$0)
        } html: {
            WhyPage(
                report, comparison: comparison, isVerification: isVerification, showsWalk: explain, language: language
            ).write(to: &$0)
        }
        if isVerification, case .there(_, let after)? = comparison?.verdict {
            throw FindingReported(severity: after.severity)
        }
        if let failOn, let worst = report.findings.map(\.severity).max(), worst >= failOn.severity {
            throw FindingReported(severity: worst)
        }
    }
}
