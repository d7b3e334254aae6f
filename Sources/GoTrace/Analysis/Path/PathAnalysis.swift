import Evidence

/// Critical paths of instances that are known already: the second of two passes.
///
/// Memory: `PathHistory` of the time from the begin of the oldest instance whose end was not reached, so that the
/// path of one instance takes what happened during it, and those of all take little more.
public struct PathAnalysis: TraceAnalysis {
    /// An instance, and to which set it counts.
    public struct Wanted: Sendable {
        public var instance: PathInstance
        public var set: Int

        public init(_ instance: PathInstance, set: Int = 0) {
            self.instance = instance
            self.set = set
        }
    }

    public let wants: TraceWants = [.intervals, .births, .ranges, .samples, .beforeWindow]
    public private(set) var nodes: PathNodes
    public private(set) var stacks = PathStacks()
    /// In the order of their ends; empty unless they are to be kept.
    public private(set) var results: [PathResult] = []
    /// Number of instances in each set.
    public private(set) var counts: [Int]
    /// Nanoseconds of all instances of each set.
    public private(set) var durations: [Int64]
    /// Instances whose goroutine was not found again.
    public private(set) var lost = 0

    /// By the time at which all is known of them.
    private let wanted: [Wanted]
    /// Least begin of each wanted instance and all behind it.
    private let lowWaters: [Int64]
    private let keepsResults: Bool
    private var next = 0
    private var nextTime: Int64
    private var history = PathHistory()
    private var wakes = WakeFacts()
    private var stops = TimeRanges()
    private var assists = TimeRanges()
    private var samples = TimeRanges()
    private var world = StoppedWorld()
    /// Assists that have not ended.
    private var openAssists: [(actor: Int32, start: Int64)] = []

    /// - Parameters:
    ///   - sets: number of sets among the instances.
    ///   - keepsResults: whether segments are kept, and not only their sums.
    public init(_ wanted: [Wanted], sets: Int = 1, keepsResults: Bool) {
        let sorted = wanted.sorted {
            ($0.instance.known, $0.instance.start, $0.instance.id)
                < ($1.instance.known, $1.instance.start, $1.instance.id)
        }
        self.wanted = sorted
        self.keepsResults = keepsResults
        var low = Int64.max
        var lowWaters = Array(repeating: Int64.max, count: sorted.count + 1)
        for index in sorted.indices.reversed() {
            low = min(low, sorted[index].instance.start)
            lowWaters[index] = low
        }
        self.lowWaters = lowWaters
        nodes = PathNodes(sets: sets)
        counts = Array(repeating: 0, count: sets)
        durations = Array(repeating: 0, count: sets)
        nextTime = sorted.first?.instance.known ?? .max
        history.drop(until: lowWaters[0])
    }

    /// Time of the trace's clock before which nothing is needed.
    public var firstTime: Int64 { wanted.isEmpty ? 0 : lowWaters[0] }

