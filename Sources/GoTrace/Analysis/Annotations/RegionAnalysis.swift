import Evidence

/// A region that began and ended in the trace.
public struct TraceRegion: Sendable {
    public var name: StringID
    /// -1 for none.
    public var task: Int64
    public var goroutine: Int64
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Where it began.
    public var stack: UInt32
    /// Nanoseconds that were in no region inside of it.
    public var own: Int64
    /// Regions directly inside of it.
    public var children: Int
    public var times: StateTimes
    /// Messages while it was open, on its goroutine.
    public var logs: TraceLogs

    public var duration: Int64 { end &- start }
}

/// Regions of one name.
public struct RegionType: Sendable {
    public let name: StringID
    /// Of regions with begin and end in the trace.
    public internal(set) var durations = DurationDistribution()
    /// Nanoseconds of these in no region inside of them.
    public internal(set) var own: Int64 = 0
    public internal(set) var times = StateTimes()
    public internal(set) var begunBefore = 0
    /// Regions that had not ended when the trace or their goroutine did.
    public internal(set) var neverEnded = 0
    public internal(set) var slowest: SlowestList<TraceRegion>
}

/// Regions by their names, with what their goroutines did meanwhile.
///
/// Regions nest on each goroutine. The times by state are those of the region's goroutine between its begin and its
/// end, regions inside of it included. Memory is in proportion to names and to regions that are open.
public struct RegionAnalysis: TraceAnalysis {
    public let wants: TraceWants = [.intervals, .births, .ranges, .annotations]
    /// In the order in which names appear.
    public private(set) var types: [RegionType] = []
    private let goroutines: Set<Int64>?
    private let limit: Int
    private var numbers: [StringID: Int] = [:]
    private var clocks = StateClocks()
    /// Innermost last, by slot.
    private var open: [[Open]] = []

    private struct Open {
        var region: TraceRegion
        var begin: StateTimes
        /// Nanoseconds of regions directly inside.
        var nested: Int64
    }

    /// - Parameters:
    ///   - goroutines: whose regions count; nil for all.
    ///   - slowest: how many regions of each name are kept.
    public init(goroutines: Set<Int64>? = nil, slowest limit: Int = 5) {
        self.goroutines = goroutines
        self.limit = limit
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        clocks.interval(interval, scene)
    }

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        open.reach(slot, with: [])
        abandon(slot)
    }

    /// Counts regions that their goroutine did not end.
    private mutating func abandon(_ slot: Int) {
        for region in open[slot] { types[type(region.region.name)].neverEnded += 1 }
        open[slot].removeAll(keepingCapacity: true)
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .rangeBegin, .rangeActive, .rangeEnd: clocks.range(event, scene)
        case .regionBegin: begin(event, scene)
        case .regionEnd: end(event, scene)
        case .log:
            let slot = Int(event.goroutineSlot)
            guard slot >= 0, slot < open.count else { return }
            for index in open[slot].indices { open[slot][index].region.logs.add(event) }
        default: break
        }
    }

    private func isWanted(_ event: TraceEvent) -> Bool {
        event.goroutineSlot >= 0 && Int(event.goroutineSlot) < open.count
            && (goroutines?.contains(event.goroutine) ?? true)
    }

    private mutating func begin(_ event: TraceEvent, _ scene: TraceScene) {
        guard isWanted(event) else { return }
        let slot = Int(event.goroutineSlot)
        if let outer = open[slot].indices.last { open[slot][outer].region.children += 1 }
        let region = TraceRegion(
            name: event.text, task: event.subject == 0 ? -1 : event.subject, goroutine: event.goroutine,
            start: event.time, end: event.time, stack: event.stack, own: 0, children: 0, times: StateTimes(),
            logs: TraceLogs())
        open[slot].append(Open(region: region, begin: clocks.now(slot, scene), nested: 0))
    }

    private mutating func end(_ event: TraceEvent, _ scene: TraceScene) {
        guard isWanted(event) else { return }
        let slot = Int(event.goroutineSlot)
        guard var ended = open[slot].popLast() else {
            types[type(event.text)].begunBefore += 1
            return
        }
        ended.region.end = event.time
        let duration = ended.region.duration
        ended.region.own = duration &- ended.nested
        if let outer = open[slot].indices.last { open[slot][outer].nested &+= duration }
        ended.region.times = clocks.now(slot, scene).since(ended.begin)
        let number = type(ended.region.name)
        types[number].durations.add(duration)
        types[number].own &+= ended.region.own
        types[number].times.add(ended.region.times)
        if types[number].slowest.admits(duration) { types[number].slowest.add(duration, ended.region) }
    }

    private mutating func type(_ name: StringID) -> Int {
        if let known = numbers[name] { return known }
        let number = types.count
        types.append(RegionType(name: name, slowest: SlowestList(limit: limit)))
        numbers[name] = number
        return number
    }

    public mutating func finish(_ scene: TraceScene) {
        for slot in open.indices { abandon(slot) }
    }
}
