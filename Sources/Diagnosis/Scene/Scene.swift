import Evidence
import GoProcess

/// All that the rules look at: the snapshots, what their stacks tell, and the wait-for graph of the last one.
struct Scene: Sendable {
    let views: [SnapshotView]
    /// The last snapshot, which the findings are about; one before it when that happened to catch a calm moment.
    let last: SnapshotView
    let graph: WaitForGraph
    let progress: Progress
    let components: StronglyConnected
    let ages: WaitAges
    let histories: [WaitObjectID: ObjectHistory]
    let connections: ClientConnections
    let groups: [GoroutineGroup]
    let context: DiagnosisContext

    /// Nil when there is no snapshot.
    init?(_ snapshots: [GoroutineSnapshot], _ context: DiagnosisContext) {
        let views = QueuedLooks.withoutCalmEnd(snapshots.map { SnapshotView($0) }, context.thresholds)
        guard let last = views.last else { return nil }
        self.views = views
        self.last = last
        let graph = WaitForGraph(last.snapshot)
        self.graph = graph
        progress = Progress(graph, last.snapshot)
        components = StronglyConnected(graph)
        ages = WaitAges(views)
        histories = ObjectHistory.all(views)
        connections = ClientConnections(last)
        groups = GoroutineGroup.all(last)
        self.context = context
    }

    var thresholds: Thresholds { context.thresholds }
    var snapshot: GoroutineSnapshot { last.snapshot }
    var isText: Bool { last.isText }
    /// Two or more looks at one process, far enough apart to tell a wait from a queue that moves.
    var hasSequence: Bool { views.count > 1 && ages.observed > 0 }

    func age(_ index: UInt32) -> Int64 { ages.nanoseconds[Int(index)] }

    /// The longest wait of a goroutine at its place that was seen, be it over or not; -1 when none was.
    func longestWait(_ index: UInt32) -> Int64 { ages.longest[Int(index)] }

    /// The oldest of several waits; -1 when none is known.
    func oldest(_ goroutines: some Sequence<UInt32>) -> Int64 { goroutines.map(age).max() ?? -1 }

    /// What a goroutine of the last snapshot does, its HTTP connection included.
    func activity(_ index: UInt32) -> Activity {
        let isRequest = last.traits(index).contains(.roundTrip)
        return last.activity(index, peer: isRequest ? connections.peer(of: index, last, graph) : nil)
    }

    /// The members of all groups that match, ascending: one test per group instead of one per goroutine.
    func members(where matches: (_ group: GoroutineGroup, _ traits: FunctionTraits) -> Bool) -> [UInt32] {
        groups.filter { matches($0, last.profiles.traits[Int($0.stack.rawValue)]) }.flatMap(\.members).sorted()
    }

    /// `goroutine 17`.
    func name(_ index: UInt32) -> String { "goroutine \(last.goroutine(index).id)" }

    /// Names of a few goroutines: `goroutines 12, 17, 19 and 5 more`.
    func names(_ goroutines: [UInt32]) -> Phrase {
        let ids = goroutines.map { String(last.goroutine($0).id) }
        return ids.count == 1 ? "goroutine \(Wording.list(ids))" : "goroutines \(Wording.list(ids))"
    }

    /// A known object for a sentence: `mutex main.mu`, `channel 0xc000012345`.
    func title(_ object: WaitObjectID) -> Phrase {
        let object = snapshot.objects[Int(object)]
        let name = object.symbol.isEmpty ? Wording.hex(object.address) : object.symbol
        return switch object.kind {
        case .channel: "channel \(name)"
        case .mutex: "mutex \(name)"
        case .rwMutex: "RWMutex \(name)"
        case .waitGroup: "WaitGroup \(name)"
        case .cond: "Cond \(name)"
        case .semaphore: "semaphore \(name)"
        case .descriptor: "descriptor \(name)"
        case .coroutine: "coroutine \(name)"
        }
    }

    /// How much is lost through an object, as the mean over the snapshots where there are several.
    func impact(waiting: Int, object: WaitObjectID?) -> Impact {
        guard hasSequence else { return Impact(value: Double(waiting), unit: "goroutines") }
        let unit = "goroutine-seconds per second"
        guard let object, let history = histories[object], let now = history.waiters.last, now > 0 else {
            return Impact(value: Double(waiting), unit: unit)
        }
        // Those further back hang on the queue in front: they are scaled with it.
        let scaled = Double(waiting) * history.meanWaiters / Double(now)
        return Impact(value: (scaled * 10).rounded() / 10, unit: unit)
    }

    /// Critical when a whole service stands: many wait, and they are most of what the program is for.
    func severity(waiting: Int) -> Severity {
        let program = last.roles.count { $0 == .application }
        let isMost = waiting * 2 >= program
        return waiting >= thresholds.criticalWaiters.value && isMost ? .critical : .warning
    }

    /// `sonde why PID` with whatever is known of the target.
    func command(_ verb: String = "why", _ rest: String = "--duration 5s") -> String {
        let target = snapshot.source.processID.map(String.init) ?? "PID"
        return "sonde \(verb) \(target)" + (rest.isEmpty ? "" : " " + rest)
    }
}
