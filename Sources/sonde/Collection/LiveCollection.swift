import Evidence
import Glibc
import GoBinary
import GoProcess
import Host
import Wire

/// Looks at a running process, once or several times.
struct LiveCollection {
    let process: LiveProcess
    let executable: Executable
    let reader: LiveSnapshotReader

    /// Opens a process; all symbol work is done here.
    /// - Throws: `gone`, `notPermitted` with what to do, `notRecognised` when it is not a Go program.
    init(processID: Int32) throws {
        let memory = try LiveMemory(processID: processID)
        process = try LiveProcess(processID: processID)
        let path = process.executablePath ?? "/proc/\(processID)/exe"
        executable = try Executable(contents: try process.executable(), path: path)
        reader = try LiveSnapshotReader(
            executable: executable, memory: memory, facts: process, executablePath: path, cache: UserCache("layouts"))
    }

    /// One snapshot. With `stops`, the target's threads are stopped while it is taken.
    func snapshot(stops: Bool, depth: SnapshotDepth) throws -> GoroutineSnapshot {
        guard stops else {
            var snapshot = try reader.snapshot(depth: depth)
            snapshot.wallTime = Clock.now(CLOCK_REALTIME)
            return snapshot
        }
        let wallTime = Clock.now(CLOCK_REALTIME)
        let (taken, stopped) = try StoppedProcess.withStop(of: process.id) { threads in
            // The heap is not searched while others wait for the target.
            try reader.snapshot(stoppedThreads: threads, depth: depth == .proof ? .holders : depth)
        }
        var snapshot = taken
        snapshot.stoppedNanoseconds = stopped
        snapshot.wallTime = wallTime
        return snapshot
    }

    /// Snapshots spread over a time, the richest last: its predecessors tell what moves and what stands still.
    ///
    /// - Parameters:
    ///   - duration: nanoseconds from the first to the last.
    ///   - isCancelled: asked between the snapshots; those taken so far are returned.
    func snapshots(
        over duration: Int64, count: Int, stops: Bool, isCancelled: () -> Bool = { false }
    ) throws -> [GoroutineSnapshot] {
        let start = Clock.now(CLOCK_MONOTONIC)
        var result: [GoroutineSnapshot] = []
        for index in 0..<max(count, 1) {
            let isLast = index == count - 1
            let due = start + duration * Int64(index) / Int64(max(count - 1, 1))
            Clock.sleep(until: due, isCancelled: isCancelled)
            if isCancelled(), !result.isEmpty { break }
            do {
                result.append(try snapshot(stops: stops, depth: isLast || index == 0 ? .proof : .waits))
            } catch let error as InputError where !result.isEmpty && process.isGone {
                // It ended meanwhile; what was seen still tells something.
                result[result.count - 1].quality.count(
                    "process.ended", 1, .dataLoss, "the process ended while it was observed (\(error.message))")
                break
            }
        }
        return result
    }
}
