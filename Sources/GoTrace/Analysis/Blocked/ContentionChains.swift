import Evidence

/// What those who let go of locks were doing while others waited for these, and what those were waiting for in turn.
///
/// Which lock it was is not in a trace, nor who held it; but who woke a goroutine that waited for a lock has just let go
/// of it, at the stack where it woke it. Of each such wait the time is divided by what the waker was doing; its own
/// waits by what their wakers were doing, and so on down to something that waits for nobody.
public struct ContentionChains: Sendable {
    public enum Activity: UInt8, Sendable, CaseIterable {
        case running, runnable, systemCall, waiting
        /// The last intervals of all goroutines do not reach back so far, or the chain became too long.
        case notFollowed
    }

    /// A part of the time of waits.
    public struct Share: Sendable {
        public var activity: Activity
        /// What it waited for.
        public var kind: WaitKind?
        /// Of one that ran: where it woke who waited; of one that waited or called the system: where. 0 for none.
        public var stack: UInt32
        public var count: Int
        /// Nanoseconds.
        public var sum: Int64
    }

    /// Waits at one place for what was let go of at another.
    public struct Contention: Sendable {
        public var kind: WaitKind
        public var waitStack: UInt32
        public var unlockStack: UInt32
        public var distribution: DurationDistribution
        /// The most goroutines that waited at once for what was let go of there.
        public var longestQueue: Int
        /// Whether the queue may have been longer than could be counted.
        public var isQueueCut: Bool
        /// The most goroutines on one chain: 1 when the one that let go waited for nobody.
        public var longestChain: Int
        /// What the one that let go was doing during the waits; the sums add up to that of the waits.
        public var holders: [Share]
        /// The same with the waits of wakers replaced by what their own wakers were doing; adds up as well.
        public var causes: [Share]
    }

    /// Nanoseconds below which a send is a mere hand-over, whose receiver needs no explanation.
    static let leastSend: Int64 = 100_000
    /// Beyond these numbers of goroutines on a chain, and of intervals looked at for one wait or for all, chains are
    /// not followed.
    static let depthLimit = 128
    static let stepLimit = 512
    static let totalStepLimit = 50_000_000

    private var history = IntervalHistory()
    private var queues = QueueLengths()
    private var pairs = KeyedSums()
    private var distributions: [DurationDistribution] = []
    private var depths: [Int] = []
    private var holders = KeyedSums()
    private var causes = KeyedSums()
    private var steps = 0
    private var totalSteps = 0
    private var path: [Int64] = []
    private var pair = 0

    /// A goroutine, and the part of a wait for which it was the one that was waited for.
    private struct Step {
        var goroutine: Int64
        var slot: Int32
        /// Where it woke who waited.
        var stack: UInt32
        var start: Int64
        var end: Int64
        var depth: Int
    }

    /// Remembers an interval of any goroutine.
    @inline(__always)
    mutating func remember(_ interval: GoroutineInterval, site: Int) { history.append(interval, site: site) }

    /// Follows a wait for a lock that another goroutine ended.
    mutating func note(_ wait: GoroutineInterval, site: Int, _ scene: TraceScene) {
        pair = pairs.number(KeyedSums.Key(UInt64(site), UInt64(wait.wakerStack)))
        if pair == distributions.count {
            distributions.append(DurationDistribution())
            depths.append(0)
        }
        distributions[pair].add(wait.duration)
        queues.note(stack: wait.wakerStack, start: wait.start, end: wait.end)
        steps = 0
        path = [wait.goroutine]
        walk(
            Step(
                goroutine: wait.waker, slot: wait.wakerSlot, stack: wait.wakerStack, start: wait.start, end: wait.end,
                depth: 1), scene)
        totalSteps += steps
    }

    private mutating func walk(_ step: Step, _ scene: TraceScene) {
        depths[pair] = max(depths[pair], step.depth)
        path.append(step.goroutine)
        defer { path.removeLast() }
        var reached = step.end
        if step.slot >= 0, Int(step.slot) < scene.goroutines.count {
            let now = scene.goroutines[Int(step.slot)]
            if now.id == step.goroutine, now.state != .notExist, now.since < reached {
                let lower = max(now.since, step.start)
                switch now.state {
                case .running: add(.running, step.stack, reached &- lower, step, isCause: true)
                case .runnable: add(.runnable, 0, reached &- lower, step, isCause: true)
                default: add(.notFollowed, 0, reached &- lower, step, isCause: true)
                }
                reached = lower
            }
        }
        var number = history.newest(slot: step.slot)
        while reached > step.start, let current = number, steps < Self.stepLimit, totalSteps < Self.totalStepLimit {
            steps += 1
            let entry = history[current]
            number = history.previous(current)
            // Of a goroutine that had the slot later, or later than the time in question.
            if entry.goroutine != step.goroutine || entry.start >= reached { continue }
            if entry.end < reached {
                add(.notFollowed, 0, reached &- max(entry.end, step.start), step, isCause: true)
                reached = max(entry.end, step.start)
                if reached == step.start { return }
            }
            let lower = max(entry.start, step.start)
            follow(entry, lower, reached, step, scene)
            reached = lower
            if entry.begin == .created, reached > step.start, entry.waker >= 0 {
                // Before it was there, its creator was the one to be waited for.
                goOn(entry, step.start, reached, step, scene)
                return
            }
        }
        if reached > step.start { add(.notFollowed, 0, reached &- step.start, step, isCause: true) }
    }

