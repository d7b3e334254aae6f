import Evidence

/// A walk back in time along what one instance had to wait for.
///
/// From the end on the own goroutine. Where it waited, in [a, b], and another one ended that at b, the walk goes on with
/// that one at b, but only back to a: what it did before was not waited for, and may belong to other requests (the rule
/// of F. Giraldeau and M. Dagenais, "Wait analysis of distributed systems using kernel tracing", 2016; F. Geisendörfer
/// uses it for Go). Then it goes on with the first one at a. Where a goroutine had just been created, it goes on with
/// its creator. A wait that nobody ended, or the network, a timer or the collector, is time of its own.
struct PathWalk {
    /// A stretch that was walked over. Those of one walk are contiguous, the last one first.
    struct Step {
        var actor: Int32
        var activity: PathActivity
        var start: Int64
        var end: Int64
        /// In `PathStacks`.
        var stack: UInt32
        var endStack: UInt32
        /// In `waits`.
        var wait: Int32
    }

    /// A wait that another goroutine ended.
    struct Wait {
        var actor: Int32
        var kind: WaitKind
        var start: Int64
        var end: Int64
        var stack: UInt32
        var waker: Int32
        var wakerStack: UInt32
        var parent: Int32
    }

    /// Where to go on once what a wait was for has been walked over.
    private struct Return {
        var actor: Int32
        /// The last interval before the wait.
        var before: UInt32
        var time: Int64
        /// Where the wait was, in the trace's stacks.
        var stack: UInt32
        var wait: Int32
    }

    private(set) var steps: [Step] = []
    private(set) var waits: [Wait] = []
    private let start: Int64
    private let end: Int64
    private var returns: [Return] = []
    private var actor: Int32
    /// The interval that the walk is in; nil for one that is not over yet, in which the goroutine runs.
    private var cover: UInt32?
    private var before: UInt32
    private var time: Int64
    /// Where the goroutine was at `time`, in the trace's stacks; 0 when unknown.
    private var endStack: UInt32
    private var wait: Int32 = -1

    /// - Parameters:
    ///   - cover: the interval at `time`; nil when the goroutine runs, and has since the end of `before`.
    ///   - time: where the walk begins; what lies behind `end` is not shown.
    init(
        actor: Int32, cover: UInt32?, before: UInt32, time: Int64, endStack: UInt32, from start: Int64, to end: Int64
    ) {
        self.actor = actor
        self.cover = cover
        self.before = before
        self.time = time
        self.endStack = endStack
        self.start = start
        self.end = end
    }

    /// Walks to the begin.
    mutating func run(
        _ history: PathHistory, _ stacks: inout PathStacks, _ wakes: inout WakeFacts, _ scene: TraceScene
    ) {
        while time > start {
            if let number = cover {
                step(history[number], history, &stacks, &wakes, scene)
            } else {
                emitRunning(history, &stacks, scene)
                advance(history)
            }
            while let top = returns.last, time <= top.time {
                returns.removeLast()
                actor = top.actor
                endStack = top.stack
                wait = waits[Int(top.wait)].parent
                enter(top.before, history)
            }
        }
    }

    private var floor: Int64 { max(returns.last?.time ?? start, start) }

    /// Goes to an interval from its end.
    private mutating func enter(_ number: UInt32, _ history: PathHistory) {
        if number == PathHistory.none {
            // It ended before anything that is still to be walked over.
            cover = nil
            before = number
        } else {
            cover = number
            before = history[number].previous
        }
    }

    /// Goes on before the interval that was walked over.
    private mutating func advance(_ history: PathHistory) {
        if let cover, history[cover].stack != 0 { endStack = history[cover].stack }
        enter(before, history)
    }

    private func begin(_ history: PathHistory) -> Int64 {
        before == PathHistory.none ? floor : max(history[before].end, floor)
    }

