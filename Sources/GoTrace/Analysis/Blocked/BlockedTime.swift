import Evidence

/// For what goroutines wait, where, and who wakes them.
public struct BlockedTime: TraceAnalysis, Sendable {
    /// Who ended waits, and where.
    public struct Waker: Sendable {
        /// Nil when the runtime did: the network poller, a timer, the collector.
        public var root: StringID?
        public var stack: UInt32
        public var count: Int
        /// Nanoseconds of the waits that it ended.
        public var sum: Int64
    }

    /// Waits of one kind at one place.
    public struct Place: Sendable {
        public var kind: WaitKind
        public var stack: UInt32
        /// Function with which the goroutines began; empty when unknown.
        public var root: StringID
        /// Of the waits that ended.
        public var distribution = DurationDistribution()
        /// Number of those that had begun before the trace.
        public var censored = 0
        /// Those that ended the most time first.
        public var wakers: [Waker] = []
        /// Nil for waits that the work of the program has to go through.
        public var idle: IdlePattern?
    }

    public var wants: TraceWants {
        membership == nil ? [.intervals, .processors, .annotations] : [.intervals, .processors, .annotations, .births]
    }
    /// Those with the most time first; after them what has no stack, and idle ones last.
    public private(set) var places: [Place] = []
    public private(set) var open = OpenWaits()
    public private(set) var contention: [ContentionChains.Contention] = []
    /// The same for sends that waited for a receiver: what the receivers were doing meanwhile.
    public private(set) var sends: [ContentionChains.Contention] = []
    /// Those that lost processors for the longest time first.
    public private(set) var systemCalls: [SystemCallTally] = []

    private let selection: GoroutineSelection
    private var membership: TaskMembership?
    private var sites = WaitSites()
    private var distributions: [DurationDistribution] = []
    private var censored: [Int] = []
    /// Number of waits at each place inside of regions.
    private var inRegions: [Int] = []
    /// Keys: the site; the waker's stack, and its group plus 1.
    private var edges = KeyedSums()
    private var chains = ContentionChains()
    private var calls = SystemCallTable()

