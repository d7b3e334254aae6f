import Evidence
import Wire

/// What a log says of one run of a command, by names that another run of the same command has too.
public struct ActivityRun: Sendable {
    /// Processes, calls or parts of the time under one name.
    public struct Amount: Sendable, Equatable {
        public var count = 0
        /// Nanoseconds.
        public var time: Int64 = 0

        mutating func add(_ time: Int64, count: Int = 1) {
            self.count += count
            self.time &+= max(0, time)
        }
    }

    public private(set) var count = 0
    /// In the log's clock.
    public private(set) var start = Int64.max
    public private(set) var end = Int64.min
    /// By title: the time in which a process, and none of its children, lived. Of a process that was there before the
    /// log, the time of its events.
    public private(set) var processes: [String: Amount] = [:]
    /// The kind of the processes with a title: a tool of Go, or the name of the program.
    public private(set) var kinds: [String: String] = [:]
    /// Kinds that are tools of a Go build.
    public private(set) var toolKinds: Set<String> = []
    public private(set) var operations: [String: Amount] = [:]
    public private(set) var paths: [String: Amount] = [:]
    /// Where the time of a go command went along its critical path; empty without one.
    public private(set) var parts: [String: Amount] = [:]

    /// Nanoseconds from the first event to the end of the last one.
    public var duration: Int64 { count == 0 ? 0 : end &- start }

    /// Reads a source to its end.
    /// - Parameters:
    ///   - followsBuild: whether the critical path of a go command is wanted, which needs all events.
    ///   - isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, followsBuild: Bool,
        where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var operations = TallyTable()
        var paths = TallyTable()
        var busy = TallyTable()
        var all: [ActivityEvent] = []
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            if followsBuild { all += events }
            for event in events where isWanted(event, source) {
                count += 1
                (start, end) = (min(start, event.time), max(end, event.end))
                operations.add(Int(event.operation.rawValue), event.duration, isFailed: false)
                if event.path != .empty { paths.add(Int(event.path.rawValue), event.duration, isFailed: false) }
                busy.add(Int(event.process), event.duration, isFailed: false)
            }
        } while !events.isEmpty
        guard count > 0 else { return }
        let tables = source.tables
        addProcesses(tables, busy)
        for (number, tally) in operations.ranked() {
            self.operations[tables.strings[StringID(rawValue: UInt32(number))], default: Amount()]
                .add(tally.sum, count: tally.count)
        }
        let packages = packageFolders(tables)
        for (number, tally) in paths.ranked() {
            let path = Self.path(tables.strings[StringID(rawValue: UInt32(number))], packages)
            self.paths[path, default: Amount()].add(tally.sum, count: tally.count)
        }
        if followsBuild, let times = GoBuildAnalysis(all, tables).times {
            for part in times.parts { parts[part.name] = Amount(count: part.actions, time: part.time) }
        }
    }

    private mutating func addProcesses(_ tables: ActivityTables, _ busy: TallyTable) {
        var children = [[(start: Int64, end: Int64)]](repeating: [], count: tables.processes.count)
        func life(_ process: ActivityProcess) -> (start: Int64, end: Int64) {
            (min(max(process.start ?? start, start), end), min(max(process.end ?? end, start), end))
        }
        for process in tables.processes where process.parent >= 0 && process.parent < Int32(children.count) {
            children[Int(process.parent)].append(life(process))
        }
        for (index, process) in tables.processes.enumerated() {
            guard let tally = busy.tally(index) else { continue }
            let title = tables.title(ofProcess: Int32(index))
            let step = GoStep(Int32(index), tables, end: end)
            let kind = step?.tool.rawValue ?? tables.strings[process.name]
            if let step, step.tool != .command, step.tool != .program { toolKinds.insert(kind) }
            kinds[title] = kind
            let isOlder = process.start.map { $0 < start &- 1_000_000_000 } ?? true
            processes[title, default: Amount()].add(
                isOlder ? min(tally.sum, duration) : Self.time(life(process), without: children[index]))
        }
    }

    /// What is left of a stretch without those that others cover.
    private static func time(_ life: (start: Int64, end: Int64), without others: [(start: Int64, end: Int64)]) -> Int64
    {
        var at = life.start
        var sum: Int64 = 0
        for other in others.sorted(by: { $0.start < $1.start }) where other.end > at {
            if other.start > at { sum &+= min(other.start, life.end) &- at }
            at = max(at, other.end)
            if at >= life.end { return sum }
        }
        return sum &+ max(0, life.end &- at)
    }

    /// Packages by the work folders of their actions, such as `/tmp/go-build123/b010`.
    private func packageFolders(_ tables: ActivityTables) -> [String: String] {
        var folders: [String: String] = [:]
        for index in tables.processes.indices {
            guard let step = GoStep(Int32(index), tables, end: end), !step.action.isEmpty, !step.package.isEmpty,
                step.tool != .program
            else { continue }
            folders[step.action] = step.package
        }
        return folders
    }

    /// The numbers of work folders differ from build to build, packages do not.
    private static func path(_ path: String, _ packages: [String: String]) -> String {
        let stable = VolatileText.stable(path)
        guard stable.hasPrefix("$WORK/"), let folder = GoStep.actionFolder(path), let package = packages[folder] else {
            return stable
        }
        let parts = stable.split(separator: "/", maxSplits: 2)
        return "$WORK/[\(package)]" + (parts.count > 2 ? "/\(parts[2])" : "")
    }
}
