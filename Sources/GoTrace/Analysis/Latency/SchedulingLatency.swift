import Evidence

/// How long goroutines that are ready wait for a processor.
public struct SchedulingLatency: TraceAnalysis, Sendable {
    /// Times from ready to running, of the goroutines of one group that became ready in one way.
    public struct Row: Sendable {
        /// Function with which they began; empty when unknown.
        public var root: StringID
        public var begin: GoroutineInterval.Begin
        /// Without those that were not over at the end.
        public var distribution: DurationDistribution
        /// Goroutines that still had no processor at the end, and nanoseconds that they had waited.
        public var open: Int
        public var openTime: Int64
    }

    public var wants: TraceWants { [.intervals, .processors, .ranges, .metrics] }
    /// Those with the most time first.
    public private(set) var rows: [Row] = []
    /// Longest first.
    public private(set) var worst: [LatencyCase] = []

    private let limit: Int
    private var history = ProcessorHistory()
    /// Stretches of processors since cases were last looked into.
    private var unexamined = 0
    private static let width = GoroutineInterval.Begin.allCases.count
    /// Index in `rows` for each group and way of becoming ready; -1 for none.
    private var cells: [Int32] = []
    private var groups: [Int32] = []

    /// - Parameter worst: number of cases that are looked into.
    public init(worst limit: Int = 10) { self.limit = limit }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) { history.note(event, scene) }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        history.note(interval, scene)
        unexamined += 1
        if unexamined >= ProcessorHistory.delay { investigate(scene) }
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard interval.state == .runnable else { return }
        let row = row(scene.goroutines[Int(interval.slot)].group, interval.begin)
        if interval.isOpen {
            rows[row].open += 1
            rows[row].openTime &+= interval.duration
        } else {
            rows[row].distribution.add(interval.duration)
        }
        if limit > 0, worst.count < limit || interval.duration > (worst.last?.duration ?? 0) { keep(interval, scene) }
    }

    @inline(__always)
    private mutating func row(_ group: Int32, _ begin: GoroutineInterval.Begin) -> Int {
        let place = Int(group) * Self.width + Int(begin.rawValue)
        cells.reach(place, with: -1)
        if cells[place] >= 0 { return Int(cells[place]) }
        cells[place] = Int32(rows.count)
        groups.append(group)
        rows.append(Row(root: .empty, begin: begin, distribution: DurationDistribution(), open: 0, openTime: 0))
        return rows.count - 1
    }

    private mutating func keep(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let found = LatencyCase(interval, scene)
        let place = worst.firstIndex { $0.duration < found.duration } ?? worst.count
        worst.insert(found, at: place)
        if worst.count > limit { worst.removeLast() }
    }

    /// Looks into the cases that were kept since it was last done.
    ///
    /// Not one by one as they come: of goroutines that were created together each waits longer than the one before, and
    /// is the worst of all until the next.
    private mutating func investigate(_ scene: TraceScene) {
        unexamined = 0
        for index in worst.indices where !worst[index].isInvestigated {
            worst[index] = investigated(worst[index], scene)
        }
    }

    private func investigated(_ found: LatencyCase, _ scene: TraceScene) -> LatencyCase {
        var result = found
        result.isInvestigated = true
        let stops = history.stops(from: found.start, to: found.end)
        result.stoppedTime = stops.reduce(0) { $0 &+ ($1.upperBound &- $1.lowerBound) }
        let collector = scene.tables.strings.find("runtime.gcBgMarkWorker")
        var occupants: [OccupantKey: LatencyCase.Occupant] = [:]
        var longest: [OccupantKey: Int64] = [:]
        let known = history.visit(from: found.start, to: found.end, scene) { stretch in
            // Processors above GOMAXPROCS are not there to be used.
            if found.processorLimit > 0, stretch.processor >= Int32(clamping: found.processorLimit) { return }
            let duration = stretch.end &- stretch.start
            result.processorTime &+= duration
            let root = stretch.group >= 0 ? scene.groups.root(stretch.group) : .empty
            switch stretch.state {
            case .idle: result.idleTime &+= duration
            case .scheduling: result.schedulingTime &+= duration
            case .syscall: result.systemCallTime &+= duration
            case .running where root != .empty && root == collector: result.collectorTime &+= duration
            case .running: result.assistTime &+= stretch.assist
            }
            if stretch.state == .idle || stretch.state == .scheduling {
                let stopped = stops.reduce(0) {
                    $0 &+ max(0, min($1.upperBound, stretch.end) &- max($1.lowerBound, stretch.start))
                }
                result.longestIdle = max(result.longestIdle, duration &- stopped)
            }
            let key = OccupantKey(
                processor: stretch.processor, state: stretch.state, group: stretch.group, label: stretch.label)
            var occupant =
                occupants[key]
                ?? LatencyCase.Occupant(
                    processor: stretch.processor, state: stretch.state, root: root, label: stretch.label,
                    goroutine: -1, stretches: 0, time: 0, assist: 0, group: stretch.group)
            occupant.stretches += 1
            occupant.time &+= duration
            occupant.assist &+= stretch.assist
            if duration > longest[key] ?? -1 {
                longest[key] = duration
                occupant.goroutine = stretch.goroutine
            }
            occupants[key] = occupant
        }
        result.knownTime = found.end &- known
        result.idleProcessors = Set(occupants.keys.filter { $0.state == .idle }.map(\.processor)).count
        result.occupants = occupants.values.sorted { a, b in
            if a.processor != b.processor { return a.processor < b.processor }
            if a.time != b.time { return a.time > b.time }
            return (a.state.rawValue, a.group, a.label) < (b.state.rawValue, b.group, b.label)
        }
        result.judge()
        return result
    }

    private struct OccupantKey: Hashable {
        var processor: Int32
        var state: ProcessorInterval.State
        var group: Int32
        var label: StringID
    }

    public mutating func finish(_ scene: TraceScene) {
        investigate(scene)
        for index in worst.indices {
            worst[index].root = scene.groups.root(worst[index].group)
            for occupant in worst[index].occupants.indices where worst[index].occupants[occupant].group >= 0 {
                worst[index].occupants[occupant].root = scene.groups.root(worst[index].occupants[occupant].group)
            }
        }
        mergeRows(scene)
    }

    /// Joins rows whose groups have turned out to be one.
    private mutating func mergeRows(_ scene: TraceScene) {
        var merged: [Row] = []
        var indices: [Int: Int] = [:]
        for (index, row) in rows.enumerated() {
            let group = scene.groups.resolve(groups[index])
            let key = Int(group) * Self.width + Int(row.begin.rawValue)
            guard let known = indices[key] else {
                indices[key] = merged.count
                merged.append(row)
                merged[merged.count - 1].root = scene.groups.root(group)
                continue
            }
            merged[known].distribution.merge(row.distribution)
            merged[known].open += row.open
            merged[known].openTime &+= row.openTime
        }
        rows = merged.sorted { a, b in
            let (first, second) = (a.distribution.sum &+ a.openTime, b.distribution.sum &+ b.openTime)
            if first != second { return first > second }
            return (scene.text(a.root), a.begin.rawValue) < (scene.text(b.root), b.begin.rawValue)
        }
        cells = []
        groups = []
    }
}