    /// - Parameter selection: the goroutines whose waits are wanted. The pass must not select, since what the others do
    ///   shows why these wait.
    public init(selection: GoroutineSelection = GoroutineSelection()) {
        self.selection = selection
        membership = selection.task.map { TaskMembership($0) }
    }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        open.annotation(event)
        // Who waits while another goroutine ends its task has waited for the task up to now.
        if let slot = membership?.leaves(event), let interval = GoroutineInterval(soFar: slot, scene),
            interval.state == .waiting, isSelected(interval, scene)
        {
            look(interval, sites.number(interval, scene), scene)
        }
        membership?.take(event, scene.tables)
    }

    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        membership?.appears(slot: Int(event.subjectSlot))
    }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) { calls.note(interval) }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        var site = -1
        if interval.state == .waiting { site = sites.number(interval, scene) }
        if selection.isAll || isSelected(interval, scene) { look(interval, site, scene) }
        if !interval.isOpen { chains.remember(interval, site: site) }
        if interval.next == .notExist { open.end(slot: interval.slot) }
    }

    @inline(__always)
    private mutating func look(_ interval: GoroutineInterval, _ site: Int, _ scene: TraceScene) {
        switch interval.state {
        case .waiting:
            open.note(interval, site: site, sites, scene)
            if !interval.isOpen { ended(interval, site, scene) }
        case .syscall:
            calls.add(interval, scene)
            if interval.isOpen { open.note(interval, site: -1, sites, scene) }
        case .runnable: calls.add(interval, scene)
        default: break
        }
    }

    private mutating func ended(_ interval: GoroutineInterval, _ site: Int, _ scene: TraceScene) {
        distributions.reach(site, with: DurationDistribution())
        censored.reach(site, with: 0)
        inRegions.reach(site, with: 0)
        distributions[site].add(interval.duration)
        if interval.isCensored { censored[site] += 1 }
        if open.isInRegion(slot: interval.slot) { inRegions[site] += 1 }
        // What only left a task was not woken.
        guard interval.next != .waiting else { return }
        let group = interval.wakerSlot >= 0 ? scene.goroutines[Int(interval.wakerSlot)].group + 1 : 0
        edges.add(
            KeyedSums.Key(UInt64(site), UInt64(interval.wakerStack) << 32 | UInt64(group)), interval.duration)
        guard interval.waker >= 0 else { return }
        let kind = sites[site].kind
        if kind.isLock || kind == .channelSend && interval.duration >= ContentionChains.leastSend {
            chains.note(interval, site: site, scene)
        }
    }

    private func isSelected(_ interval: GoroutineInterval, _ scene: TraceScene) -> Bool {
        if membership != nil, membership?.since(slot: Int(interval.slot)) == nil { return false }
        if let ids = selection.ids, !ids.contains(interval.goroutine) { return false }
        if let root = selection.root, !root(scene.text(scene.root(slot: interval.slot))) { return false }
        return selection.condition?(interval, scene) ?? true
    }

    public mutating func finish(_ scene: TraceScene) {
        open.finish(scene)
        let queues = chains.results(sites, scene)
        contention = queues.filter { $0.kind.isLock }
        sends = queues.filter { !$0.kind.isLock }
        systemCalls = Self.sorted(calls.rows)
        calls = SystemCallTable()
        chains = ContentionChains()
        join(scene)
    }

    private static func sorted(_ calls: [SystemCallTally]) -> [SystemCallTally] {
        calls.sorted { a, b in
            let (first, second) = (
                a.withoutProcessor &+ a.runnableAfter.sum, b.withoutProcessor &+ b.runnableAfter.sum
            )
            if first != second { return first > second }
            if a.ended.sum != b.ended.sum { return a.ended.sum > b.ended.sum }
            return a.stack < b.stack
        }
    }

    /// Joins sites that differ in the runtime's reason alone.
    private mutating func join(_ scene: TraceScene) {
        struct Key: Hashable {
            var kind: WaitKind
            var stack: UInt32
        }
        var indices: [Key: Int] = [:]
        var placeOfSite: [Int] = []
        var regions: [Int] = []
        var isLoop: [Bool] = []
        for site in distributions.indices {
            let key = Key(kind: sites[site].kind, stack: sites[site].stack)
            let index = indices[key] ?? places.count
            if index == places.count {
                indices[key] = index
                places.append(
                    Place(
                        kind: key.kind, stack: key.stack,
                        root: scene.tables.stacks[key.stack].last.map { scene.tables.stacks.frames[Int($0)].function }
                            ?? .empty))
                regions.append(0)
                isLoop.append(false)
            }
            placeOfSite.append(index)
            places[index].distribution.merge(distributions[site])
            places[index].censored += censored[site]
            regions[index] += inRegions[site]
            if open.isLoop(site) { isLoop[index] = true }
        }
        addWakers(placeOfSite, scene)
        for index in places.indices {
            places[index].idle = IdlePattern(
                root: scene.text(places[index].root), kind: places[index].kind,
                names: scene.tables.functionNames(stack: places[index].stack), isLoop: isLoop[index],
                isInRegion: regions[index] * 2 > places[index].distribution.count)
        }
        places.removeAll { $0.distribution.isEmpty }
        places.sort { a, b in
            if (a.idle == nil) != (b.idle == nil) { return a.idle == nil }
            if (a.stack == 0) != (b.stack == 0) { return b.stack == 0 }
            if a.distribution.sum != b.distribution.sum { return a.distribution.sum > b.distribution.sum }
            return (a.stack, a.kind.number) < (b.stack, b.kind.number)
        }
    }

    private mutating func addWakers(_ placeOfSite: [Int], _ scene: TraceScene) {
        struct Key: Hashable {
            var place: Int
            var stack: UInt32
            var group: Int32
        }
        var indices: [Key: Int] = [:]
        for edge in edges.entries {
            let place = placeOfSite[Int(edge.key.first)]
            let number = Int32(truncatingIfNeeded: edge.key.second)
            let group = number > 0 ? scene.groups.resolve(number - 1) : -1
            let stack = UInt32(truncatingIfNeeded: edge.key.second >> 32)
            let key = Key(place: place, stack: stack, group: group)
            if let known = indices[key] {
                places[place].wakers[known].count += edge.count
                places[place].wakers[known].sum &+= edge.sum
            } else {
                indices[key] = places[place].wakers.count
                places[place].wakers.append(
                    Waker(
                        root: group >= 0 ? scene.groups.root(group) : nil, stack: stack, count: edge.count,
                        sum: edge.sum))
            }
        }
        for index in places.indices {
            places[index].wakers.sort { a, b in
                if a.sum != b.sum { return a.sum > b.sum }
                return (a.stack, a.root ?? .empty) < (b.stack, b.root ?? .empty)
            }
        }
    }
}
