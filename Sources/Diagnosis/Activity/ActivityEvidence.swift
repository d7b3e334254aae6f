import Evidence
import SystemActivity
import Wire

/// A log of system activity, as far as the rules ask for it.
public struct ActivityEvidence: Sendable {
    /// Waits that another process made a thread wait in a file operation (fanotify), by process.
    struct Held: Sendable {
        var count = 0
        var sum: Int64 = 0
        var longest: Int64 = 0
        /// Who let the threads go on, by short name and process id.
        var wakers: [String: Int] = [:]
        var operations: Set<String> = []
        /// Filter drivers in the stacks of what was held, on Windows.
        var drivers: [String: Int] = [:]
        /// Whether it is told from what another process did to the same files, and not by the kernel.
        var isByFile = false
    }

    public let name: String
    let tables: ActivityTables
    /// Whether what processes did is in it, and not only looks at the machine.
    let hasEvents: Bool
    let quality: [QualityCounter]
    let start: Int64
    let end: Int64
    let go: GoBuildAnalysis
    let syncs: LongCalls
    let blocked: LongCalls
    /// Files that the program had open so that each write waits for the disk (O_SYNC, O_DSYNC).
    let synchronousFiles: Set<String>
    let held: Held
    /// What machine and limits gave; nil when the source does not say.
    let host: HostUsage?
    let sockets: ClientSockets
    /// Of the go command itself, which is left out of `sockets`.
    let commandSockets: ClientSockets
    let startUps: [StartUpFiles.StartUp]
    let opened: OpenedDescriptors
    let mapped: MappedMemory
    let swapWaits: SwapWaits
    let runWaits: RunWaits
    /// Part of the recording that is not in the log, 0 to 1.
    let lostShare: Double
    /// Whether the log breaks off.
    let isCut: Bool
    /// The process that the log is about: the one that all others stem from.
    let root: Int32

    var duration: Int64 { max(1, end &- start) }

    /// Reads a source to its end.
    /// - Parameters:
    ///   - only: the process that is diagnosed, when what others did in the log is not of interest.
    ///   - synchronousFiles: files that are open so that each write waits for the disk, which calls do not show.
    /// - Throws: what is wrong with the source, when it shows neither events nor processes.
    public init(
        _ source: inout some ActivitySource, name: String, only: Int32? = nil, synchronousFiles: Set<String> = []
    ) throws(InputError) {
        self.name = name
        self.synchronousFiles = synchronousFiles
        var all = try source.readAll()
        let one = only.flatMap { id in source.tables.processes.firstIndex { $0.id == UInt32(bitPattern: id) } }
        if let one { all.removeAll { $0.process != Int32(one) } }
        // A process that rests may do nothing at all while it is looked at.
        guard !all.isEmpty || HostUsage(source.tables.host) != nil else {
            let losses = source.quality.counters.filter { $0.severity > .info }.map(\.explanation)
            throw InputError(
                .notRecognised,
                losses.isEmpty
                    ? "has no events: it ended before anything was recorded"
                    : "shows no events: \(losses.joined(separator: "; "))", file: name)
        }
        let tables = source.tables
        self.tables = tables
        hasEvents = !all.isEmpty
        quality = source.quality.counters
        let begin = all.first?.time ?? 0
        start = begin
        end = all.reduce(begin) { max($0, $1.end) }
        let go = GoBuildAnalysis(all, tables)
        self.go = go
        var calls = CallSorter(tables, synchronousFiles: synchronousFiles)
        var sockets = ClientSockets()
        var startUps = StartUpFiles()
        var opened = OpenedDescriptors()
        var mapped = MappedMemory()
        // What a build does is told by its steps: of a go command the programs that it runs are left.
        let programs: [Bool]? = go.build.command.map { _ in
            DescendantProcesses.find(of: go.build.steps.lazy.filter { $0.tool == .program }.map(\.process), tables)
        }
        var commandSockets = ClientSockets()
        for event in all where event.process == go.build.command { commandSockets.take(event, tables) }
        for event in all where programs.map({ event.process >= 0 && $0[Int(event.process)] }) ?? true {
            calls.take(event, tables)
            sockets.take(event, tables)
            startUps.take(event, tables)
            opened.take(event, tables)
            mapped.take(event, tables)
        }
        self.opened = opened
        self.mapped = mapped
        sockets.finish(at: end, tables)
        commandSockets.finish(at: end, tables)
        self.commandSockets = commandSockets
        startUps.finish(tables)
        (syncs, blocked) = calls.results()
        self.sockets = sockets
        self.startUps = startUps.all
        host = HostUsage(tables.host)
        let waits = HeldThreads.find(tables)
        held =
            waits.count == 0 && go.build.command != nil
            ? ScannedFiles.find(all, tables, command: go.build.command ?? 0) : waits
        swapWaits = SwapWaits(tables)
        runWaits = RunWaits(tables)
        let lost = Double(max(0, source.quality["capture.lost.records"]))
        isCut = source.quality.counters.contains {
            $0.severity == .dataLoss && ["capture.incomplete", "capture.lost.bytes"].contains($0.name)
        }
        lostShare = lost / max(1, lost + Double(all.count + tables.waits.count))
        root = one.map { Int32($0) } ?? go.build.command ?? ActivityPath.root(tables)
    }

