import Evidence

/// What a trace is compared by: times and numbers in equal slices of time, and how long tasks, regions and requests
/// took.
///
/// Memory is in proportion to groups of goroutines times places, not to events.
public struct TraceMeasures: TraceAnalysis {
    public let wants: TraceWants = [.intervals, .processors, .births, .ranges, .annotations, .samples]
    private(set) var rows = RateRows()
    private(set) var sums = SliceSums()
    /// Waits for a processor, by the time of their ends; those of the runtime's own goroutines included.
    private(set) var latencies = SlicedDurations(limit: 64)
    private(set) var instances = InstanceTable()
    private(set) var loops = WaitLoops()

    private var tasks = TaskClocks()
    private var requests = RequestClocks()
    /// Open regions, innermost last, by slot.
    private var regions: [[Region]] = []
    /// By slot: since when the goroutine assists the collector.
    private var assistStarts: [Int64?] = []
    private var world = StoppedWorld()

    private struct Region {
        var name: StringID
        var start: Int64
    }

    public init() {}

    // MARK: Intervals

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard let row = rows.row(interval, scene) else { return }
        reach()
        let end = interval.end &- scene.start
        sums.add(row: row, from: interval.start &- scene.start, to: end)
        switch interval.state {
        case .waiting: loops.note(interval, site: Int(rows.rows[row].site))
        case .runnable: if !interval.isOpen { latencies.add(interval.duration, at: end) }
        default: break
        }
        if interval.next == .notExist { loops.end(slot: interval.slot) }
        if tasks.isAtWork(Int(interval.slot)) { tasks.add(interval, row: row) }
        requests.interval(interval, row: row, scene)
        if requests.hasFound { note(requests.take(), scene) }
    }

    /// Gives every row its place in the sums.
    @inline(__always)
    private mutating func reach() { while sums.rowCount < rows.rows.count { _ = sums.addRow() } }

    private mutating func add(
        _ value: Int64, _ quantity: MeasuredQuantity, group: Int32 = -1, name: StringID = .empty, at time: Int64
    ) {
        let row = rows.row(quantity, group: group, name: name)
        reach()
        sums.add(value, row: row, at: time)
    }

    private mutating func add(
        from start: Int64, to end: Int64, _ quantity: MeasuredQuantity, group: Int32 = -1, _ scene: TraceScene
    ) {
        let row = rows.row(quantity, group: group)
        reach()
        sums.add(row: row, from: start &- scene.start, to: end &- scene.start)
    }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        switch interval.state {
        case .idle: return
        case .running: add(from: interval.start, to: interval.end, .processorRunning, scene)
        case .scheduling: add(from: interval.start, to: interval.end, .processorScheduling, scene)
        case .syscall: add(from: interval.start, to: interval.end, .processorSystemCall, scene)
        }
    }

    // MARK: Events

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        note(requests.appears(event, scene), scene)
        tasks.appears(slot)
        regions.reach(slot, with: [])
        assistStarts.reach(slot, with: nil)
        regions[slot].removeAll(keepingCapacity: true)
        assistStarts[slot] = nil
        guard event.goroutineBefore == .notExist, event.time >= scene.start else { return }
        add(1, .created, group: RateRows.group(event.subjectSlot, scene), at: event.time &- scene.start)
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        requests.learn(event, scene)
        switch event.kind {
        case .rangeBegin, .rangeActive, .rangeEnd: range(event, scene)
        case .taskBegin:
            tasks.begin(event)
            add(1, .tasks, name: event.text, at: event.time &- scene.start)
        case .taskEnd:
            guard
                let task = tasks.end(event, scene, current: { rows.row($0, scene) })
            else { return }
            reach()
            instances.add(
                .task, task.type, event.time &- task.start, end: event.time &- scene.start, task.parts)
        case .regionBegin:
            let slot = Int(event.goroutineSlot)
            if slot >= 0, slot < regions.count { regions[slot].append(Region(name: event.text, start: event.time)) }
        case .regionEnd:
            let slot = Int(event.goroutineSlot)
            guard slot >= 0, slot < regions.count, let region = regions[slot].popLast() else { return }
            instances.add(
                .region, region.name, event.time &- region.start, end: event.time &- scene.start, TimeParts())
        default: break
        }
    }

    private mutating func range(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .gcBegin: add(1, .collections, at: event.time &- scene.start)
        case .stwBegin, .stwEnd:
            if event.type == .stwBegin { add(1, .stops, at: event.time &- scene.start) }
            if let stop = world.take(event) { add(from: stop.start, to: stop.end, .stopped, scene) }
        case .gcMarkAssistBegin, .gcMarkAssistActive:
            let slot = Int(event.subjectSlot)
            if slot >= 0, slot < assistStarts.count { assistStarts[slot] = assistStarts[slot] ?? event.time }
        case .gcMarkAssistEnd:
            let slot = Int(event.subjectSlot)
            guard slot >= 0, slot < assistStarts.count, let start = assistStarts[slot] else { return }
            assistStarts[slot] = nil
            add(from: start, to: event.time, .assist, group: RateRows.group(event.subjectSlot, scene), scene)
        default: break
        }
    }

    private mutating func note(_ ended: [(request: PathInstance, parts: TimeParts)], _ scene: TraceScene) {
        for (request, parts) in ended {
            add(1, .requests, name: request.name, at: request.end &- scene.start)
            instances.add(.request, request.name, request.duration, end: request.end &- scene.start, parts)
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        requests.finish()
        note(requests.take(), scene)
    }
}
