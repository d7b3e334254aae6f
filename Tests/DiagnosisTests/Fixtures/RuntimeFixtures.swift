import GoProcess

@testable import Diagnosis

/// What the collector does.
enum RuntimeFixtures {
    static let all = [workRule, pausesRule, finalizersRule]

    // MARK: - Its work

    /// Samples of a program that is busy on nearly a whole processor, so many of the 450 in the collector.
    private static func collecting(_ samples: Int, of all: Int = 450) throws -> FixtureEvidence {
        try .samples([
            "\(samples): runtime.gcBgMarkWorker > runtime.systemstack > runtime.gcDrain",
            "\((all - samples) / 2): main.main > main.render > runtime.mallocgc",
            "\((all - samples) / 2): main.main > main.render",
        ])
    }

    /// A heap that GOGC would let grow to 120 MiB.
    private static func limited(to goal: Int, _ samples: Int = 200) throws -> FixtureEvidence {
        try collecting(samples).withRuntime { state, number in
            state.collector.cycles = 10 + 20 * number
            state.collector.memoryLimit = 64 << 20
            state.collector.heapGoal = goal
            state.collector.percentHeapGoal = 120 << 20
            state.collector.percent = 100
            state.memory.ready = 63 << 20
        }
    }

    /// Of twenty collections, so many that the program asked for.
    private static func forced(_ count: Int) throws -> FixtureEvidence {
        try FixtureEvidence.samples([
            "20: main.main > main.tidy > runtime.GC > runtime.gcStart", "430: main.main > main.work",
        ]).withRuntime { state, number in
            let isLast = number == 7
            state.collector.cycles = isLast ? 30 : 10
            state.collector.forcedCycles = isLast ? 5 + count : 5
        }
    }

    private static let workRule = RuleFixture(
        "gc.work",
        fires: [
            .init(.gcAllocationRate, "main.render") { try collecting(200) },
            .init(.gcAllocationRate, "program") { try .log(ScriptedRuntimeLog(worker: 300)) },
            .init(.gcMemoryLimit, "GOMEMLIMIT") { try limited(to: 60 << 20) },
            .init(.gcMemoryLimit, "memory limit") { try .log(ScriptedRuntimeLog(worker: 300, kept: 60, goal: 64)) },
            .init(.gcForced, "main.tidy") { try forced(20) },
        ],
        silent: [
            .init("a collector that takes little") { try collecting(30) },
            .init("a program that rests") { try collecting(20, of: 45) },
            .init("a limit that costs nothing") { try limited(to: 60 << 20, 30) },
            .init("two collections by hand") { try forced(2) },
            .init("a log of a collector that takes little") { try .log(ScriptedRuntimeLog(worker: 60)) },
        ])

    // MARK: - Pauses

    /// One long pause with each collection.
    private static func pauses(_ milliseconds: Int, isPreemptionOff: Bool = true) throws -> FixtureEvidence {
        try FixtureEvidence.samples(["450: main.main > main.crunch"]).withRuntime { state, _ in
            state.settings.isAsynchronousPreemptionOff = isPreemptionOff
            state.collector.recentPauses = (0..<7).map {
                CollectorState.Pause(end: $0 * 1_000_000_000, duration: milliseconds * 1_000_000)
            }
        }
    }

    private static let pausesRule = RuleFixture(
        "gc.pauses",
        fires: [
            .init(.gcLongPause, "main.crunch") { try pauses(30) },
            .init(.gcLongPause, "program") { try .log(ScriptedRuntimeLog(busy: 2, stop: "15")) },
        ],
        silent: [
            .init("the machine did not run a thread") { try pauses(30, isPreemptionOff: false) },
            .init("short pauses") { try pauses(9) },
            .init("a log of short pauses") { try .log(ScriptedRuntimeLog(busy: 2, stop: "2.5")) },
        ])

    // MARK: - Finalizers

    /// The goroutine that runs finalizers, in all looks.
    private static func finalizer(
        _ frames: [String], _ reason: String, loop: String = "runtime.runFinalizers", moves: Bool = false
    ) -> FixtureEvidence {
        .looks { world, look in
            world.go(["main.work"])
            world.go(frames + [loop], reason, created: "runtime.createfing")
            if moves { world.move(look) }
        }
    }

    private static let finalizersRule = RuleFixture(
        "gc.finalizers",
        fires: [
            .init(.gcFinalizerBlocked, "main.release") {
                finalizer(Frames.receive + ["main.release"], "chan receive")
            },
            .init(.gcFinalizerBlocked, "main.clean") {
                finalizer(
                    Frames.lock + ["main.clean"], "sync.Mutex.Lock", loop: "runtime.(*cleanupQueue).run")
            },
        ],
        silent: [
            .init("it waits for work") { finalizer(["runtime.gopark"], "finalizer wait") },
            .init("one after the other is run") {
                finalizer(Frames.receive + ["main.release"], "chan receive", moves: true)
            },
        ])
}
