import Evidence

/// Waits that had not ended when the trace ended, by group, kind and place.
public struct OpenWaits: Sendable {
    public struct Wait: Sendable {
        /// Function with which the goroutines began; empty when unknown.
        public var root: StringID
        /// Nil for a system call.
        public var kind: WaitKind?
        /// In the runtime's words; empty when it does not say.
        public var reason: StringID
        public var stack: UInt32
        public var count: Int
        /// Number of those that waited already when the trace began.
        public var censored: Int
        /// Nanoseconds within the trace.
        public var sum: Int64
        public var longest: Int64
        /// Since when the one that has waited longest does, in the trace's clock: the begin of the trace for such as
        /// waited before it.
        public var since: Int64
        /// Goroutines that wait here, longest first; 16 of them at most.
        public var goroutines: [Int64]
        /// Nil for what may be stuck.
        public var idle: IdlePattern?
        /// Number in the table of sites; -1 for a system call.
        var site: Int
    }

    struct Key: Hashable {
        var group: Int32
        /// The site of a wait; of a system call -1 less the number of its stack.
        var place: Int
        var isInRegion: Bool
    }

    static let shownGoroutines = 16
    private var indices: [Key: Int] = [:]
    private var waits: [Wait] = []
    private var loops = WaitLoops()
    /// Durations of `Wait.goroutines`: open intervals come by slot, not by length.
    private var kept: [[Int64]] = []
    /// Depth of the regions that each goroutine is in, by slot.
    private var regions: [Int32] = []

    /// Longest first; those without a stack come after the others, and such as follow an idle pattern last.
    public var all: [Wait] {
        waits.sorted { a, b in
            if (a.idle == nil) != (b.idle == nil) { return a.idle == nil }
            if (a.stack == 0) != (b.stack == 0) { return b.stack == 0 }
            if a.longest != b.longest { return a.longest > b.longest }
            if a.sum != b.sum { return a.sum > b.sum }
            return (a.stack, a.goroutines.first ?? 0) < (b.stack, b.goroutines.first ?? 0)
        }
    }

    /// Looks at an event of the program's annotations.
    mutating func annotation(_ event: TraceEvent) {
        guard event.kind == .regionBegin || event.kind == .regionEnd, event.goroutineSlot >= 0 else { return }
        let slot = Int(event.goroutineSlot)
        regions.reach(slot, with: 0)
        regions[slot] = max(0, regions[slot] + (event.kind == .regionBegin ? 1 : -1))
    }

    /// Looks at a wait, or at an open system call.
    /// - Parameter site: number of the place of a wait; -1 for a system call.
    mutating func note(_ interval: GoroutineInterval, site: Int, _ sites: WaitSites, _ scene: TraceScene) {
        if site >= 0 { loops.note(interval, site: site) }
        guard interval.isOpen else { return }
        let slot = Int(interval.slot)
        let group = scene.groups.resolve(scene.goroutines[slot].group)
        let isInRegion = isInRegion(slot: interval.slot)
        let key = Key(group: group, place: site >= 0 ? site : -1 - Int(interval.stack), isInRegion: isInRegion)
        if let known = indices[key] {
            add(interval, to: known)
            return
        }
        indices[key] = waits.count
        waits.append(
            Wait(
                root: scene.groups.root(group), kind: site >= 0 ? sites[site].kind : nil, reason: interval.reason,
                stack: interval.stack, count: 0, censored: 0, sum: 0, longest: -1, since: interval.start,
                goroutines: [], idle: nil, site: site))
        add(interval, to: waits.count - 1)
    }

    func isInRegion(slot: Int32) -> Bool { Int(slot) < regions.count && regions[Int(slot)] > 0 }

    /// Whether any goroutine has been at a place more than once.
    func isLoop(_ site: Int) -> Bool { loops.isLoop(site) }

    private mutating func add(_ interval: GoroutineInterval, to index: Int) {
        waits[index].count += 1
        if interval.isCensored { waits[index].censored += 1 }
        waits[index].sum &+= interval.duration
        if interval.duration > waits[index].longest {
            waits[index].longest = interval.duration
            waits[index].since = interval.start
        }
        longestFirst(interval, index)
    }

    private mutating func longestFirst(_ interval: GoroutineInterval, _ index: Int) {
        kept.reach(index, with: [])
        let place = kept[index].firstIndex { $0 < interval.duration } ?? kept[index].count
        guard place < Self.shownGoroutines else { return }
        kept[index].insert(interval.duration, at: place)
        waits[index].goroutines.insert(interval.goroutine, at: place)
        if kept[index].count > Self.shownGoroutines {
            kept[index].removeLast()
            waits[index].goroutines.removeLast()
        }
    }

    /// Forgets what belonged to a goroutine that ended.
    mutating func end(slot: Int32) {
        loops.end(slot: slot)
        if Int(slot) < regions.count { regions[Int(slot)] = 0 }
    }

    /// Tells the idle ones from the others, once all waits were seen.
    mutating func finish(_ scene: TraceScene) {
        for (key, index) in indices {
            let wait = waits[index]
            waits[index].idle = IdlePattern(
                root: scene.text(wait.root), kind: wait.kind ?? .unknown,
                names: scene.tables.functionNames(stack: wait.stack), isLoop: loops.isLoop(wait.site),
                isInRegion: key.isInRegion)
        }
    }
}