    private mutating func step(
        _ past: PastInterval, _ history: PathHistory, _ stacks: inout PathStacks, _ wakes: inout WakeFacts,
        _ scene: TraceScene
    ) {
        switch past.goroutineState {
        case .notExist: birth(past, &stacks, scene)
        case .running:
            emitRunning(history, &stacks, scene)
            advance(history)
        case .waiting where past.waker >= 0 && wakes.leadsOn(past, scene.tables):
            let begin = begin(history)
            let wait = Wait(
                actor: actor, kind: WaitKind(number: past.kind), start: begin, end: time,
                stack: stacks.intern(past.stack, scene.tables), waker: past.waker,
                wakerStack: stacks.intern(past.wakerStack, scene.tables), parent: self.wait)
            self.wait = Int32(waits.count)
            waits.append(wait)
            returns.append(Return(actor: actor, before: before, time: begin, stack: past.stack, wait: self.wait))
            actor = past.waker
            endStack = past.wakerStack
            cover = nil
            before = past.edge
        case .runnable:
            // Where it was before: it has no stack of its own after a wait or a system call.
            var place = past.stack
            if place == 0, before != PathHistory.none { place = history[before].stack }
            let stack = place == 0 ? stacks.common(0, endStack, scene.tables) : stacks.intern(place, scene.tables)
            emit(PathActivity(past), stack, history)
            advance(history)
        default:
            emit(PathActivity(past), stacks.intern(past.stack, scene.tables), history)
            advance(history)
        }
    }

    private mutating func emitRunning(_ history: PathHistory, _ stacks: inout PathStacks, _ scene: TraceScene) {
        emit(
            PathActivity(.running), stacks.common(beginStack(history), endStack, scene.tables), from: begin(history),
            endStack: stacks.intern(endStack, scene.tables))
    }

    /// Where a running goroutine was when it began to run; 0 when unknown.
    private func beginStack(_ history: PathHistory) -> UInt32 {
        var number = before
        // It became runnable, and before that it waited or called the system.
        for _ in 0..<2 where number != PathHistory.none {
            let past = history[number]
            if past.stack != 0 { return past.stack }
            guard past.goroutineState == .runnable else { return 0 }
            number = past.previous
        }
        return 0
    }

    private mutating func emit(_ activity: PathActivity, _ stack: UInt32, _ history: PathHistory) {
        emit(activity, stack, from: begin(history))
    }

    private mutating func emit(
        _ activity: PathActivity, _ stack: UInt32, from begin: Int64, endStack: UInt32 = 0
    ) {
        let shown = min(time, end)
        if begin < shown {
            steps.append(
                Step(
                    actor: actor, activity: activity, start: begin, end: shown, stack: stack, endStack: endStack,
                    wait: wait))
        }
        time = begin
    }

    /// Goes on with the creator. The runtime creates goroutines for timers: until then the one who waits for this one
    /// waits for the timer.
    private mutating func birth(_ past: PastInterval, _ stacks: inout PathStacks, _ scene: TraceScene) {
        guard past.waker >= 0 else {
            return emit(PathActivity(.notExist), stacks.common(0, endStack, scene.tables), from: floor)
        }
        actor = past.waker
        endStack = past.wakerStack
        cover = nil
        before = past.edge
    }
}

/// Whether the one who ended a wait is what it was for, found out once for each stack.
struct WakeFacts: Sendable {
    private var isRuntime: [Bool?] = []

    /// Whether the path goes on with the waker. It does not where the runtime only happened to be called by a goroutine:
    /// a timer that fires, a look at the network; nor for waits that are the runtime's own affair.
    mutating func leadsOn(_ past: PastInterval, _ tables: TraceTables) -> Bool {
        switch WaitKind(number: past.kind) {
        case .sleep, .assist, .collector, .preempted, .system: return false
        default: return !isRuntime(past.wakerStack, tables)
        }
    }

    private mutating func isRuntime(_ stack: UInt32, _ tables: TraceTables) -> Bool {
        let number = Int(stack)
        if number < isRuntime.count, let known = isRuntime[number] { return known }
        isRuntime.reach(number, with: nil)
        let names = tables.functionNames(stack: stack)
        let answer = names.contains { Self.functions.contains($0) || $0.hasPrefix("runtime.startTheWorld") }
        isRuntime[number] = answer
        return answer
    }

    /// What timers call, and what runs them.
    private static let functions: Set<String> = [
        "time.sendTime", "time.goFunc", "runtime.goroutineReady", "runtime.runtimer", "runtime.runOneTimer",
        "runtime.(*timers).run", "runtime.(*timers).check", "runtime.(*timer).unlockAndRun",
    ]
}
