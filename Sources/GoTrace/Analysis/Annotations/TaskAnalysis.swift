import Evidence

/// A task that began and ended in the trace.
public struct TraceTask: Sendable {
    public var id: Int64
    /// -1 for none.
    public var parent: Int64
    public var type: StringID
    /// The goroutine that began it.
    public var goroutine: Int64
    /// The one that ended it.
    public var endGoroutine: Int64
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Where it began.
    public var stack: UInt32
    /// Tasks that were begun under it.
    public var children: Int
    /// Regions that were begun for it.
    public var regions: Int
    /// Of the goroutine that began it, as long as the task lasted.
    public var times: StateTimes
    /// Of other goroutines, while they were in regions of the task.
    public var elsewhere: StateTimes
    public var logs: TraceLogs

    public var duration: Int64 { end &- start }
}

/// Tasks of one type.
public struct TaskType: Sendable {
    public let name: StringID
    /// Of tasks with begin and end in the trace.
    public internal(set) var durations = DurationDistribution()
    public internal(set) var times = StateTimes()
    public internal(set) var elsewhere = StateTimes()
    public internal(set) var children = 0
    public internal(set) var begunBefore = 0
    public internal(set) var neverEnded = 0
    public internal(set) var slowest: SlowestList<TraceTask>
}

/// Tasks by their types, with what was done for them.
///
/// Memory is in proportion to types and to tasks that are open.
public struct TaskAnalysis: TraceAnalysis {
    public let wants: TraceWants = [.intervals, .births, .ranges, .annotations]
    /// In the order in which types appear.
    public private(set) var types: [TaskType] = []
    private let goroutines: Set<Int64>?
    private let limit: Int
    private var numbers: [StringID: Int] = [:]
    private var clocks = StateClocks()
    private var open: [Int64: Open] = [:]
    /// Tasks that the goroutine of each slot began and that are open.
    private var begun: [Set<Int64>] = []
    /// Regions of tasks that the goroutine of each slot is in, the outermost of each task, and how many inside of it.
    private var regions: [[Inside]] = []

    private struct Open {
        var task: TraceTask
        var begin: StateTimes
        var slot: Int
        /// Whether the goroutine that began it is gone, and `task.times` complete.
        var isAlone = false
        /// Slots of other goroutines that are in a region of it.
        var helpers: Set<Int> = []
    }

    private struct Inside {
        var task: Int64
        var depth: Int
        var begin: StateTimes
    }

    /// - Parameters:
    ///   - goroutines: whose tasks count, by the goroutine that began them; nil for all.
    ///   - slowest: how many tasks of each type are kept.
    public init(goroutines: Set<Int64>? = nil, slowest limit: Int = 5) {
        self.goroutines = goroutines
        self.limit = limit
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        clocks.interval(interval, scene)
    }

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        begun.reach(slot, with: [])
        regions.reach(slot, with: [])
        guard !begun[slot].isEmpty || !regions[slot].isEmpty else { return }
        // The goroutine that had this slot is gone; its last interval has come already.
        let times = clocks.past(slot, at: event.time)
        for id in begun[slot] {
            guard var task = open[id] else { continue }
            task.task.times = times.since(task.begin)
            task.isAlone = true
            open[id] = task
        }
        for inside in regions[slot] {
            open[inside.task]?.task.elsewhere.add(times.since(inside.begin))
            open[inside.task]?.helpers.remove(slot)
        }
        begun[slot].removeAll(keepingCapacity: true)
        regions[slot].removeAll(keepingCapacity: true)
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .rangeBegin, .rangeActive, .rangeEnd: clocks.range(event, scene)
        case .taskBegin: begin(event, scene)
        case .taskEnd: end(event, scene)
        case .regionBegin: enter(event, scene)
        case .regionEnd: leave(event, scene)
        case .log: open[event.subject]?.task.logs.add(event)
        default: break
        }
    }

    private mutating func begin(_ event: TraceEvent, _ scene: TraceScene) {
        open[event.extra]?.task.children += 1
        let slot = Int(event.goroutineSlot)
        guard slot >= 0, slot < begun.count, goroutines?.contains(event.goroutine) ?? true else { return }
        let task = TraceTask(
            id: event.subject, parent: event.extra, type: event.text, goroutine: event.goroutine,
            endGoroutine: event.goroutine, start: event.time, end: event.time, stack: event.stack, children: 0,
            regions: 0, times: StateTimes(), elsewhere: StateTimes(), logs: TraceLogs())
        open[event.subject] = Open(task: task, begin: clocks.now(slot, scene), slot: slot)
        begun[slot].insert(event.subject)
    }

    private mutating func end(_ event: TraceEvent, _ scene: TraceScene) {
        guard var ended = open.removeValue(forKey: event.subject) else {
            if goroutines == nil { types[type(event.text)].begunBefore += 1 }
            return
        }
        if !ended.isAlone {
            ended.task.times = clocks.now(ended.slot, scene).since(ended.begin)
            begun[ended.slot].remove(event.subject)
        }
        for slot in ended.helpers {
            guard let index = regions[slot].firstIndex(where: { $0.task == event.subject }) else { continue }
            ended.task.elsewhere.add(clocks.now(slot, scene).since(regions[slot].remove(at: index).begin))
        }
        ended.task.end = event.time
        ended.task.endGoroutine = event.goroutine
        let number = type(ended.task.type)
        types[number].durations.add(ended.task.duration)
        types[number].times.add(ended.task.times)
        types[number].elsewhere.add(ended.task.elsewhere)
        types[number].children += ended.task.children
        types[number].slowest.add(ended.task.duration, ended.task)
    }

    // MARK: Regions of tasks on other goroutines

    private mutating func enter(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.subject != 0, var task = open[event.subject] else { return }
        task.task.regions += 1
        defer { open[event.subject] = task }
        let slot = Int(event.goroutineSlot)
        guard slot >= 0, slot < regions.count, task.isAlone || task.slot != slot else { return }
        if let index = regions[slot].firstIndex(where: { $0.task == event.subject }) {
            regions[slot][index].depth += 1
        } else {
            regions[slot].append(Inside(task: event.subject, depth: 1, begin: clocks.now(slot, scene)))
            task.helpers.insert(slot)
        }
    }

    private mutating func leave(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.goroutineSlot)
        guard slot >= 0, slot < regions.count,
            let index = regions[slot].firstIndex(where: { $0.task == event.subject })
        else { return }
        regions[slot][index].depth -= 1
        guard regions[slot][index].depth == 0 else { return }
        let inside = regions[slot].remove(at: index)
        open[event.subject]?.task.elsewhere.add(clocks.now(slot, scene).since(inside.begin))
        open[event.subject]?.helpers.remove(slot)
    }

    private mutating func type(_ name: StringID) -> Int {
        if let known = numbers[name] { return known }
        let number = types.count
        types.append(TaskType(name: name, slowest: SlowestList(limit: limit)))
        numbers[name] = number
        return number
    }

    public mutating func finish(_ scene: TraceScene) {
        for id in open.keys.sorted() {
            if let task = open[id] { types[type(task.task.type)].neverEnded += 1 }
        }
    }
}
