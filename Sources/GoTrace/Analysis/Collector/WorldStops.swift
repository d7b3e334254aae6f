import Evidence

/// A stop of the world.
public struct WorldStop: Sendable {
    /// Why, in the runtime's words.
    public var kind: StringID
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Whether the world was still stopped when the trace ended.
    public var isOpen = false
    /// Whether the begin lies before the window that is looked at.
    public var isCensored = false
    /// When the last processor but the stopper's own had stopped; nil when that was not seen.
    public var stopped: Int64?
    /// Who stopped it, and where.
    public var goroutine: Int64
    public var group: Int32
    public var stack: UInt32
    public var processor: Int32
    /// The processor that stopped last; nil when all others stood already.
    public var delay: Delay?

    /// Who made everybody wait.
    public struct Delay: Sendable {
        public var processor: Int32
        /// What ran on the processor when the stop began; -1 when no goroutine did.
        public var goroutine: Int64 = -1
        public var group: Int32 = GoroutineGroups.unknown
        /// Where the goroutine was when it stopped running at last; 0 when unknown.
        public var stack: UInt32 = 0
        /// Whether the goroutine was in a system call, out of which its processor was taken.
        public var wasInSystemCall = false
    }

    public var duration: Int64 { end &- start }
    /// Nanoseconds until all processors stood.
    public var timeToStop: Int64? { stopped.map { $0 &- start } }
}

/// Stops of the world of one kind.
public struct WorldStopKind: Sendable {
    public let kind: StringID
    public let isForCollector: Bool
    public fileprivate(set) var durations = DurationDistribution()
    public fileprivate(set) var timesToStop = DurationDistribution()
    public fileprivate(set) var worst: WorldStop?
}

/// Goroutines of one group that were the last to stop at one place.
public struct WorldStopDelayer: Sendable {
    public fileprivate(set) var group: Int32
    /// 0 when unknown.
    public let stack: UInt32
    public fileprivate(set) var count = 0
    /// Nanoseconds from the begin of stops until these goroutines had stopped.
    public fileprivate(set) var sum: Int64 = 0
    public fileprivate(set) var worst: WorldStop
}

/// Stops of the world: how long they took, and who delayed them.
public struct WorldStops: TraceAnalysis, Sendable {
    /// In the order in which they appear.
    public private(set) var kinds: [WorldStopKind] = []
    /// The longest ones, longest first.
    public private(set) var longest: [WorldStop] = []
    /// By the time that they cost, most first; goroutines that took less than `leastDelay` do not count.
    public private(set) var delayers: [WorldStopDelayer] = []
    /// Nanoseconds during which the world was stopped, or being stopped, whatever for.
    public private(set) var total: Int64 = 0
    /// Nanoseconds of these for the collector.
    public private(set) var collectorTotal: Int64 = 0
    /// Processor time of the latter: each times GOMAXPROCS.
    public private(set) var collectorProcessorTime: Int64 = 0
    private var open: [WorldStop] = []
    /// Begin of the time that `total` lacks.
    private var openSince: Int64 = 0
    private var busy: [Bool] = []
    private var busyCount = 0
    /// Who left each processor last since a stop began.
    private var left: [WorldStop.Delay?] = []
    private var kindIndexes: [StringID: Int] = [:]
    private var delayerIndexes: [UInt64: Int] = [:]

    /// Nanoseconds from which on somebody is named as the one who delayed a stop.
    public static let leastDelay: Int64 = 10_000
    private static let longestCount = 100

    public init() {}

