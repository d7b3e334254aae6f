import Evidence
import SystemActivity

/// How long threads waited for a processor, by the waits that were recorded and by what the scheduler counts for each
/// thread.
struct RunWaits: Sendable {
    /// Nanoseconds of all threads.
    private(set) var sum: Int64 = 0
    /// Of the thread that waited longest, Go's own watcher left out: nobody waits for it.
    private(set) var longest: Int64 = 0

    init(_ tables: ActivityTables) {
        var times: [UInt32: Int64] = [:]
        var watchers: Set<UInt32> = []
        var known: [UInt32: Bool] = [:]
        for wait in tables.waits {
            times[wait.thread, default: 0] &+= wait.ready
            sum &+= wait.ready
            guard wait.stack != 0 else { continue }
            let isWatcher =
                known[wait.stack] ?? tables.functionNames(wait.stack).contains("runtime.sysmon")
            known[wait.stack] = isWatcher
            if isWatcher { watchers.insert(wait.thread) }
        }
        for thread in tables.host.threads {
            let id = UInt32(bitPattern: thread.thread)
            times[id] = max(times[id] ?? 0, thread.runWait)
        }
        longest = times.filter { !watchers.contains($0.key) }.values.max() ?? 0
    }
}
