import SystemActivity

/// Numbers of processes and threads in a trace for Chrome's viewers.
///
/// Those are the system's as long as they tell tracks apart; others get new ones. Perfetto keeps ids in 32 bits, takes a
/// thread's id to be the whole system's, and the thread that has its process' id to be its first one.
struct ChromeTrackIDs {
    struct Thread: Hashable {
        /// In `ActivityTables.processes`; -1 for none.
        var process: Int32
        var thread: UInt32
    }

    /// What is drawn for a thread: its first track, and events that took no time.
    private(set) var threads: [Thread: Int64] = [:]
    /// Of each track of the timeline.
    private(set) var tracks: [Int64] = []
    /// Of what belongs to no process; nil when nothing does.
    private(set) var noProcess: Int64?
    private var processes: [Int64] = []
    private var lives: [Int64] = []
    private var taken: Set<Int64> = []
    /// Ids of systems are mostly below.
    private var last: Int64 = 1 << 30

    init(_ timeline: ActivityTimeline, _ events: [ActivityEvent], _ tables: ActivityTables) {
        var drawn: [Thread] = []
        for track in timeline.tracks where track.lane == 0 {
            drawn.append(Thread(process: track.process, thread: track.thread))
        }
        var met = Set(drawn)
        for number in timeline.moments {
            let thread = Thread(process: events[number].process, thread: events[number].thread)
            if met.insert(thread).inserted { drawn.append(thread) }
        }
        // New ones must be none of the system's.
        taken = Set(tables.processes.map { Int64($0.id) })
        for thread in drawn { taken.insert(Int64(thread.thread)) }
        var given: Set<Int64> = []
        processes = tables.processes.map { id(UInt64($0.id), &given) }
        lives = tables.processes.map { _ in new() }
        if drawn.contains(where: { $0.process < 0 }) { noProcess = new() }
        for thread in drawn {
            let isFirst =
                thread.process >= 0 && tables.processes[Int(thread.process)].id == thread.thread
                && processes[Int(thread.process)] == Int64(thread.thread)
            threads[thread] = isFirst ? Int64(thread.thread) : id(UInt64(thread.thread), &given)
        }
        tracks = timeline.tracks.map { track in
            track.lane > 0 ? new() : threads[Thread(process: track.process, thread: track.thread)] ?? 0
        }
    }

    /// The system's id, if it can be used and is still free.
    private mutating func id(_ own: UInt64, _ given: inout Set<Int64>) -> Int64 {
        guard own > 0, own <= UInt64(Int32.max), given.insert(Int64(own)).inserted else { return new() }
        return Int64(own)
    }

    private mutating func new() -> Int64 {
        repeat { last += 1 } while taken.contains(last)
        return last
    }

    func process(_ number: Int32) -> Int64 { number >= 0 ? processes[Int(number)] : noProcess ?? 0 }

    /// The track of a process' life, which is no thread's.
    func life(_ number: Int32) -> Int64 { lives[Int(number)] }

    /// The first track of a thread that is drawn.
    func thread(_ process: Int32, _ thread: UInt32) -> Int64 {
        threads[Thread(process: process, thread: thread)] ?? 0
    }
}
