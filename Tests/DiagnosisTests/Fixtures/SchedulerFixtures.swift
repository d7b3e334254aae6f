import GoProcess

@testable import Diagnosis

/// What the scheduler has to do with: goroutines that are ready, quotas, goroutines with a thread of their own.
enum SchedulerFixtures {
    static let all = [runtimeLockRule, queueRule, quotaRule, lockedRule]

    // MARK: - Locks of the runtime

    private static let meeting = "main.fan > runtime.selectgo > runtime.sellock > runtime.lock2 > runtime.procyield"

    private static let runtimeLockRule = RuleFixture(
        "processor.runtime-lock",
        fires: [.init(.contentionRuntimeLock, "main.fan") { try .samples(["200: \(meeting)", "250: main.other"]) }],
        silent: [
            .init("threads that look for work meet there as well") {
                try .samples([
                    "200: runtime.mcall > runtime.park_m > runtime.schedule > runtime.findRunnable > runtime.stopm > "
                        + "runtime.lock2", "250: main.other",
                ])
            },
            .init("one sample in fifty") { try .samples(["9: \(meeting)", "441: main.other"]) },
            .init("a program that rests") { try .samples(["20: \(meeting)", "25: main.other"]) },
        ])

    // MARK: - Goroutines that are ready

    /// A program with so many processors of eight, and goroutines that are ready for them at each look.
    private static func ready(
        processors: Int, of machine: Int, busy: Int, _ ready: (Int) -> Int
    ) throws -> FixtureEvidence {
        var evidence = try FixtureEvidence.samples(["\(busy): main.main > main.work"]).withRuntime { state, number in
            state.goMaxProcs = processors
            state.scheduler.globalQueueLength = ready(number)
        }
        evidence.context.machineProcessors = machine
        return evidence
    }

    private static let queueRule = RuleFixture(
        "scheduler.queue",
        fires: [
            .init(.cpuSaturated, "program") { try ready(processors: 2, of: 2, busy: 900) { _ in 12 } },
            .init(.cpuSaturated, "program") { try .log(ScriptedRuntimeLog(queue: 3, collections: 0)) },
            .init(.cpuGomaxprocsLow, "program") { try ready(processors: 1, of: 8, busy: 450) { _ in 3 } },
        ],
        silent: [
            .init("a burst") { try ready(processors: 2, of: 2, busy: 900) { $0 == 3 ? 96 : 0 } },
            .init("others have the processors") { try ready(processors: 2, of: 2, busy: 400) { _ in 12 } },
            .init("as many processors as the machine has") {
                try ready(processors: 1, of: 1, busy: 450) { _ in 1 }
            },
            .init("a log of a short queue") { try .log(ScriptedRuntimeLog(queue: 1, collections: 0)) },
        ])

    // MARK: - A quota

    private static func processors(_ count: Int, throttled periods: Int64) throws -> FixtureEvidence {
        try FixtureEvidence.activity(.throttled(periods, periods * 75_000_000)).withRuntime { state, _ in
            state.goMaxProcs = count
        }
    }

    private static let quotaRule = RuleFixture(
        "scheduler.quota",
        fires: [.init(.cpuOversubscribed, "/box") { try processors(8, throttled: 80) }],
        silent: [
            .init("as many processors as the quota, rounded up") { try processors(1, throttled: 80) },
            .init("a quota that never runs out") { try processors(8, throttled: 0) },
        ])

    // MARK: - A thread of its own

    /// Senders to a channel that one goroutine serves.
    private static func painter(_ flags: GoroutineFlags, senders: Int = 5) -> FixtureEvidence {
        .looks { world, look in
            let painter = world.go(["main.paint", "main.painter"], flags: flags)
            let channel = world.channel(references: [painter])
            for _ in 0..<senders {
                world.wait(world.go(Frames.send + ["main.draw"], "chan send"), channel, .send)
            }
            world.move(look)
        }
    }

    /// The same in a trace: no look happened to catch the senders.
    /// - Parameter free: goroutines of the same function that are bound to no thread.
    private static func tracedPainter(free: Int, milliseconds: Double = 1000) -> FixtureEvidence {
        var evidence = FixtureEvidence.looks { world, look in
            world.go(["main.paint", "main.painter"], flags: .lockedToThread)
            for _ in 0..<free { world.go(["main.paint", "main.painter"]) }
            _ = world.mutex()
            world.move(look)
        }
        evidence.context.trace =
            ScriptedTrace.queue(
                "chan send", "runtime.chansend1", milliseconds: milliseconds, waits: 10, holder: "main.painter"
            ).evidence()
        return evidence
    }

    private static let lockedRule = RuleFixture(
        "scheduler.locked",
        fires: [
            .init(.cpuLockedThread, "main.paint") { painter(.lockedToThread) },
            .init(.cpuLockedThread, "main.paint") { tracedPainter(free: 0) },
        ],
        silent: [
            .init("it is bound to no thread") { painter([]) },
            .init("two who wait are no pattern") { painter(.lockedToThread, senders: 2) },
            .init("others receive, too, and are bound to no thread") { tracedPainter(free: 1) },
            .init("hardly anybody waited in the trace") { tracedPainter(free: 0, milliseconds: 80) },
        ])
}
