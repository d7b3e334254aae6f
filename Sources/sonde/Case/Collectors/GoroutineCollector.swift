import Diagnosis
import Glibc
import GoProcess
import Host
import Wire

/// Snapshots of the goroutines, spread over the whole time.
struct GoroutineCollector {
    let live: LiveCollection
    let stopsTarget: Bool

    /// Enough to tell a queue that moves from one that stands, and growth from chance.
    private static let looks = 5

    func collect(_ run: CaseRun) throws -> [CaseManifest.File] {
        let snapshots: [GoroutineSnapshot]
        do {
            snapshots = try live.snapshots(
                over: max(0, run.end - Clock.now(CLOCK_MONOTONIC)), count: Self.looks, stops: stopsTarget
            ) { run.isOver }
        } catch let error as InputError where ProcessTarget.hasEnded(live.process) {
            throw ProcessTarget.gone(live.process, error)
        }
        return try snapshots.enumerated().map { index, snapshot in
            let name = "goroutines-\(index + 1).snapshot"
            try run.folder.write(try SnapshotFile.encode(snapshot), name)
            return CaseManifest.File(name, .goroutines, source: "process memory")
        }
    }
}
