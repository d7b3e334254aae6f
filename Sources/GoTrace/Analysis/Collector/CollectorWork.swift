import Evidence

/// Assists of the collector: goroutines that had to mark before they were given memory.
public struct AssistTally: Sendable {
    /// Nanoseconds from begin to end of each.
    public fileprivate(set) var durations = DurationDistribution()
    /// Nanoseconds of these in which the goroutine ran.
    public fileprivate(set) var running: Int64 = 0
    /// Nanoseconds of these in which it waited, for the workers to do its part or for the end of the cycle.
    public fileprivate(set) var waiting: Int64 = 0

    mutating func add(_ duration: Int64, running: Int64, waiting: Int64) {
        durations.add(duration)
        self.running &+= running
        self.waiting &+= waiting
    }

    public mutating func merge(_ other: AssistTally) {
        durations.merge(other.durations)
        running &+= other.running
        waiting &+= other.waiting
    }
}

/// What the collector did: workers, assists, sweeps.
public struct CollectorWork: TraceAnalysis, Sendable {
    /// Time and number of runs of each kind of worker, by the raw value of `CollectorWorker`.
    public private(set) var workerTime = [Int64](repeating: 0, count: 4)
    public private(set) var workerRuns = [Int](repeating: 0, count: 4)
    public private(set) var assists = AssistTally()
    /// Waits for the workers to do an assist's part.
    public private(set) var assistWaits = DurationDistribution()
    /// Other waits within assists: for the end of the cycle, which the assist found to be near (`gcMarkDone`).
    public private(set) var assistEndWaits = DurationDistribution()
    /// By group of goroutines, by stack, and by type of the task: most time first.
    public private(set) var assistsByGroup: [(group: Int32, tally: AssistTally)] = []
    public private(set) var assistsByStack: [(stack: UInt32, tally: AssistTally)] = []
    public private(set) var assistsByTask: [(type: StringID, tasks: Int, tally: AssistTally)] = []
    /// The tasks with most time in assists, most first.
    public private(set) var worstTasks: [(task: Int64, type: StringID, tally: AssistTally)] = []
    /// Sweeps before allocations.
    public private(set) var sweeps = DurationDistribution()
    public private(set) var sweptBytes: Int64 = 0
    public private(set) var reclaimedBytes: Int64 = 0
    public private(set) var sweepsByGroup: [(group: Int32, durations: DurationDistribution)] = []
    /// Nanoseconds in which the background sweeper and the scavenger ran.
    public private(set) var backgroundSweep: Int64 = 0
    public private(set) var scavenging: Int64 = 0
    /// Processor time that there was: GOMAXPROCS times nanoseconds.
    public var capacity: Int64 { processorCapacity.sum }

    private var processorCapacity = ProcessorCapacity()
    private let goroutines: Set<Int64>?
    private var slots: [Slot] = []
    private var groups: [Int32: AssistTally] = [:]
    private var stacks: [UInt32: AssistTally] = [:]
    private var tasks = TaskAssists()
    private var current = CurrentTasks()
    private var sweepStarts: [Int32: (time: Int64, group: Int32)] = [:]
    private var sweepGroups: [Int32: DurationDistribution] = [:]
    private var sweeperGroup: Int32 = -1
    private var scavengerGroup: Int32 = -1
    private var groupsLookedAt = 0

    private struct Slot {
        var worker: UInt8 = 0
        var isAssisting = false
        /// Whether it waits for workers, when it waits within an assist.
        var waitsForWorkers = false
        var state = GoroutineState.undetermined
        var workerSince: Int64 = 0
        var stack: UInt32 = 0
        var start: Int64 = 0
        var since: Int64 = 0
        var running: Int64 = 0
        var waiting: Int64 = 0
    }

    /// - Parameter goroutines: those whose assists are looked at; nil for all.
    public init(goroutines: Set<Int64>? = nil) { self.goroutines = goroutines }

