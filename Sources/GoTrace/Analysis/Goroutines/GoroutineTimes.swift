import Evidence

/// Where goroutines spend their time, by groups, and for each goroutine where that is wanted.
public struct GoroutineTimes: TraceAnalysis {
    /// Time of the goroutines of one group.
    public struct Group: Sendable {
        /// Function with which they began; empty when unknown.
        public var root: StringID
        /// Goroutines that lived at any time.
        public var goroutines = 0
        /// Goroutines that were created in the time looked at, and such as ended in it.
        public var created = 0
        public var ended = 0
        /// Goroutines that lived at the end.
        public var alive = 0
        /// How long those lived that were created and ended.
        public var lifetimes = DurationDistribution()
        /// Each stretch of time, by the place of its activity in `GoroutineActivity.all`. The stretches of a system
        /// call before and after it lost its processor count each for itself.
        public var activities = Array(repeating: DurationDistribution(), count: GoroutineActivity.all.count)

        public subscript(_ activity: GoroutineActivity) -> DurationDistribution {
            activities[GoroutineActivity.all.firstIndex(of: activity) ?? 0]
        }

        /// Nanoseconds of all waits, system calls not included.
        public var waiting: Int64 { activities[GoroutineActivity.firstWait...].reduce(0) { $0 &+ $1.sum } }

        /// Nanoseconds of everything.
        public var total: Int64 { activities.reduce(0) { $0 &+ $1.sum } }
    }

    /// One goroutine, from its creation or the begin of what is looked at to its end.
    public struct Life: Sendable {
        public var goroutine: Int64
        public var group: Int32
        /// In the trace's clock; the begin of what is looked at for goroutines that are older.
        public var start: Int64
        public var end: Int64
        public var isCreated: Bool
        public var hasEnded: Bool
        /// Nanoseconds by activity, in the order of `GoroutineActivity.all`.
        public var times: [Int64]

        public var total: Int64 { times.reduce(0, &+) }
    }

    public var wants: TraceWants { [.intervals, .processors, .annotations] }
    public private(set) var open = OpenWaits()
    /// In the order of their ends; empty unless wanted.
    public private(set) var lives: [Life] = []
    /// Of goroutines of all groups; those with the most time running first.
    public private(set) var groups: [Group] = []

    private let keepsLives: Bool
    private var sites = WaitSites()
    private var losses = ProcessorLosses()
    private static let width = GoroutineActivity.all.count
    /// Index in `distributions` for each group and activity; -1 for none.
    private var cells: [Int32] = []
    private var distributions: [DurationDistribution] = []
    private var counts: [Counts] = []
    /// By slot: whether its goroutine was seen already, since when, and its times so far.
    private var isSeen: [Bool] = []
    private var starts: [Int64] = []
    private var times: [Int64] = []

    private struct Counts {
        var goroutines = 0
        var created = 0
        var ended = 0
        var alive = 0
        var lifetimes = DurationDistribution()
    }

    /// - Parameter keepsLives: whether each goroutine is wanted as well; takes 200 bytes for each.
    public init(keepsLives: Bool = false) { self.keepsLives = keepsLives }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) { open.annotation(event) }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) { losses.note(interval) }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        let group = Int(scene.goroutines[slot].group)
        if group >= counts.count { reach(group) }
        if slot >= isSeen.count || !isSeen[slot] { begin(interval, group, scene) }
        switch interval.state {
        case .running: add(interval.duration, slot, group, 0)
        case .runnable: add(interval.duration, slot, group, 1)
        case .syscall:
            let loss = losses.loss(interval, scene)
            // A call that never had a processor has no stretch with one.
            if loss > interval.start || loss == interval.end { add(loss &- interval.start, slot, group, 2) }
            if loss < interval.end { add(interval.end &- loss, slot, group, 3) }
            if interval.isOpen { open.note(interval, site: -1, sites, scene) }
        case .waiting:
            let site = sites.number(interval, scene)
            add(interval.duration, slot, group, GoroutineActivity.firstWait + Int(sites[site].kind.number))
            open.note(interval, site: site, sites, scene)
        case .undetermined, .notExist: break
        }
        if interval.isOpen || interval.next == .notExist { end(interval, group, scene) }
    }

    @inline(__always)
    private mutating func add(_ duration: Int64, _ slot: Int, _ group: Int, _ activity: Int) {
        let place = group * Self.width + activity
        var cell = Int(cells[place])
        if cell < 0 {
            cell = distributions.count
            cells[place] = Int32(cell)
            distributions.append(DurationDistribution())
        }
        distributions[cell].add(duration)
        if keepsLives { times[slot * Self.width + activity] &+= duration }
    }

    private mutating func begin(_ interval: GoroutineInterval, _ group: Int, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        isSeen.reach(slot, with: false)
        starts.reach(slot, with: 0)
        if keepsLives { times.reach((slot + 1) * Self.width - 1, with: 0) }
        isSeen[slot] = true
        starts[slot] = interval.start
        counts[group].goroutines += 1
        if isCreated(slot, scene) { counts[group].created += 1 }
    }

    /// Whether a goroutine was created in the time looked at.
    private func isCreated(_ slot: Int, _ scene: TraceScene) -> Bool {
        (scene.goroutines[slot].created ?? .min) >= scene.start
    }

    private mutating func reach(_ group: Int) {
        counts.reach(group, with: Counts())
        cells.reach((group + 1) * Self.width - 1, with: -1)
    }

    private mutating func end(_ interval: GoroutineInterval, _ group: Int, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        let isCreated = isCreated(slot, scene)
        if interval.isOpen {
            counts[group].alive += 1
        } else {
            counts[group].ended += 1
            if isCreated { counts[group].lifetimes.add(interval.end &- starts[slot]) }
        }
        if keepsLives {
            let range = slot * Self.width..<(slot + 1) * Self.width
            lives.append(
                Life(
                    goroutine: interval.goroutine, group: Int32(group), start: starts[slot], end: interval.end,
                    isCreated: isCreated, hasEnded: !interval.isOpen, times: Array(times[range])))
            for index in range { times[index] = 0 }
        }
        isSeen[slot] = false
        open.end(slot: interval.slot)
    }

    public mutating func finish(_ scene: TraceScene) {
        open.finish(scene)
        var indices: [Int32: Int] = [:]
        for number in counts.indices {
            let resolved = scene.groups.resolve(Int32(number))
            let index = indices[resolved] ?? groups.count
            if index == groups.count {
                indices[resolved] = index
                groups.append(Group(root: scene.groups.root(resolved)))
            }
            groups[index].goroutines += counts[number].goroutines
            groups[index].created += counts[number].created
            groups[index].ended += counts[number].ended
            groups[index].alive += counts[number].alive
            groups[index].lifetimes.merge(counts[number].lifetimes)
            for activity in 0..<Self.width where cells[number * Self.width + activity] >= 0 {
                groups[index].activities[activity].merge(
                    distributions[Int(cells[number * Self.width + activity])])
            }
        }
        for index in lives.indices { lives[index].group = scene.groups.resolve(lives[index].group) }
        groups.removeAll { $0.goroutines == 0 }
        groups.sort { a, b in
            let (first, second) = (a.activities[0].sum, b.activities[0].sum)
            return first != second ? first > second : scene.text(a.root) < scene.text(b.root)
        }
        distributions = []
        cells = []
        times = []
    }
}