    /// Whether what programs did is in it, and not only looks at the machine, over so many nanoseconds.
    public func lasts(atLeast time: Int64) -> Bool { end &- start >= time }

    var build: GoBuild { go.build }
    var phases: GoPhases { go.phases }
    var cache: GoCacheUse { go.cache }

    func text(_ id: StringID) -> String { tables.strings[id] }

    /// `compile (4711)`.
    func title(_ process: Int32) -> String {
        guard process >= 0, Int(process) < tables.processes.count else { return "a process" }
        let found = tables.processes[Int(process)]
        return "\(text(found.name)) (\(found.id))"
    }

    /// Seconds, to the thousandth.
    static func seconds(_ nanoseconds: Int64) -> Impact {
        Impact(value: (Double(nanoseconds) / 1e6).rounded() / 1000, unit: "seconds")
    }

    /// A time as a part of the whole.
    func share(_ time: Int64) -> Double { Double(time) / Double(duration) }

    /// The frames of a stack with names, from the innermost function of the program on.
    func ownFrames(_ stack: UInt32) -> [ResolvedFrame] {
        let table = tables.symbols.table
        let all = tables.frames(stack).filter { $0 != .none }
        let packages = all.map { FunctionName.package(table.functionName($0)) }
        let lowest = ["runtime", "syscall", "internal/", "golang.org/x/sys/"]
        let first =
            packages.firstIndex { !FunctionName.isStandard(package: $0) && !$0.hasPrefix("internal/") }
            ?? packages.firstIndex { package in !lowest.contains { package.hasPrefix($0) } } ?? 0
        return all.dropFirst(first).prefix(32).map {
            ResolvedFrame(function: table.functionName($0), file: table.fileName($0), line: table[$0].line)
        }
    }

    /// `store.(*Cache).Get (cache.go:31)` of the first frame of the program itself; nil without one.
    func place(_ frames: [ResolvedFrame]) -> String? {
        frames.first {
            !FunctionName.isStandard(package: FunctionName.package($0.function)) && $0.function.contains(".")
        }
        .map { frame in
            let name = FunctionName.short(frame.function)
            let file = PathText.last(frame.file)
            return frame.line > 0 ? "\(name) (\(file):\(frame.line))" : name
        }
    }

    func fact(_ text: Phrase, _ reference: String = "") -> Fact {
        Fact(text, evidence: "system activity", reference: reference)
    }

    var times: [TimeShare] {
        guard !build.actions.isEmpty || root == build.command else { return [] }
        return (go.times?.parts ?? []).map { TimeShare(name: $0.name, nanoseconds: $0.time, count: $0.actions) }
    }

    var collected: CollectedEvidence {
        CollectedEvidence(
            evidence: "system activity", source: Phrase(name), stoppedNanoseconds: 0, durationNanoseconds: duration,
            quality: quality)
    }
}
