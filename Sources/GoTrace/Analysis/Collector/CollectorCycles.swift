import Evidence

/// One cycle of the collector: its concurrent phase.
public struct CollectorCycle: Sendable {
    /// What made it start.
    public enum Trigger: String, Sendable, CaseIterable {
        /// An allocation met the heap's trigger.
        case heap
        /// `runtime.GC`.
        case explicit
        /// `debug.FreeOSMemory`.
        case freeMemory = "debug.FreeOSMemory"
        /// None had run for two minutes.
        case periodic
        case unknown
    }

    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Whether it ran when the trace, or the window, began.
    public var isCensored: Bool
    public var isOpen = true
    public var trigger: Trigger
    /// Who began it, and where; 0 when unknown.
    public var goroutine: Int64
    public var group: Int32
    public var stack: UInt32
    /// Bytes of the heap when it began; nil when unknown.
    public var heapBefore: Int64?
    /// Most bytes while it went on.
    public var heapPeak: Int64?
    /// Bytes that it found alive.
    public var heapAfter: Int64?
    /// Size of the heap at which it was to be done.
    public var goal: Int64?

    public var duration: Int64 { end &- start }
}

/// Cycles of the collector, the heap's size, and the rate of allocation.
public struct CollectorCycles: TraceAnalysis, Sendable {
    public private(set) var cycles: [CollectorCycle] = []
    public private(set) var durations = DurationDistribution()
    /// Nanoseconds during which a cycle ran.
    public private(set) var markingTime: Int64 = 0
    /// Bytes by which the heap grew, but for what collections freed.
    public private(set) var allocated: Int64 = 0
    /// Bytes allocated over time.
    public private(set) var allocations = TimeBuckets()
    /// First, least, greatest and last size of the heap; nil when the trace does not say.
    public private(set) var heap: (first: Int64, least: Int64, greatest: Int64, last: Int64)?
    public private(set) var lastGoal: Int64?
    private var size: Int64?
    private var isTerminating = false
    private var triggers: [UInt32: CollectorCycle.Trigger] = [:]

    public init() {}

    public var wants: TraceWants { [.metrics, .ranges, .beforeWindow] }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .heapAlloc: heap(event.subject, scene)
        // The runtime says 0 when there is none, as with GOGC=off.
        case .heapGoal: lastGoal = event.subject > 0 ? event.subject : nil
        case .gcBegin, .gcActive: if event.kind != .rangeActive || !isRunning { begin(event, scene) }
        case .gcEnd: end(event)
        case .stwBegin: isTerminating = CollectorNames.isMarkTermination(event.text, scene.tables)
        case .stwEnd: isTerminating = false
        default: break
        }
    }

    private var isRunning: Bool { cycles.last?.isOpen ?? false }

    private mutating func begin(_ event: TraceEvent, _ scene: TraceScene) {
        let isKnown = event.kind == .rangeBegin
        let slot = Int(event.goroutineSlot)
        cycles.append(
            CollectorCycle(
                start: isKnown ? event.time : scene.start, end: event.time, isCensored: !isKnown,
                trigger: isKnown ? trigger(event.stack, scene.tables) : .unknown,
                goroutine: isKnown ? event.goroutine : -1,
                group: isKnown && slot >= 0 ? scene.goroutines[slot].group : GoroutineGroups.unknown,
                stack: isKnown ? event.stack : 0, heapBefore: isKnown ? size : nil, heapPeak: size, heapAfter: nil,
                goal: lastGoal))
    }

    private mutating func end(_ event: TraceEvent) {
        guard let last = cycles.indices.last, cycles[last].isOpen else { return }
        cycles[last].isOpen = false
        cycles[last].end = event.time
        cycles[last].heapAfter = isTerminating ? size : nil
    }

    private mutating func heap(_ value: Int64, _ scene: TraceScene) {
        guard value >= 0 else { return }
        let before = size
        size = value
        // The collector puts what it marked in the place of what was counted.
        if let before, !isTerminating, scene.now >= scene.start {
            allocated &+= value &- before
            allocations.add(value &- before, at: scene.now &- scene.start)
        }
        if isRunning, !isTerminating, value > cycles[cycles.count - 1].heapPeak ?? -1 {
            cycles[cycles.count - 1].heapPeak = value
        }
        guard scene.now >= scene.start else { return }
        let known = heap ?? (value, value, value, value)
        heap = (known.first, min(known.least, value), max(known.greatest, value), value)
    }

    private mutating func trigger(_ stack: UInt32, _ tables: TraceTables) -> CollectorCycle.Trigger {
        if let known = triggers[stack] { return known }
        let names = tables.functionNames(stack: stack)
        let result: CollectorCycle.Trigger
        if names.isEmpty {
            result = .unknown
        } else if names.contains("runtime/debug.freeOSMemory") || names.contains("runtime/debug.FreeOSMemory") {
            result = .freeMemory
        } else if names.contains("runtime.GC") {
            result = .explicit
        } else {
            result = names.contains("runtime.forcegchelper") ? .periodic : .heap
        }
        triggers[stack] = result
        return result
    }

    public mutating func finish(_ scene: TraceScene) {
        cycles.removeAll { !$0.isOpen && $0.end < scene.start }
        for index in cycles.indices {
            if cycles[index].isOpen { cycles[index].end = max(scene.end, cycles[index].start) }
            if cycles[index].start < scene.start {
                cycles[index].start = scene.start
                cycles[index].isCensored = true
            }
            cycles[index].group = scene.groups.resolve(cycles[index].group)
            markingTime &+= cycles[index].duration
            // What is cut off says nothing of how long cycles last.
            if !cycles[index].isOpen, !cycles[index].isCensored { durations.add(cycles[index].duration) }
        }
    }
}
