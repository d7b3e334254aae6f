import Diagnosis
import Evidence
import Glibc
import GoProcess
import Host
import Wire

/// Snapshots of the goroutines, spread over the whole time, and between them what the runtime knows of itself.
struct GoroutineCollector {
    let live: LiveCollection
    let stopsTarget: Bool

    /// Enough to tell a queue that moves from one that stands, and growth from chance, however long a look takes.
    private static let fewestLooks: Int64 = 5
    /// So many that a wait of half a second is seen twice in the ten seconds that a collection usually takes.
    private static let mostLooks: Int64 = 41
    /// Time between two looks, as a multiple of what the last one took, the deep ones at both ends aside: a target with
    /// many goroutines is looked at less often, so that looking takes no more than a thirtieth of a processor.
    private static let restAfterLook: Int64 = 30
    /// Between looks at the runtime, at most, in nanoseconds.
    private static let pause: Int64 = 200_000_000

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        var snapshots: [GoroutineSnapshot] = []
        var states: [RuntimeState] = []
        var problem: String?
        var next = run.begin
        do {
            while true {
                let now = Clock.now(CLOCK_MONOTONIC)
                let isOver = run.isOver
                if isOver || now >= next {
                    let isDeep = snapshots.isEmpty || isOver
                    snapshots.append(try look(isDeep ? .proof : .waits))
                    next = now + rest(after: isDeep ? 0 : Clock.now(CLOCK_MONOTONIC) - now, run.duration)
                }
                do { states.append(try live.reader.runtimeState()) } catch let error as InputError {
                    problem = error.message
                }
                if isOver { break }
                run.sleep(until: Clock.now(CLOCK_MONOTONIC) + min(Self.pause, run.duration / (Self.mostLooks - 1)))
            }
        } catch let error as InputError where ProcessTarget.hasEnded(live.process) {
            guard !snapshots.isEmpty else { throw ProcessTarget.gone(live.process, error) }
            run.stop()
            snapshots[snapshots.count - 1].quality.count(
                "process.ended", 1, .dataLoss, "the process ended while it was observed (\(error.message))")
        }
        var files = try snapshots.enumerated().map { index, snapshot in
            let name = "goroutines-\(index + 1).snapshot"
            try run.files.write(try SnapshotFile.encode(snapshot), name)
            return CaseManifest.File(name, .goroutines, source: "process memory")
        }
        if states.isEmpty {
            run.lacks("runtime state", problem ?? "the runtime's figures are not found in this program")
        } else {
            try run.files.write(RuntimeStateFile.encode(states), "runtime.jsonl")
            files.append(CaseManifest.File("runtime.jsonl", .runtime, source: "process memory"))
        }
        return files
    }

    /// Nanoseconds from the begin of a look to the next one.
    private func rest(after taken: Int64, _ duration: Int64) -> Int64 {
        min(max(duration / (Self.mostLooks - 1), taken * Self.restAfterLook), duration / (Self.fewestLooks - 1))
    }

    /// A look; another one when goroutines moved so fast that what they wait for could not be told.
    private func look(_ depth: SnapshotDepth) throws -> GoroutineSnapshot {
        var best = try live.snapshot(stops: stopsTarget, depth: depth)
        // One that is stopped is read exactly, and is not to stand longer than it must.
        for _ in 0..<(stopsTarget ? 0 : Self.moreLooks) {
            guard unresolved(best) * 10 > best.goroutines.count else { break }
            let next = try live.snapshot(stops: stopsTarget, depth: depth)
            if unresolved(next) < unresolved(best) { best = next }
        }
        return best
    }

    private static let moreLooks = 2

    private func unresolved(_ snapshot: GoroutineSnapshot) -> Int {
        Int(clamping: snapshot.quality["locks.unresolved"]) + Int(clamping: snapshot.quality["network.unresolved"])
    }
}
