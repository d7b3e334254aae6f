import Evidence
import GoProcess

@testable import Diagnosis

/// What only grows: the heap, timers, descriptors, threads, memory outside of the heap.
enum MemoryFixtures {
    static let all = [keptRule, timersRule, descriptorsRule, threadsRule, memoryRule, heapRule]

    // MARK: - The heap

    /// - Parameter megabytes: that each collection kept.
    private static func kept(_ megabytes: (Int) -> Int, allocated: Int = 50) -> FixtureEvidence {
        .runtime { state, number in
            state.collector.heapMarked = megabytes(number) << 20
            state.collector.totalAllocated = (1000 + number * allocated) << 20
        }
    }

    private static let keptRule = RuleFixture(
        "heap.kept",
        fires: [
            .init(.leakHeap, "heap") { kept { 40 + 10 * $0 } },
            // Little of what is allocated stays, and it is many times more at the end.
            .init(.leakHeap, "heap") { kept({ 20 + 20 * $0 }, allocated: 5000) },
            .init(.leakHeap, "heap") {
                try .log(ScriptedRuntimeLog(busy: 1, collections: 1, keptGrowth: 10, goal: 60))
            },
        ],
        silent: [
            .init("it is more at the end, and goes up and down") { kept { 40 + ($0 % 2) * 60 + $0 } },
            .init("hardly any of what is allocated stays") { kept({ 40 + 5 * $0 }, allocated: 5000) },
            .init("a cache that fills up") { kept({ 140 - 120 / ($0 + 1) }, allocated: 5000) },
            .init("a log of a heap that stays as it is") {
                try .log(ScriptedRuntimeLog(busy: 1, collections: 1, goal: 60))
            },
        ])

    private static let heapRule = RuleFixture(
        "leak.heap",
        fires: [
            .init(.leakHeap, "main.remember") {
                try profiles(8, ["main.remember": { 100 + 60 * Int64($0) }, "main.table": { _ in 300 }])
            },
            .init(.evidenceInsufficient, "") {
                try profiles(2, ["main.remember": { 100 + 60 * Int64($0) }, "main.table": { _ in 300 }])
            },
        ],
        silent: [
            .init("a heap that stays as it is") {
                try profiles(8, ["main.remember": { 100 + 5 * Int64($0 % 2) }, "main.table": { _ in 300 }])
            }
        ])

    private static func profiles(_ count: Int, _ objects: [String: (Int) -> Int64]) throws -> FixtureEvidence {
        var evidence = FixtureEvidence()
        evidence.context.heap = try ScriptedHeap.evidence(count, objects)
        return evidence
    }

    // MARK: - Timers

    private static func timers(_ kind: TimerState.Kind, _ count: (Int) -> Int) -> FixtureEvidence {
        .runtime { state, number in
            state.timers.count = count(number)
            state.timers.sampled = count(number)
            state.timers.groups = [
                TimerState.Group(
                    kind: kind, function: "main.expire", isPeriodic: false, count: count(number),
                    medianDistance: 60_000_000_000, medianPeriod: nil)
            ]
        }
    }

    private static let timersRule = RuleFixture(
        "timers",
        fires: [.init(.leakTimer, "main.expire") { timers(.function) { 10 + 40 * $0 } }],
        silent: [
            .init("deadlines of connections end by themselves") { timers(.deadline) { 10 + 40 * $0 } },
            .init("they come and go") { timers(.function) { 10 + 40 * ($0 % 2) + 10 * $0 } },
        ])

    // MARK: - Descriptors and threads

    private static func descriptors(_ count: (Int) -> Int) -> FixtureEvidence {
        .process { sample, number in
            sample.descriptors = count(number)
            sample.descriptorKinds = ["file": count(number)]
            sample.paths = ["/var/spool/*": count(number)]
        }
    }

    private static let descriptorsRule = RuleFixture(
        "process.descriptors",
        fires: [.init(.leakFd, "/var/spool/*") { descriptors { 12 + 9 * $0 } }],
        silent: [
            .init("as many more at the end, and they come and go") { descriptors { 12 + ($0 % 2) * 40 + 3 * $0 } },
            .init("a few more") { descriptors { 12 + 2 * $0 } },
        ])

    private static func threads(_ count: (Int) -> Int) -> FixtureEvidence {
        .process { sample, number in sample.threads = count(number) }
    }

    private static let threadsRule = RuleFixture(
        "process.threads",
        fires: [
            .init(.threadsExplosion, "threads") { threads { 8 + 12 * $0 } },
            .init(.threadsExplosion, "threads") { threads { _ in 1500 } },
            .init(.threadsExplosion, "threads") {
                try .log(ScriptedRuntimeLog(busy: 1, threadGrowth: 3, collections: 0))
            },
        ],
        silent: [
            .init("many, and no more of them") { threads { _ in 300 } },
            .init("they come and go") { threads { 8 + ($0 % 2) * 80 + 4 * $0 } },
            .init("a log of a number that stays") {
                try .log(ScriptedRuntimeLog(busy: 1, threads: 400, collections: 0))
            },
        ])

    // MARK: - Memory outside of the heap

    /// - Parameter megabytes: in a mapping, beside ten in the other one.
    private static func memory(_ mapping: String, _ megabytes: (Int) -> Int64) -> FixtureEvidence {
        .process { sample, number in
            sample.resident = (30 + megabytes(number)) << 20
            sample.anonymous = (20 + megabytes(number)) << 20
            sample.mappings = ["Go heap": 10 << 20, "[heap]": 10 << 20]
            sample.mappings[mapping] = (10 + megabytes(number)) << 20
        }
    }

    private static let memoryRule = RuleFixture(
        "process.memory",
        fires: [.init(.memoryOffHeap, "heap of C") { memory("[heap]") { 3 * Int64($0) } }],
        silent: [
            .init("it is Go's heap that grows") { memory("Go heap") { 3 * Int64($0) } },
            .init("as much more at the end, and it swings") { memory("[heap]") { Int64($0 % 2) * 18 + Int64($0 / 2) } },
            .init("less than a megabyte a second") { memory("[heap]") { Int64($0) } },
        ])
}