    public var wants: TraceWants { [.transitions, .ranges, .metrics, .annotations, .processors, .beforeWindow] }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .goroutineTransition: transition(event, scene)
        case .label: label(event, scene)
        case .metric where event.type == .procsChange: processorCapacity.change(event, scene)
        case .rangeBegin, .rangeActive, .rangeEnd: range(event, scene)
        case .taskBegin:
            tasks.begin(event)
            current.event(event)
        case .taskEnd:
            tasks.end(event)
            current.event(event)
        case .regionBegin, .regionEnd: current.event(event)
        default: break
        }
    }

    private mutating func range(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .gcMarkAssistBegin, .gcMarkAssistActive: beginAssist(event, scene)
        case .gcMarkAssistEnd: endAssist(Int(event.subjectSlot), at: event.time, scene)
        case .gcSweepBegin:
            let slot = Int(event.goroutineSlot)
            sweepStarts[event.processor] = (event.time, slot >= 0 ? scene.goroutines[slot].group : 0)
        case .gcSweepActive:
            if let id = Int32(exactly: event.subject), sweepStarts[id] == nil { sweepStarts[id] = (scene.start, 0) }
        case .gcSweepEnd: endSweep(event, scene)
        default: break
        }
    }

    // MARK: Workers

    private mutating func label(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.goroutineSlot >= 0, let worker = CollectorWorker(label: event.text, scene.tables) else { return }
        let slot = Int(event.goroutineSlot)
        reach(slot)
        endWorker(slot, at: event.time, scene)
        slots[slot].worker = worker.rawValue
        slots[slot].workerSince = event.time
    }

    private mutating func endWorker(_ slot: Int, at time: Int64, _ scene: TraceScene) {
        let kind = Int(slots[slot].worker)
        guard kind != 0 else { return }
        slots[slot].worker = 0
        guard time >= scene.start else { return }
        workerTime[kind] &+= time &- max(slots[slot].workerSince, scene.start)
        workerRuns[kind] += 1
    }

    // MARK: Assists

    @inline(__always)
    private mutating func transition(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        if slot < slots.count {
            if slots[slot].worker != 0, event.goroutineAfter != .running { endWorker(slot, at: event.time, scene) }
            // A status in a later generation changes nothing.
            if slots[slot].isAssisting, event.before != event.after { assistTransition(slot, event, scene) }
        }
        if event.goroutineAfter == .notExist { current.forget(slot: slot) }
    }

    private mutating func assistTransition(_ slot: Int, _ event: TraceEvent, _ scene: TraceScene) {
        if event.goroutineAfter == .notExist { return endAssist(slot, at: event.time, scene) }
        passAssist(slot, to: event.time, scene)
        slots[slot].state = event.goroutineAfter
        if event.goroutineAfter == .waiting {
            slots[slot].waitsForWorkers = CollectorNames.isWaitForWorkers(event.text, scene.tables)
        }
    }

    /// Counts what the goroutine did since it was last looked at.
    private mutating func passAssist(_ slot: Int, to time: Int64, _ scene: TraceScene) {
        let since = max(slots[slot].since, scene.start)
        slots[slot].since = time
        guard time >= scene.start else { return }
        switch slots[slot].state {
        case .running: slots[slot].running &+= time &- since
        case .waiting:
            slots[slot].waiting &+= time &- since
            guard isSelected(scene.goroutines[slot].id) else { return }
            if slots[slot].waitsForWorkers { assistWaits.add(time &- since) } else { assistEndWaits.add(time &- since) }
        default: break
        }
    }

    private mutating func beginAssist(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.subjectSlot >= 0, Int(event.subjectSlot) < scene.goroutines.count else { return }
        let slot = Int(event.subjectSlot)
        reach(slot)
        guard !slots[slot].isAssisting else { return }
        slots[slot].isAssisting = true
        slots[slot].state = scene.goroutines[slot].state
        slots[slot].stack = event.stack
        slots[slot].start = event.kind == .rangeActive ? scene.start : event.time
        slots[slot].since = max(
            slots[slot].start, event.kind == .rangeActive ? scene.goroutines[slot].since : event.time)
        slots[slot].running = 0
        slots[slot].waiting = 0
        // The trace does not tell the reason of a wait that is older than itself.
        slots[slot].waitsForWorkers = true
    }

    private mutating func endAssist(_ slot: Int, at time: Int64, _ scene: TraceScene) {
        guard slot >= 0, slot < slots.count, slots[slot].isAssisting else { return }
        passAssist(slot, to: time, scene)
        slots[slot].isAssisting = false
        guard time >= scene.start, isSelected(scene.goroutines[slot].id) else { return }
        let (running, waiting) = (slots[slot].running, slots[slot].waiting)
        let duration = time &- max(slots[slot].start, scene.start)
        assists.add(duration, running: running, waiting: waiting)
        groups[scene.goroutines[slot].group, default: AssistTally()].add(duration, running: running, waiting: waiting)
        stacks[slots[slot].stack, default: AssistTally()].add(duration, running: running, waiting: waiting)
        tasks.add(current.task(slot: Int32(slot)), duration, running: running, waiting: waiting)
    }

    private func isSelected(_ goroutine: Int64) -> Bool { goroutines?.contains(goroutine) ?? true }

    private mutating func reach(_ slot: Int) {
        slots.reach(slot, with: Slot())
    }

    // MARK: Sweeps

    private mutating func endSweep(_ event: TraceEvent, _ scene: TraceScene) {
        guard let begin = sweepStarts.removeValue(forKey: event.processor), event.time >= scene.start else { return }
        addSweep(begin, until: event.time, scene)
        sweptBytes &+= max(event.subject, 0)
        reclaimedBytes &+= max(event.extra, 0)
    }

    private mutating func addSweep(_ begin: (time: Int64, group: Int32), until time: Int64, _ scene: TraceScene) {
        let duration = time &- max(begin.time, scene.start)
        sweeps.add(duration)
        sweepGroups[begin.group, default: DurationDistribution()].add(duration)
    }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        guard interval.state == .running, interval.slot >= 0 else { return }
        if groupsLookedAt < scene.groups.count { lookForBackground(scene) }
        let group = scene.goroutines[Int(interval.slot)].group
        if group == sweeperGroup { backgroundSweep &+= interval.duration }
        if group == scavengerGroup { scavenging &+= interval.duration }
    }

    private mutating func lookForBackground(_ scene: TraceScene) {
        for group in Int32(groupsLookedAt)..<Int32(scene.groups.count) {
            switch scene.text(scene.groups.root(group)) {
            case "runtime.bgsweep": sweeperGroup = scene.groups.resolve(group)
            case "runtime.bgscavenge": scavengerGroup = scene.groups.resolve(group)
            default: break
            }
        }
        groupsLookedAt = scene.groups.count
    }

    public mutating func finish(_ scene: TraceScene) {
        for slot in slots.indices {
            endWorker(slot, at: scene.end, scene)
            endAssist(slot, at: scene.end, scene)
        }
        for begin in sweepStarts.values { addSweep(begin, until: scene.end, scene) }
        processorCapacity.finish(scene)
        var resolved: [Int32: AssistTally] = [:]
        for (group, tally) in groups { resolved[scene.groups.resolve(group), default: AssistTally()].merge(tally) }
        assistsByGroup = resolved.map { ($0.key, $0.value) }
            .sorted { ($0.tally.durations.sum, $1.group) > ($1.tally.durations.sum, $0.group) }
        assistsByStack = stacks.map { ($0.key, $0.value) }
            .sorted { ($0.tally.durations.sum, $1.stack) > ($1.tally.durations.sum, $0.stack) }
        (assistsByTask, worstTasks) = tasks.results()
        var sweepers: [Int32: DurationDistribution] = [:]
        for (group, durations) in sweepGroups {
            sweepers[scene.groups.resolve(group), default: DurationDistribution()].merge(durations)
        }
        sweepsByGroup = sweepers.map { ($0.key, $0.value) }
            .sorted { ($0.durations.sum, $1.group) > ($1.durations.sum, $0.group) }
    }
}

