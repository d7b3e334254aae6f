import Evidence

/// The last stretches of time of all processors, as many as a ring holds, and stops of the world.
struct ProcessorHistory {
    /// What a processor did for a while.
    struct Stretch {
        var processor: Int32
        var state: ProcessorInterval.State
        var group: Int32
        var goroutine: Int64
        var start: Int64
        var end: Int64
        /// Nanoseconds of it that the goroutine helped the collector.
        var assist: Int64
        /// Of a worker of the collector, such as `GC (dedicated)`.
        var label: StringID
    }

    /// Stretches within which a case has to be looked into, and all that are kept: so half of them at least are of the
    /// time before it ended.
    static let delay = 1 << 15
    static let capacity = delay * 2
    static let stopCapacity = 1 << 10
    private var ring: [Stretch] = []
    /// Where the next stretch goes once the ring is full.
    private var next = 0
    private var stops: [Range<Int64>] = []
    private var nextStop = 0
    private var world = StoppedWorld()
    /// By slot: since when it helps the collector (-1 when it does not), and how long it has since it got its
    /// processor; its label.
    private var assistSince: [Int64] = []
    private var assisted: [Int64] = []
    private var labels: [StringID] = []

    mutating func note(_ interval: ProcessorInterval, _ scene: TraceScene) {
        let stretch = stretch(
            interval.processor, interval.state, interval.slot, interval.goroutine, interval.start, interval.end, scene)
        if interval.state == .running, interval.slot >= 0, Int(interval.slot) < labels.count {
            let slot = Int(interval.slot)
            labels[slot] = .empty
            assisted[slot] = 0
            if assistSince[slot] >= 0 { assistSince[slot] = max(assistSince[slot], interval.end) }
        }
        if ring.count < Self.capacity {
            ring.append(stretch)
        } else {
            ring[next] = stretch
            next = next + 1 == Self.capacity ? 0 : next + 1
        }
    }

    mutating func note(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .goLabel where event.goroutineSlot >= 0:
            reach(event.goroutineSlot)
            labels[Int(event.goroutineSlot)] = event.text
        case .gcMarkAssistBegin, .gcMarkAssistActive:
            guard event.subjectSlot >= 0 else { return }
            reach(event.subjectSlot)
            assistSince[Int(event.subjectSlot)] = event.type == .gcMarkAssistBegin ? event.time : scene.start
        case .gcMarkAssistEnd:
            guard event.subjectSlot >= 0, Int(event.subjectSlot) < assistSince.count else { return }
            let slot = Int(event.subjectSlot)
            if assistSince[slot] >= 0 { assisted[slot] &+= event.time &- assistSince[slot] }
            assistSince[slot] = -1
        case .stwBegin, .stwEnd: if let stop = world.take(event) { addStop(stop.start..<max(stop.start, stop.end)) }
        default: break
        }
    }

    private mutating func addStop(_ stop: Range<Int64>) {
        if stops.count < Self.stopCapacity {
            stops.append(stop)
        } else {
            stops[nextStop] = stop
            nextStop = nextStop + 1 == Self.stopCapacity ? 0 : nextStop + 1
        }
    }

    private mutating func reach(_ slot: Int32) {
        labels.reach(Int(slot), with: .empty)
        assistSince.reach(Int(slot), with: -1)
        assisted.reach(Int(slot), with: 0)
    }

    private func stretch(
        _ processor: Int32, _ state: ProcessorInterval.State, _ slot: Int32, _ goroutine: Int64, _ start: Int64,
        _ end: Int64, _ scene: TraceScene
    ) -> Stretch {
        var result = Stretch(
            processor: processor, state: state, group: -1, goroutine: goroutine, start: start, end: end, assist: 0,
            label: .empty)
        guard slot >= 0 else { return result }
        result.group = scene.goroutines[Int(slot)].group
        guard state == .running, Int(slot) < labels.count else { return result }
        result.label = labels[Int(slot)]
        var assist = assisted[Int(slot)]
        let since = assistSince[Int(slot)]
        if since >= 0 { assist &+= max(0, end &- max(since, start)) }
        result.assist = min(assist, end &- start)
        return result
    }

    /// Calls `body` with each known stretch between two times, cut to them; those that last are taken from the scene.
    /// - Returns: since when everything is known.
    func visit(from start: Int64, to end: Int64, _ scene: TraceScene, _ body: (Stretch) -> Void) -> Int64 {
        for processor in scene.processors where processor.since < end {
            visit(
                stretch(
                    processor.id, processor.state, processor.slot, processor.goroutine, processor.since, end, scene),
                start, end, body)
        }
        var index = ring.count < Self.capacity ? ring.count : next
        for _ in 0..<ring.count {
            index = index == 0 ? ring.count - 1 : index - 1
            // The ring is in the order of the ends.
            if ring[index].end <= start { return start }
            visit(ring[index], start, end, body)
        }
        return ring.count < Self.capacity ? start : max(start, ring.isEmpty ? start : ring[next].end)
    }

    private func visit(_ stretch: Stretch, _ start: Int64, _ end: Int64, _ body: (Stretch) -> Void) {
        var cut = stretch
        cut.start = max(cut.start, start)
        cut.end = min(cut.end, end)
        guard cut.end > cut.start else { return }
        cut.assist = min(cut.assist, cut.end &- cut.start)
        body(cut)
    }

    /// The stops of the world between two times, cut to them; one that is about to begin counts.
    func stops(from start: Int64, to end: Int64) -> [Range<Int64>] {
        var result = stops
        if let since = world.start, since < end { result.append(since..<end) }
        return result.compactMap { stop in
            let (lower, upper) = (max(stop.lowerBound, start), min(stop.upperBound, end))
            return lower < upper ? lower..<upper : nil
        }
    }
}
