import Evidence
import GoBinary
import Wire

/// Reads the goroutines of a running process or a core file through a `MemoryReader`.
///
/// Making one does all symbol work; each `snapshot` then only copies memory, so that a stop can be short. Not for use
/// by two threads at once.
public final class LiveSnapshotReader {
    let memory: any MemoryReader
    let facts: any ProcessFacts
    let executable: Executable
    public let slide: Slide
    let functions: FunctionTable
    let module: ModuleData
    let globals: RuntimeGlobals
    let layout: RuntimeLayout
    /// How `layout` was found, for the report.
    public let layoutOrigin: LayoutOrigin
    public let version: GoVersion
    let versionText: String
    let buildInformation: BuildInformation?
    let waitReasons: [String]

    /// The last two looks at what can be reached, which the next one has to confirm; oldest first.
    var reachability: [ReachabilityResult] = []

    /// Where the runtime's figures are, once they were asked for.
    var stateSources: RuntimeStateSources?
    private let cache: (any CacheStore)?

    /// Stacks of all snapshots that this reader took, and the walker whose cache refers to them. A snapshot under way
    /// has them; after a failed one both start anew.
    private var stacks = StackTable()
    private var walker: StackWalker?
    /// By position in allgs: what the snapshot before found, so that only what changed is read again.
    var previous: [RememberedGoroutine] = []

    /// - Parameters:
    ///   - executable: the image that the target runs.
    ///   - mappings: the target's memory map; read from `memory` when nil.
    ///   - cache: where layouts from DWARF are kept between runs; nil for nowhere.
    /// - Throws: `InputError` when it is no Go program, of an unknown layout, or cannot be read.
    public init(
        executable: Executable, memory: any MemoryReader, facts: any ProcessFacts, executablePath: String = "",
        cache: (any CacheStore)? = nil
    ) throws {
        self.executable = executable
        self.memory = memory
        self.facts = facts
        self.cache = cache
        let image = try LiveImage(executable: executable, memory: memory, executablePath: executablePath)
        slide = image.slide
        module = image.module
        functions = image.functions
        globals = image.globals
        version = image.version
        versionText = image.versionText
        buildInformation = image.buildInformation
        let found = try LayoutFinder(image: image, memory: memory, cache: cache).find()
        layout = found.layout
        layoutOrigin = found.origin
        waitReasons = WaitReasonSource(image: image, memory: memory).texts()
    }

    /// All goroutines at this moment.
    ///
    /// - Parameters:
    ///   - stoppedThreads: the threads with their registers, when the target is stopped or dead.
    ///   - depth: what is looked for beside the goroutines and what they wait for.
    public func snapshot(
        stoppedThreads: [ThreadFacts]? = nil, depth: SnapshotDepth = .waits
    ) throws -> GoroutineSnapshot {
        let start = facts.monotonicNow
        var source = SnapshotSource(
            kind: facts.processID == nil ? .core : .process, name: memory.name, processID: facts.processID)
        source.executable = executable.path
        var build = SnapshotBuild(reader: self, snapshot: GoroutineSnapshot(source: source))
        build.snapshot.goVersion = versionText
        build.snapshot.buildInformation = buildInformation
        build.snapshot.monotonicTime = start
        layoutOrigin.count(in: &build.snapshot.quality)
        defer { previous = build.remembered }
        try build.readGoroutines(isConsistent: stoppedThreads != nil)
        build.linkThreads(stoppedThreads)
        build.readSemaphores()
        build.readConds()
        build.readObjects()
        build.readPoller(isThorough: depth != .waits)
        build.readLabels()
        if depth != .waits { build.searchHolders(limitPerStack: depth == .proof ? 1_000 : 32) }
        if depth == .proof { build.findUnreachable(isConsistent: stoppedThreads != nil) }
        build.finish()
        stacks = build.snapshot.stacks
        walker = build.walker
        if let start, let end = facts.monotonicNow { build.snapshot.durationNanoseconds = end - start }
        return build.snapshot
    }
}

extension LiveSnapshotReader {
    /// What the target's debugging information, or the cache, says of the runtime's structures; nil when neither does.
    func layoutIndex() -> RuntimeLayoutIndex? { RuntimeLayoutIndex.of(executable, cache: cache) }

    /// Drops all that former snapshots left, so that the next one is taken as the first one is.
    func forget() {
        reachability = []
        previous = []
        stacks = StackTable()
        walker = nil
    }

    func takeWalker() -> StackWalker {
        defer { walker = nil }
        return walker
            ?? StackWalker(
                memory: memory, table: functions, module: module, slide: slide,
                architecture: executable.architecture)
    }

    func takeStacks() -> StackTable {
        defer { stacks = StackTable() }
        return stacks
    }
}

/// How deeply a target is looked into.
public enum SnapshotDepth: Sendable {
    /// Goroutines, and what they wait for.
    case waits
    /// Also who probably holds locks and refers to channels, from some goroutines of each stack.
    case holders
    /// The same from many of each stack, and which goroutines nothing can wake any more: reads the live heap.
    case proof
}

/// What is kept of a goroutine between two snapshots.
struct RememberedGoroutine {
    var fingerprint: UInt64 = 0
    var stack: StackID = .empty
    var isComplete = false
}