/// Assists by task; only tasks that had some are kept, and of those that ended the worst.
struct TaskAssists {
    private var types: [Int64: StringID] = [:]
    private var active: [Int64: AssistTally] = [:]
    private var byType: [StringID: (tasks: Int, tally: AssistTally)] = [:]
    private var worst: [(task: Int64, type: StringID, tally: AssistTally)] = []
    private static let worstCount = 50

    mutating func begin(_ event: TraceEvent) { types[event.subject] = event.text }

    mutating func end(_ event: TraceEvent) {
        close(event.subject)
        types[event.subject] = nil
    }

    mutating func add(_ task: Int64, _ duration: Int64, running: Int64, waiting: Int64) {
        guard task != 0 else { return }
        active[task, default: AssistTally()].add(duration, running: running, waiting: waiting)
    }

    private mutating func close(_ task: Int64) {
        guard let tally = active.removeValue(forKey: task) else { return }
        let type = types[task] ?? .empty
        byType[type, default: (0, AssistTally())].tasks += 1
        byType[type]?.tally.merge(tally)
        let sum = tally.durations.sum
        guard worst.count < Self.worstCount || sum > worst.last?.tally.durations.sum ?? 0 else { return }
        worst.insert((task, type, tally), at: worst.firstIndex { $0.tally.durations.sum < sum } ?? worst.count)
        if worst.count > Self.worstCount { worst.removeLast() }
    }

    mutating func results() -> (
        [(type: StringID, tasks: Int, tally: AssistTally)], [(task: Int64, type: StringID, tally: AssistTally)]
    ) {
        for task in active.keys.sorted() { close(task) }
        let rows = byType.map { (type: $0.key, tasks: $0.value.tasks, tally: $0.value.tally) }
            .sorted { ($0.tally.durations.sum, $1.type) > ($1.tally.durations.sum, $0.type) }
        return (rows, worst)
    }
}