    public var wants: TraceWants { [.transitions, .ranges, .beforeWindow] }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .goroutineTransition:
            if !open.isEmpty { leave(event, scene) }
        case .processorTransition: processor(event)
        case .rangeBegin where event.type == .stwBegin: begin(event, scene)
        case .rangeEnd where event.type == .stwEnd: end(event, scene)
        default: break
        }
    }

    private mutating func begin(_ event: TraceEvent, _ scene: TraceScene) {
        if open.isEmpty {
            openSince = event.time
            for index in left.indices { left[index] = nil }
        }
        var stop = WorldStop(
            kind: event.text, start: event.time, end: event.time, goroutine: event.goroutine,
            group: event.goroutineSlot >= 0 ? scene.goroutines[Int(event.goroutineSlot)].group : 0, stack: event.stack,
            processor: event.processor)
        if others(than: event.processor) == 0 { stop.stopped = event.time }
        open.append(stop)
    }

    private mutating func end(_ event: TraceEvent, _ scene: TraceScene) {
        guard let index = open.lastIndex(where: { $0.goroutine == event.goroutine }) else { return }
        var stop = open.remove(at: index)
        stop.end = event.time
        if open.isEmpty { add(from: openSince, to: event.time, scene) }
        take(stop, scene)
    }

    private mutating func add(from start: Int64, to end: Int64, _ scene: TraceScene) {
        total &+= max(end &- max(start, scene.start), 0)
    }

    /// Processors that are not idle, but for one.
    private func others(than own: Int32) -> Int {
        let ownIsBusy = busy.indices.contains(Int(own)) && busy[Int(own)]
        return busyCount - (ownIsBusy ? 1 : 0)
    }

    @inline(__always)
    private mutating func processor(_ event: TraceEvent) {
        guard event.subject >= 0, event.subject < ProcessorCapacity.mostProcessors else { return }
        let index = Int(event.subject)
        busy.reach(index, with: false)
        left.reach(index, with: nil)
        let isBusy = event.processorAfter == .running
        guard isBusy != busy[index] else { return }
        busy[index] = isBusy
        busyCount += isBusy ? 1 : -1
        if !open.isEmpty, !isBusy { stopped(index, event) }
    }

    private mutating func stopped(_ processor: Int, _ event: TraceEvent) {
        for index in open.indices where open[index].stopped == nil {
            guard others(than: open[index].processor) == 0 else { continue }
            open[index].stopped = event.time
            // One that had been idle from the begin of the stop delays nobody.
            open[index].delay = left[processor] ?? WorldStop.Delay(processor: Int32(processor))
            if event.type == .procSteal { open[index].delay?.wasInSystemCall = true }
        }
    }

    /// Notes which goroutine leaves a processor while the world is being stopped.
    private mutating func leave(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.goroutineBefore == .running, event.subject == event.goroutine, event.processor >= 0,
            left.indices.contains(Int(event.processor))
        else { return }
        if event.goroutineAfter == .running { return }
        left[Int(event.processor)] = WorldStop.Delay(
            processor: event.processor, goroutine: event.subject,
            group: scene.goroutines[Int(event.subjectSlot)].group, stack: event.transitionStack)
    }

    private mutating func take(_ whole: WorldStop, _ scene: TraceScene) {
        guard whole.end >= scene.start else { return }
        var stop = whole
        if stop.start < scene.start {
            stop.isCensored = true
            stop.start = scene.start
            if let stopped = stop.stopped { stop.stopped = max(stopped, scene.start) }
        }
        let isForCollector = CollectorNames.isStopForCollector(stop.kind, scene.tables)
        if isForCollector {
            collectorTotal &+= stop.duration
            collectorProcessorTime &+=
                stop.duration &* min(max(Int64(scene.processorLimit), 0), ProcessorCapacity.mostProcessors)
        }
        let index = kindIndexes[stop.kind] ?? kinds.count
        if index == kinds.count {
            kindIndexes[stop.kind] = index
            kinds.append(WorldStopKind(kind: stop.kind, isForCollector: isForCollector))
        }
        kinds[index].durations.add(stop.duration)
        if let time = stop.timeToStop { kinds[index].timesToStop.add(time) }
        if stop.duration > kinds[index].worst?.duration ?? -1 { kinds[index].worst = stop }
        if longest.count < Self.longestCount || stop.duration > longest.last?.duration ?? 0 {
            longest.insert(stop, at: longest.firstIndex { $0.duration < stop.duration } ?? longest.count)
            if longest.count > Self.longestCount { longest.removeLast() }
        }
        blame(stop)
    }

    private mutating func blame(_ stop: WorldStop) {
        guard let delay = stop.delay, let time = stop.timeToStop, time >= Self.leastDelay else { return }
        let key = UInt64(UInt32(bitPattern: delay.group)) << 32 | UInt64(delay.stack)
        let index: Int
        if let known = delayerIndexes[key] {
            index = known
        } else {
            index = delayers.count
            delayerIndexes[key] = index
            delayers.append(WorldStopDelayer(group: delay.group, stack: delay.stack, worst: stop))
        }
        delayers[index].count += 1
        delayers[index].sum &+= time
        if time > delayers[index].worst.timeToStop ?? 0 { delayers[index].worst = stop }
    }

    public mutating func finish(_ scene: TraceScene) {
        if !open.isEmpty { add(from: openSince, to: scene.end, scene) }
        for var stop in open {
            stop.end = max(scene.end, stop.start)
            stop.isOpen = true
            take(stop, scene)
        }
        open = []
        for index in delayers.indices { delayers[index].group = scene.groups.resolve(delayers[index].group) }
        delayers.sort { ($0.sum, $1.worst.start) > ($1.sum, $0.worst.start) }
    }
}