    /// Time of the trace's clock after which nothing more is needed; 0 when nothing is wanted.
    public var lastTime: Int64 { wanted.last?.instance.known ?? 0 }

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        if event.time > nextTime { settle(before: event.time, scene) }
        history.appears(event, scene)
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        if interval.end > nextTime { settle(before: interval.end, scene) }
        history.append(interval, scene)
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .stwBegin, .stwEnd: if let stop = world.take(event) { stops.append(stop.start, stop.end) }
        case .gcMarkAssistBegin, .gcMarkAssistActive, .gcMarkAssistEnd: assist(event)
        case .cpuSample where event.goroutineSlot >= 0:
            samples.append(event.time &- 1, event.time, owner: history.actor(slot: event.goroutineSlot))
        default: break
        }
    }

    private mutating func assist(_ event: TraceEvent) {
        let actor = history.actor(slot: event.subjectSlot)
        let index = openAssists.firstIndex { $0.actor == actor }
        if event.type != .gcMarkAssistEnd {
            if index == nil, actor >= 0 { openAssists.append((actor, event.time)) }
        } else if let index {
            assists.append(openAssists[index].start, event.time, owner: actor)
            openAssists.remove(at: index)
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        settle(before: nil, scene)
        for index in results.indices {
            for segment in results[index].segments.indices {
                results[index].segments[segment].group = scene.groups.resolve(results[index].segments[segment].group)
            }
            for wait in results[index].waits.indices {
                results[index].waits[wait].group = scene.groups.resolve(results[index].waits[wait].group)
            }
        }
        history = PathHistory()
    }

    // MARK: Paths

    /// Works out the paths of which all is known before a time, nil for all, and forgets what is not needed any more.
    private mutating func settle(before time: Int64?, _ scene: TraceScene) {
        while next < wanted.count, time.map({ wanted[next].instance.known < $0 }) ?? true {
            trace(wanted[next], scene)
            next += 1
        }
        nextTime = next < wanted.count ? wanted[next].instance.known : .max
        let low = lowWaters[next]
        history.drop(until: low)
        stops.drop(until: low)
        assists.drop(until: low)
        samples.drop(until: low)
    }

    private mutating func trace(_ wanted: Wanted, _ scene: TraceScene) {
        let instance = wanted.instance
        let actor = history.actor(slot: instance.slot)
        guard actor >= 0, history.goroutines[Int(actor)].id == instance.goroutine else {
            lost += 1
            return
        }
        var cover: UInt32?
        var before = history.last(slot: instance.slot)
        while before != PathHistory.none, history[before].end > instance.known {
            cover = before
            before = history[before].previous
        }
        var walk = PathWalk(
            actor: actor, cover: cover, before: before, time: instance.known, endStack: instance.endStack,
            from: instance.start, to: instance.end)
        walk.run(history, &stacks, &wakes, scene)
        collect(walk, wanted, scene)
    }

    private mutating func collect(_ walk: PathWalk, _ wanted: Wanted, _ scene: TraceScene) {
        var waits: [PathWait] = []
        waits.reserveCapacity(walk.waits.count)
        for wait in walk.waits {
            let actor = history.goroutines[Int(wait.actor)]
            let parent = wait.parent < 0 ? -1 : waits[Int(wait.parent)].node
            let group = scene.groups.resolve(actor.group)
            waits.append(
                PathWait(
                    goroutine: actor.id, group: actor.group, kind: wait.kind, start: wait.start, end: wait.end,
                    stack: wait.stack, waker: history.goroutines[Int(wait.waker)].id, wakerStack: wait.wakerStack,
                    parent: wait.parent,
                    node: nodes.wait(parent, group, wait.kind, wait.stack, wakerStack: wait.wakerStack)))
        }
        var segments: [PathSegment] = []
        segments.reserveCapacity(walk.steps.count)
        for step in walk.steps.reversed() {
            let segment = segment(step, step.wait < 0 ? -1 : waits[Int(step.wait)].node, scene)
            nodes.add(segment, set: wanted.set)
            segments.append(segment)
        }
        counts[wanted.set] += 1
        durations[wanted.set] &+= wanted.instance.duration
        if keepsResults {
            results.append(PathResult(instance: wanted.instance, segments: segments, waits: waits))
        }
    }

    private mutating func segment(_ step: PathWalk.Step, _ parent: Int32, _ scene: TraceScene) -> PathSegment {
        let actor = history.goroutines[Int(step.actor)]
        let group = scene.groups.resolve(actor.group)
        var segment = PathSegment(
            goroutine: actor.id, group: actor.group, activity: step.activity, start: step.start, end: step.end,
            stack: step.stack, endStack: step.endStack, wait: step.wait,
            node: nodes.leaf(parent, group, step.activity, step.stack),
            stopped: stops.overlap(step.start, step.end),
            assist: assists.overlap(step.start, step.end, owner: step.actor),
            samples: Int(samples.overlap(step.start, step.end, owner: step.actor)))
        // What has not ended yet.
        if let start = world.start { segment.stopped &+= max(0, step.end &- max(step.start, start)) }
        for assist in openAssists where assist.actor == step.actor {
            segment.assist &+= max(0, step.end &- max(step.start, assist.start))
        }
        return segment
    }
}