    private mutating func follow(
        _ entry: IntervalHistory.Entry, _ start: Int64, _ end: Int64, _ step: Step, _ scene: TraceScene
    ) {
        let duration = end &- start
        switch entry.state {
        case .running: add(.running, step.stack, duration, step, isCause: true)
        case .runnable: add(.runnable, 0, duration, step, isCause: true)
        case .syscall: add(.systemCall, entry.stack, duration, step, isCause: true)
        case .waiting:
            let site = UInt32(truncatingIfNeeded: entry.site)
            let goesOn = entry.waker >= 0 && step.depth < Self.depthLimit && !path.contains(entry.waker)
            add(.waiting, site, duration, step, isCause: !goesOn)
            if goesOn { goOn(entry, start, end, step, scene, isHolder: false) }
        case .undetermined, .notExist: add(.notFollowed, 0, duration, step, isCause: true)
        }
    }

    /// Goes on with the goroutine that woke or created another.
    private mutating func goOn(
        _ entry: IntervalHistory.Entry, _ start: Int64, _ end: Int64, _ step: Step, _ scene: TraceScene,
        isHolder: Bool = true
    ) {
        guard step.depth < Self.depthLimit, !path.contains(entry.waker) else {
            add(.notFollowed, 0, end &- start, step, isCause: true)
            return
        }
        if isHolder, step.depth == 1 { addHolder(.notFollowed, 0, end &- start) }
        walk(
            Step(
                goroutine: entry.waker, slot: entry.wakerSlot, stack: entry.wakerStack, start: start, end: end,
                depth: step.depth + 1), scene)
    }

    private mutating func add(_ activity: Activity, _ place: UInt32, _ time: Int64, _ step: Step, isCause: Bool) {
        if step.depth == 1 { addHolder(activity, activity == .running ? 0 : place, time) }
        if isCause { causes.add(key(activity, place), time) }
    }

    private mutating func addHolder(_ activity: Activity, _ place: UInt32, _ time: Int64) {
        holders.add(key(activity, place), time)
    }

    private func key(_ activity: Activity, _ place: UInt32) -> KeyedSums.Key {
        KeyedSums.Key(UInt64(pair), UInt64(activity.rawValue) << 32 | UInt64(place))
    }

    /// All contention, that with the most time first.
    func results(_ sites: WaitSites, _ scene: TraceScene) -> [Contention] {
        var result: [Contention] = []
        for (index, entry) in pairs.entries.enumerated() {
            let site = sites[Int(entry.key.first)]
            let unlock = UInt32(truncatingIfNeeded: entry.key.second)
            let longest = queues.longest(stack: unlock)
            result.append(
                Contention(
                    kind: site.kind, waitStack: site.stack, unlockStack: unlock, distribution: distributions[index],
                    longestQueue: longest, isQueueCut: longest >= QueueLengths.limit, longestChain: depths[index],
                    holders: [], causes: []))
        }
        for entry in holders.entries { result[Int(entry.key.first)].holders.append(share(entry, sites)) }
        for entry in causes.entries { result[Int(entry.key.first)].causes.append(share(entry, sites)) }
        for index in result.indices {
            result[index].holders = Self.sorted(result[index].holders)
            result[index].causes = Self.sorted(result[index].causes)
        }
        return result.sorted { a, b in
            if a.distribution.sum != b.distribution.sum { return a.distribution.sum > b.distribution.sum }
            return (a.waitStack, a.unlockStack) < (b.waitStack, b.unlockStack)
        }
    }

    private func share(_ entry: KeyedSums.Entry, _ sites: WaitSites) -> Share {
        let place = UInt32(truncatingIfNeeded: entry.key.second)
        let activity = Activity(rawValue: UInt8(truncatingIfNeeded: entry.key.second >> 32)) ?? .notFollowed
        let site = activity == .waiting ? sites[Int(place)] : nil
        return Share(
            activity: activity, kind: site?.kind, stack: site?.stack ?? place, count: entry.count, sum: entry.sum)
    }

    private static func sorted(_ shares: [Share]) -> [Share] {
        shares.sorted { a, b in
            if a.sum != b.sum { return a.sum > b.sum }
            return (a.activity.rawValue, a.stack) < (b.activity.rawValue, b.stack)
        }
    }
}
