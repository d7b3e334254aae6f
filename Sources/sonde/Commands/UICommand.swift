import ArgumentParser
import Diagnosis
import Wire

struct UICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ui", abstract: "Shows causes and the evidence behind them in a browser.",
        discussion: """
            Serves its pages on the loopback interface alone, to whoever has the address that it prints first, until \
            Ctrl-C. Each argument is opened by itself: a profile, a trace, system activity, a dump, a case, a program, a \
            process id, name:PATTERN or the URL of a net/http/pprof server. More can be opened in the browser.

            EXAMPLES
              sonde ui trace.out
              sonde ui cpu.pb.gz before.capture 4711
              sonde ui --port 8123 case/
              sonde ui --together cpu.pb.gz trace.out dump.txt
              sonde ui --sources ./... cpu.pb.gz
              sonde why trace.out --open
            """)

    @Argument(help: "What to open: see above.", completion: .file())
    var targets: [String] = []

    @Flag(help: "All targets are of one program, and are looked at together, as `sonde why` does.")
    var together = false

    @Option(help: "The port to serve on; any that is free unless given.")
    var port = 0

    @Option(help: ArgumentHelp("How long a live target is watched, such as 500ms, 5s or 2m.", valueName: "time"))
    var duration = DurationArgument(nanoseconds: 10_000_000_000)

    @Flag(help: "Start the browser of this machine, too.")
    var open = false

    @Option(
        help: ArgumentHelp(
            "The program's packages, as for go build: what the compiler decided stands beside the code. May be repeated.",
            valueName: "packages"))
    var sources: [String] = []

    @OptionGroup var look: LookOptions

    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp("Change thresholds: see `sonde causes --rules`.", valueName: "file"), completion: .file())
    var rules: String?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is a number up to 65535.") }
    }

    func run() throws {
        let plan = LookPlan(
            durationNanoseconds: duration.nanoseconds, stopsTarget: look.stop, executablePath: look.executable,
            connection: connection)
        let opener = BrowserOpener(
            plan: plan, thresholds: try rules.map { try RulesFile.read($0) } ?? Thresholds(), packages: sources)
        try BrowserRun.serve(
            targets.isEmpty ? [] : together ? [targets] : targets.map { [$0] }, opener: opener, port: port,
            opensBrowser: open)
    }
}
