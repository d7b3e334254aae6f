@testable import Diagnosis

/// What an execution trace tells by itself: one rule, with all that it may name.
enum TraceFixtures {
    static let all = [
        RuleFixture("trace", fires: queues + operations + collector + scheduler + goroutines, silent: silent)
    ]

    // MARK: - Locks and channels

    private static let lock = "sync.(*Mutex).Lock"
    private static let send = "runtime.chansend1"

    /// Waits for a lock whose holder sleeps for a part of the time.
    private static func held(sleeping milliseconds: Double) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let sleeping = trace.stack("time.Sleep", "main.hold", "main.holder")
        let waiting = trace.stack(lock, "main.use", "main.user")
        let release = trace.stack("main.release", "main.holder")
        trace.goroutine(1, stack: sleeping)
        trace.goroutine(2, stack: waiting)
        for number in 0..<4 {
            let start = 10 + Double(number) * 120
            trace.wait(2, "sync", start, start + 100, stack: waiting, waker: 1, wakerStack: release)
            trace.wait(1, "sleep", start, start + milliseconds, stack: sleeping)
        }
        return .trace(trace)
    }

    /// Waits for a lock in a function that the program calls.
    private static func waits(in function: String) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let waiting = trace.stack(lock, function, "main.use", "main.user")
        let release = trace.stack(function, "main.other")
        trace.goroutine(1, stack: release)
        trace.goroutine(2, stack: waiting)
        for number in 0..<4 {
            let start = 10 + Double(number) * 120
            trace.wait(2, "sync", start, start + 100, stack: waiting, waker: 1, wakerStack: release)
        }
        return .trace(trace)
    }

    private static func sends(_ milliseconds: Double, waits: Int = 10, to receiver: String) -> FixtureEvidence {
        .trace(.queue("chan send", send, milliseconds: milliseconds, waits: waits, holder: receiver))
    }

    private static let queues: [RuleFixture.Fault] = [
        .init(.contentionMutex, "main.use") { held(sleeping: 40) },
        .init(.contentionLockAcrossIo, "main.hold") { held(sleeping: 90) },
        .init(.contentionLogging, "main.use") { waits(in: "log.(*Logger).output") },
        .init(.backpressureChannel, "main.use") { sends(1000, to: "main.holder") },
        // Who takes a value out is of the kind of those who put one in: it gives a slot back.
        .init(.poolExhausted, "main.use") { sends(1000, to: "main.user") },
    ]

    // MARK: - Operations

    /// So many goroutines, each of which once waits for the network.
    private static func network(_ count: Int64, _ milliseconds: Double, _ frames: [String]) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let stack = trace.stack(frames)
        for id in 1...count {
            trace.goroutine(id, stack: stack)
            trace.wait(id, "network", 10, 10 + milliseconds, stack: stack)
        }
        return .trace(trace)
    }

    private static func calls(_ count: Int64, _ milliseconds: Double, _ frames: [String]) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let stack = trace.stack(frames)
        for id in 1...count {
            trace.goroutine(id, stack: stack)
            trace.systemCall(id, 10, 10 + milliseconds, stack: stack)
        }
        return .trace(trace)
    }

    private static let reading = ["internal/poll.(*FD).Read", "net.(*conn).Read", "main.ask", "main.client"]
    private static let writing = ["internal/poll.(*FD).Write", "net.(*conn).Write", "main.stream", "main.client"]
    private static let resolving = [
        "internal/poll.(*FD).Read", "net.(*conn).Read", "net.(*Resolver).exchange", "main.resolve", "main.client",
    ]
    private static let syncing = ["syscall.fsync", "os.(*File).Sync", "main.save"]

    private static let operations: [RuleFixture.Fault] = [
        .init(.networkSlowPeer, "main.ask") { network(4, 300, reading) },
        .init(.networkSlowClient, "main.stream") { network(4, 300, writing) },
        .init(.networkDns, "main.resolve") { network(4, 150, resolving) },
        .init(.ioDiskSync, "main.save") { calls(1, 60, syncing) },
        .init(.ioBlockedSyscall, "main.claim") { calls(4, 300, ["syscall.flock", "main.claim"]) },
        .init(.ioBlockedSyscall, "main.print") {
            network(4, 300, ["internal/poll.(*FD).Write", "os.(*File).Write", "main.print"])
        },
        .init(.threadsCgoBlocked, "main.work") {
            calls(4, 300, ["runtime.cgocall", "main._Cfunc_work", "main.work", "main.worker"])
        },
    ]

    // MARK: - The collector

    private static func assist(_ milliseconds: Double) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let stack = trace.stack("runtime.mallocgc", "main.render")
        trace.goroutine(1, stack: stack)
        trace.assist(1, 10, 10 + milliseconds, stack: stack)
        return .trace(trace)
    }

    /// Short collections, and what began them.
    private static func collections(_ count: Int, by function: String) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let stack = trace.stack(function, "main.tidy")
        trace.goroutine(1, stack: stack)
        for number in 0..<count {
            let start = 10 + Double(number) * 100
            trace.collection(start, start + 1, by: 1, stack: stack)
        }
        return .trace(trace)
    }

    /// A stop of the world of 40 ms.
    /// - Parameter late: after how many of these the other goroutine stops.
    private static func stop(late: Double) -> FixtureEvidence {
        var trace = ScriptedTrace()
        trace.limit(2)
        for processor in 0...1 as ClosedRange<Int32> { trace.processor(processor, isBusy: true, at: 0) }
        let stopping = trace.stack("main.main")
        let crunching = trace.stack("main.crunch", "main.cruncher")
        trace.goroutine(1, stack: stopping)
        trace.goroutine(2, stack: crunching)
        trace.stop(100, 140, by: 1, until: 2, leaves: 100 + late, stack: crunching)
        return .trace(trace)
    }

    private static let collector: [RuleFixture.Fault] = [
        .init(.gcAllocationRate, "main.render") { assist(110) },
        .init(.gcForced, "main.tidy") { collections(5, by: "runtime.GC") },
        .init(.gcLongPause, "main.crunch") { stop(late: 35) },
    ]

    // MARK: - The scheduler

    /// Goroutines that are ready while another one has the only processor.
    private static func ready(until end: Double, machine: Int? = nil) -> FixtureEvidence {
        var trace = ScriptedTrace()
        trace.limit(1)
        trace.processor(0, isBusy: true, at: 0)
        let stack = trace.stack("main.work", "main.worker")
        for id in 1...5 as ClosedRange<Int64> {
            trace.goroutine(id, stack: stack)
            if id > 1 { trace.ready(id, 10, end, stack: stack) }
        }
        var evidence = FixtureEvidence.trace(trace)
        evidence.context.machineProcessors = machine
        return evidence
    }

    private static let scheduler: [RuleFixture.Fault] = [
        .init(.cpuSaturated, "a.trace") { ready(until: 990, machine: 1) },
        .init(.cpuGomaxprocsLow, "a.trace") { ready(until: 990, machine: 8) },
    ]

    // MARK: - Goroutines

    private static func leaked(_ count: Int) -> FixtureEvidence {
        .trace(.leaking(goroutines: count))
    }

    private static func stuck(from start: Double) -> FixtureEvidence {
        var trace = ScriptedTrace()
        let waiting = trace.stack("runtime.chanrecv1", "main.await", "main.run", "main.waiter")
        trace.goroutine(1, stack: waiting)
        trace.wait(1, "chan receive", start, nil, stack: waiting)
        return .trace(trace)
    }

    private static let goroutines: [RuleFixture.Fault] = [
        .init(.leakGoroutine, "main.handle") { leaked(40) },
        .init(.evidenceInsufficient, "main.waiter") { stuck(from: 50) },
    ]

    // MARK: - Silence

    private static let silent: [RuleFixture.Calm] = [
        .init("two waits for a lock") { .trace(.queue("sync", lock, milliseconds: 900, waits: 1)) },
        .init("nine sends") { sends(1000, waits: 4, to: "main.holder") },
        .init("sends that hardly wait") { sends(90, to: "main.holder") },
        .init("answers that come soon") { network(4, 200, reading) },
        .init("readers that rest") { network(8, 900, ["internal/poll.(*FD).Read", "net.(*conn).Read", "main.serve"]) },
        .init("names that are resolved soon") { network(4, 90, resolving) },
        .init("a disk that is fast enough") { calls(1, 45, syncing) },
        .init("calls that return soon") { calls(4, 200, ["syscall.flock", "main.claim"]) },
        .init("calls in which goroutines rest") { calls(4, 300, ["syscall.wait4", "main.claim"]) },
        .init("a little help for the collector") { assist(90) },
        .init("collections that the heap began") { collections(5, by: "runtime.mallocgc") },
        .init("a stop that is long, and nobody's fault") { stop(late: 1) },
        .init("ready for less than half of the time") { ready(until: 450) },
        .init("a wait that began later") { stuck(from: 150) },
    ]
}
