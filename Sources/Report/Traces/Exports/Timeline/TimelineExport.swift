import Evidence
import GoTrace

/// Puts a trace on the tracks of a time line as it is read: memory goes with goroutines that live, tasks that are open
/// and stacks, not with events.
struct TimelineExport<Sink: TimelineSink>: TraceFileExport {
    let wants: TraceWants = [
        .intervals, .processors, .transitions, .ranges, .metrics, .annotations, .samples, .others,
    ]
    var sink: Sink
    /// Ids of the goroutines that are shown; nil shows all.
    let goroutines: Set<Int64>?
    /// Begin of the window after the trace's begin, nanoseconds.
    let from: Int64
    var facts: TimelineFacts = []
    var waitKinds = WaitKindTable()
    var unnamed = UnnamedIntervals()
    /// By the slots of goroutines.
    var lanes: [Lane] = []
    /// By the numbers of processors.
    var processors: [Int32: ProcessorLane] = [:]
    var stops: [OpenStop?] = []
    var declaredStops = 0
    var isMarkingDeclared = false
    /// When the collector began to mark; nil when it does not, or since before the window.
    var markingSince: Int64?
    /// Open tasks.
    var tasks: Set<Int64> = []
    var firstTask = Int64.max
    var olderRegions = 0
    private var counts: [Int64?] = Array(repeating: nil, count: TimelineCounter.allCases.count)
    private var hasStarted = false
    /// Readings of the clocks that were passed on.
    private var clocksWritten = 0
    private var failure: (any Error)?

    /// What is kept of a goroutine.
    struct Lane {
        /// Its number; -1 for none.
        var goroutine: Int64 = -1
        var isDeclared = false
        /// Whether its track's name has the root function.
        var isNamed = false
        /// The flow that ends where it runs at `flowEnd`.
        var flow: UInt64 = 0
        var flowEnd: Int64 = 0
        /// Regions that it is in.
        var regions = 0
        var hasRegions = false
        var assistSince: Int64?
        var hasAssists = false
    }

    init(_ sink: Sink, goroutines: Set<Int64>?, from: Int64) {
        self.sink = sink
        self.goroutines = goroutines
        self.from = from
    }

    mutating func complete() throws {
        if let failure { throw failure }
    }

    mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        start(scene)
        switch event.kind {
        case .goroutineTransition: transition(event, scene)
        case .processorTransition, .experimental: break
        case .metric: metric(event)
        case .label: label(event, scene)
        case .rangeBegin, .rangeActive, .rangeEnd: range(event, scene)
        case .taskBegin, .taskEnd: task(event, scene)
        case .regionBegin, .regionEnd: region(event, scene)
        case .log: log(event, scene)
        case .stackSample: sample(event, scene)
        case .sync:
            while clocksWritten < scene.tables.clocks.count {
                if let clocks = scene.tables.clocks[clocksWritten] { sink.clocks(clocks) }
                clocksWritten += 1
            }
        }
    }

    mutating func finish(_ scene: TraceScene) {
        start(scene)
        for interval in unnamed.takeAll() { write(interval, scene) }
        closeProcessors()
        closeRanges(scene)
        closeAnnotations(scene)
        do { try sink.finish() } catch { failure = error }
    }

    /// Begins the file, once the trace has begun.
    mutating func start(_ scene: TraceScene) {
        if hasStarted { return }
        hasStarted = true
        sink.start(TimelineHead(origin: scene.start &- from, clocks: scene.tables.clocks.first ?? nil))
        clocksWritten = min(1, scene.tables.clocks.count)
        if scene.processorLimit > 0 { count(.processorLimit, Int64(scene.processorLimit), at: scene.start) }
    }

    func isShown(_ goroutine: Int64) -> Bool { goroutine >= 0 && goroutines?.contains(goroutine) ?? true }

    /// The track of a goroutine that lives, or has just ended.
    mutating func track(goroutine: Int64, slot: Int32, root: StringID, _ scene: TraceScene) -> TimelineTrack {
        while lanes.count <= Int(slot) { lanes.append(Lane()) }
        if lanes[Int(slot)].goroutine != goroutine { lanes[Int(slot)] = Lane(goroutine: goroutine) }
        let isDeclared = lanes[Int(slot)].isDeclared
        // An event without a stack may come before the first stack: the name is told once more then.
        if !isDeclared || (root != .empty && !lanes[Int(slot)].isNamed) {
            lanes[Int(slot)].isDeclared = true
            lanes[Int(slot)].isNamed = root != .empty
            var name = Array("goroutine \(goroutine)".utf8)
            if root != .empty { name += [UInt8(ascii: " ")] + scene.tables.strings.bytes(root) }
            sink.declare(.goroutine(goroutine), name: name)
        }
        return .goroutine(goroutine)
    }

    /// The track of a goroutine in the context of an event; nil when there is none, or it is not shown.
    mutating func track(of event: TraceEvent, _ scene: TraceScene) -> TimelineTrack? {
        guard event.goroutineSlot >= 0, Int(event.goroutineSlot) < scene.goroutines.count, isShown(event.goroutine)
        else { return nil }
        return track(
            goroutine: event.goroutine, slot: event.goroutineSlot, root: scene.root(slot: event.goroutineSlot), scene)
    }

    mutating func add(_ key: TimelineFact.Key, _ value: TimelineFact.Value) {
        facts.append(TimelineFact(key: key, value: value))
    }

    mutating func add(_ key: TimelineFact.Key, stack: UInt32) { if stack != 0 { add(key, .stack(stack)) } }

    /// A fact unless the number is -1, which stands for none.
    mutating func add(_ key: TimelineFact.Key, number: Int64) { if number >= 0 { add(key, .number(number)) } }

    mutating func forgetFacts() { facts.removeAll(keepingCapacity: true) }
}

/// Numbers over time.
extension TimelineExport {
    /// A value, unless it is the one before.
    mutating func count(_ counter: TimelineCounter, _ value: Int64, at time: Int64) {
        if counts[Int(counter.rawValue)] == value { return }
        counts[Int(counter.rawValue)] = value
        sink.count(counter, value, at: time)
    }

    private mutating func transition(_ event: TraceEvent, _ scene: TraceScene) {
        count(.running, Int64(scene.count(.running)), at: event.time)
        count(.runnable, Int64(scene.count(.runnable)), at: event.time)
        wake(event, scene)
        if event.goroutineAfter == .notExist { closeRegions(event.subjectSlot, event.subject, at: event.time) }
    }

    private mutating func metric(_ event: TraceEvent) {
        switch event.type {
        case .procsChange: count(.processorLimit, event.subject, at: event.time)
        case .heapAlloc: count(.heapLive, event.subject, at: event.time)
        case .heapGoal: count(.heapGoal, event.subject, at: event.time)
        default: break
        }
    }
}
