import Evidence

/// What happened in a window, in sums.
public struct WindowStatistics: TraceAnalysis {
    public struct Wait: Sendable {
        public var kind: WaitKind
        public var stack: UInt32
        public var count = 0
        public var nanoseconds: Int64 = 0
    }

    private struct Site: Hashable {
        var kind: WaitKind
        var stack: UInt32
    }

    public let wants: TraceWants = [.intervals, .processors, .ranges, .samples, .beforeWindow]
    /// Nanoseconds of all goroutines in each state, by the raw value of the timeline's state.
    public private(set) var states = [Int64](repeating: 0, count: TimelineState.allCases.count)
    /// The same by group, resolved once the pass is finished.
    public private(set) var groups: [Int32: [Int64]] = [:]
    /// Nanoseconds of each processor in each state, by the raw value of `ProcessorInterval.State`.
    public private(set) var processors: [Int32: [Int64]] = [:]
    /// Longest in all first.
    public private(set) var waits: [Wait] = []
    /// Nanoseconds in which the collector marked, and in which the world was stopped.
    public private(set) var marking: Int64 = 0
    public private(set) var stopped: Int64 = 0
    public private(set) var stops = 0
    public private(set) var samples = 0
    private var sites: [Site: Wait] = [:]
    private var kinds = WaitKindTable()
    private var world = StoppedWorld()
    private var markingSince: Int64?

    public init() {}

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard let state = TimelineState(interval.state) else { return }
        states[Int(state.rawValue)] &+= interval.duration
        let group = scene.goroutines[Int(interval.slot)].group
        groups[group, default: Array(repeating: 0, count: states.count)][Int(state.rawValue)] &+= interval.duration
        guard state == .waiting else { return }
        let site = Site(
            kind: kinds.kind(reason: interval.reason, stack: interval.stack, scene.tables), stack: interval.stack)
        sites[site, default: Wait(kind: site.kind, stack: site.stack)].count += 1
        sites[site]?.nanoseconds &+= interval.duration
    }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        let count = ProcessorInterval.State.allCases.count
        processors[interval.processor, default: Array(repeating: 0, count: count)][Int(interval.state.rawValue)] &+=
            interval.duration
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .gcBegin, .gcActive: if markingSince == nil { markingSince = event.time }
        case .gcEnd:
            if let since = markingSince { marking &+= max(0, event.time &- max(since, scene.start)) }
            markingSince = nil
        case .stwBegin, .stwEnd: if let stop = world.take(event) { add(stop.start, stop.end, scene) }
        case .cpuSample: if event.time >= scene.start { samples += 1 }
        default: break
        }
    }

    private mutating func add(_ start: Int64, _ end: Int64, _ scene: TraceScene) {
        guard end > scene.start else { return }
        stops += 1
        stopped &+= end &- max(start, scene.start)
    }

    public mutating func finish(_ scene: TraceScene) {
        if let since = markingSince { marking &+= max(0, scene.end &- max(since, scene.start)) }
        if let since = world.start { add(since, scene.end, scene) }
        var resolved: [Int32: [Int64]] = [:]
        for (group, sums) in groups {
            let number = scene.groups.resolve(group)
            let before = resolved[number] ?? Array(repeating: 0, count: states.count)
            resolved[number] = zip(before, sums).map { $0 &+ $1 }
        }
        groups = resolved
        waits = sites.values.sorted { ($0.nanoseconds, $1.stack) > ($1.nanoseconds, $0.stack) }
        sites = [:]
    }
}
