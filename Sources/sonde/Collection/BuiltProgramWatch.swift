import Evidence
import Glibc
import GoProcess
import Host
import SystemActivity
import Wire

/// Looks at the programs that a go command has built and runs, one after the other.
struct BuiltProgramWatch {
    private let plan: LookPlan
    /// Whether a program is looked at for a time only, and is to be ended then.
    private let isEnding: Bool
    private let mayStop: Bool
    private var snapshots: [GoroutineSnapshot] = []
    private var current: Current?
    /// Those that were found.
    private var known: Set<Int32> = []
    private var failures = 0
    private var lastFailure: InputError?
    private var next: Int64 = 0

    private struct Current {
        let id: Int32
        let life: ProcessLife
        /// Nil until it could be opened.
        var live: LiveCollection?
        /// When the looking ends.
        var end: Int64
        var isLookedAt = false
    }

    /// How often the processes are searched for a program, nanoseconds.
    private static let searchInterval: Int64 = 200_000_000
    /// Looks at a program in the time that is planned, and how many are kept of it, the last ones.
    private static let looks: Int64 = 5
    private static let kept = 8
    /// Pause before a look that follows a failed one: the runtime is not there from the first moment on.
    private static let retryInterval: Int64 = 20_000_000

    /// So often a look fails at what has only begun.
    private static let fewFailures = 10

    init(plan: LookPlan, isEnding: Bool, mayStop: Bool) {
        self.plan = plan
        self.isEnding = isEnding
        self.mayStop = mayStop
    }

    /// Whether the program that runs has been looked at for long enough.
    var isOver: Bool { isEnding && current.map { Clock.now(CLOCK_MONOTONIC) >= $0.end } ?? false }

    /// Why no look at a program succeeded; nil when one did, and when there was no time for it.
    var problem: InputError? { snapshots.isEmpty && failures >= Self.fewFailures ? lastFailure : nil }

    /// The looks at the program that ran last, oldest first.
    var result: [GoroutineSnapshot] {
        guard failures > 0, var last = snapshots.last else { return snapshots }
        last.quality.count(
            "process.unseen", failures, .info, "times the program could not be looked at while it ran")
        return snapshots.dropLast() + [last]
    }

    /// Looks when it is time for it.
    /// - Parameter processes: the go command and all that it started.
    mutating func look(at processes: [Int32]) {
        let now = Clock.now(CLOCK_MONOTONIC)
        guard now >= next else { return }
        next = now + Self.searchInterval
        if current?.life.isOver ?? false { current = nil }
        if current == nil { find(processes, now) }
        guard var program = current else { return }
        do {
            let live = try program.live ?? ProcessTarget.open(program.id)
            program.live = live
            let snapshot = try live.snapshot(stops: mayStop && plan.stopsTarget, depth: .proof)
            if !program.isLookedAt { snapshots = [] }
            program.isLookedAt = true
            current = program
            snapshots = snapshots.suffix(Self.kept - 1) + [snapshot]
            next = now + max(plan.durationNanoseconds / Self.looks, Self.retryInterval)
        } catch {
            if !program.life.isOver {
                failures += 1
                lastFailure = error as? InputError ?? lastFailure
            }
            next = now + Self.retryInterval
        }
    }

    private mutating func find(_ processes: [Int32], _ now: Int64) {
        for id in processes.dropFirst() where !known.contains(id) && Self.isBuilt(id) {
            known.insert(id)
            guard let life = try? ProcessLife(id) else { continue }
            current = Current(id: id, life: life, end: now + plan.durationNanoseconds)
            return
        }
    }

    /// Whether a process runs what the go command built: in its work folder, or from the build cache.
    private static func isBuilt(_ id: Int32) -> Bool {
        guard let path = (try? LiveProcess(processID: id))?.executablePath else { return false }
        return GoStep.isBuilt(path)
    }
}
