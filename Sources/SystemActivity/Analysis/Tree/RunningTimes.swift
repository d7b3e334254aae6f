import Evidence
import Wire

/// Processor time of processes by who waited when: of each thread the time from its begin to the last that the log has of
/// it, without the stretches in which it did not run.
///
/// Only of sources that have such stretches. What a thread did after its last call is not in it.
public struct RunningTimes: Sendable {
    private struct Key: Hashable {
        var process: Int32
        var thread: UInt32
    }

    private struct Life {
        var begin: Int64
        var end: Int64
        var waited: Int64 = 0
    }

    /// Nanoseconds by number in `ActivityTables.processes`.
    public private(set) var times: [Int64]

    /// - Returns: nil when the source does not say when threads waited.
    public init?(_ source: HeldActivity) {
        let tables = source.tables
        guard !tables.waits.isEmpty else { return nil }
        var lives: [Key: Life] = [:]
        for thread in tables.threads {
            lives[Key(process: thread.process, thread: thread.id)] = Life(begin: thread.start, end: thread.start)
        }
        // Calls of one thread come one behind the other mostly: its life is looked up when the thread changes.
        var key = Key(process: -1, thread: 0)
        var life = Life(begin: 0, end: 0)
        for event in source.events where event.process >= 0 {
            if event.process != key.process || event.thread != key.thread {
                lives[key] = life
                key = Key(process: event.process, thread: event.thread)
                life = lives[key] ?? Life(begin: event.time, end: event.time)
            }
            life.end = max(life.end, event.end)
        }
        lives[key] = life
        for wait in tables.waits {
            let key = Key(process: wait.process, thread: wait.thread)
            var life = lives[key] ?? Life(begin: wait.time, end: wait.end)
            life.end = max(life.end, wait.end)
            life.begin = min(life.begin, wait.time)
            life.waited &+= wait.duration
            lives[key] = life
        }
        times = Array(repeating: 0, count: tables.processes.count)
        for (key, life) in lives where key.process >= 0 {
            times[Int(key.process)] &+= max(0, life.end &- life.begin &- life.waited)
        }
    }
}
