import ArgumentParser
import GoTrace
import Report
import Wire

/// `sonde trace path`: what held a request, a task or a region up.
struct TracePathVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "The critical path of a request, a task or a region: what held it up, across goroutines.",
        discussion: """
            Follows what was waited for back in time: where a goroutine waited, it goes on with the goroutine that ended \
            the wait, but no further back than the begin of the wait. The parts add up to the time that passed.

            Without a choice it looks at requests to HTTP servers if the trace has some, else at tasks. A request lasts \
            from when the server's goroutine is woken to read it until it waits for the next one. Of several the slowest \
            is shown. The trace is read twice, so it must be a file. There is no --where: what it left out would be \
            missing in the sum.

            EXAMPLES
              sonde trace path trace.out
              sonde trace path --task order trace.out
              sonde trace path --region commit --pick p99 trace.out
              sonde trace path --request --compare p99 p50 trace.out
              sonde trace path --task order --all-instances trace.out
              sonde trace path --goroutine 51 --from 1.2s --to 1.3s trace.out
            """)

    @Option(help: ArgumentHelp("Tasks of this type, or the task of this number.", valueName: "id|type"))
    var task: String?
    @Option(help: ArgumentHelp("Regions of this name.", valueName: "name"))
    var region: String?
    @Flag(help: "Requests to HTTP servers.")
    var request = false
    @Option(help: ArgumentHelp("Requests for this handler, by its function's full name.", valueName: "function"))
    var handler: String?
    @Option(help: ArgumentHelp("What this goroutine did between --from and --to.", valueName: "id"))
    var goroutine: Int64?
    @OptionGroup var time: TraceWindowArguments
    @Option(help: ArgumentHelp("Which one: max, a percentile such as p50, or a number as reports show it."))
    var pick: PathPickArgument?
    @Option(help: ArgumentHelp("The slowest but so many: 1 is the slowest, 2 the second.", valueName: "n"))
    var nth: Int?
    @Flag(help: "All of them together.")
    var allInstances = false
    @Option(
        help: ArgumentHelp(
            "What the slow ones have that the others have not: those from the first percentile on beside those around "
                + "the second, as p99 p50.", valueName: "slow ordinary"))
    var compare: PathCompareArgument?
    @OptionGroup var rows: TraceRowsArguments
    @OptionGroup var output: OutputOptions
    @Argument(help: "The trace.") var file: String

    func validate() throws {
        let targets = [task != nil, region != nil, request || handler != nil, goroutine != nil].count { $0 }
        if targets > 1 { throw ValidationError("One of --task, --region, --request and --goroutine is enough.") }
        let choices = [pick != nil, nth != nil, allInstances, compare != nil].count { $0 }
        if choices > 1 { throw ValidationError("One of --pick, --nth, --all-instances and --compare is enough.") }
        if choices > 0, goroutine != nil { throw ValidationError("There is nothing to choose with --goroutine.") }
        if let nth, nth < 1 { throw ValidationError("--nth counts from 1.") }
        if let compare, compare.slow.fraction <= compare.ordinary.fraction {
            throw ValidationError("--compare takes the percentile of the slow ones first: --compare p99 p50.")
        }
    }

    private var target: PathTarget {
        if let task { return Int64(task).map { .task(id: $0, type: nil) } ?? .task(id: nil, type: task) }
        if let region { return .region(region) }
        if request || handler != nil { return .request(handler: handler) }
        if let goroutine { return .goroutine(goroutine, from: time.window.from, to: time.window.to) }
        return .whatThereIs
    }

    func run() throws {
        guard try TraceFile.isRepeatable(file) else {
            throw InputError(
                .usage,
                "a critical path is found by reading the trace twice, which neither a pipe nor a server allows: save it first",
                file: file == "-" ? "standard input" : file)
        }
        let window = goroutine == nil ? time.window : TraceWindow()
        let first = try TraceRun.pass(file, [PathCatalogue(target)], window: window)
        let catalogue = first.result(PathCatalogue.self)
        let sorted = catalogue.instances.filter(\.isComplete).sorted { ($0.duration, $1.id) < ($1.duration, $0.id) }
        let (choice, wanted) = try choose(catalogue, sorted)
        let sets = compare == nil ? 1 : 2
        let analysis = PathAnalysis(wanted, sets: sets, keepsResults: wanted.count == 1)
        let start = first.traceStart
        let needed = TraceWindow(from: analysis.firstTime &- start, to: max(analysis.lastTime &- start, 1))
        let second = try TraceRun.pass(file, [analysis], window: needed, isQuiet: true)
        let paths = second.result(PathAnalysis.self)
        let report = PathReport(
            choice, paths, second.scene, start: start, sorted: sorted, catalogue: catalogue)
        try Output.write(
            output.format, text: { report.write(to: &$0, limit: rows.limit) }, json: { report.write(to: &$0) })
    }

    private func choose(
        _ catalogue: PathCatalogue, _ sorted: [PathInstance]
    ) throws -> (PathReport.Choice, [PathAnalysis.Wanted]) {
        if let compare {
            let sets = PathComparison(
                sorted, slow: .from(compare.slow.fraction), ordinary: .around(compare.ordinary.fraction))
            guard !sets.slow.isEmpty, !sets.ordinary.isEmpty else { throw nothing(catalogue, sorted) }
            return (
                .comparison(slow: "from \(compare.slow.name) on", ordinary: "around \(compare.ordinary.name)"),
                sets.wanted
            )
        }
        if allInstances {
            guard !sorted.isEmpty else { throw nothing(catalogue, sorted) }
            return (.all, sorted.map { PathAnalysis.Wanted($0) })
        }
        let (wanted, word) = wantedPick
        var found = wanted.choose(sorted)
        // Of what has not ended one may be asked for, or there may be nothing else.
        if found == nil, case .id(let id) = wanted { found = catalogue.instances.first { $0.id == id } }
        if found == nil, sorted.isEmpty { found = catalogue.instances.max { $0.duration < $1.duration } }
        guard let found else { throw nothing(catalogue, sorted) }
        return (.one(word: word), [PathAnalysis.Wanted(found)])
    }

    private var wantedPick: (PathPick, word: String) {
        if let nth { return (.nth(nth), nth == 1 ? "The slowest" : "Number \(nth) of the slowest") }
        switch pick?.value {
        case .id(let id): return (.id(id), "Number \(id)")
        case .quantile(let fraction) where fraction < 1: return (.quantile(fraction), "The \(pick?.name ?? "")")
        default: return (.quantile(1), "The slowest")
        }
    }

    private func nothing(_ catalogue: PathCatalogue, _ sorted: [PathInstance]) -> InputError {
        let what =
            switch target {
            case .task(let id, let type): id.map { "task \($0)" } ?? "task of type \(type ?? "")"
            case .region(let name): "region \(name)"
            case .request: "request to an HTTP server"
            case .goroutine(let id, _, _): "goroutine \(id) in that time"
            case .whatThereIs: "request and no task: name a region or a goroutine"
            }
        let reason =
            catalogue.instances.isEmpty
            ? "has no \(what)" : "has only \(sorted.count) of what was asked for that ended"
        return InputError(.usage, reason, file: file)
    }
}
