/// Waits out of the kernel's context switches: a sample when a thread gives its processor away, and a record when it runs
/// again.
extension SampleRecording {
    /// Where a thread stopped.
    struct Waiting {
        var process: UInt32
        var since: Int64
        var kernel: [UInt64]
        var user: [UInt64]
        /// Its processor was taken from it.
        var isPreempted = false
        /// The kernel had no room for more frames.
        var isCut = false
    }

    /// Flags of PERF_RECORD_SWITCH.
    private enum Flag {
        static let out: UInt16 = 1 << 13
        static let preempted: UInt16 = 1 << 14
    }

    /// A thread that could go on and got its processor back within this time is not counted; nanoseconds.
    private static let shortestPreemption: Int64 = 100_000
    /// What a thread does that has no processor though it could run, and one of which nothing more is known.
    public static let preempted = "[preempted]"
    public static let unknownWait = "[waiting since before the recording]"

    /// A thread stops running.
    mutating func stops(_ record: SampleRecord) {
        let (process, thread, _) = ThreadSample.subject(record)
        guard !options.isFiltered || processes[process] != nil,
            let sample = ThreadSample(record, withStack: options.withStack)
        else { return }
        explain(sample)
        let user = restored(process: process, sample.user, words: sample.stackWords)
        begun[thread] = nil
        waiting[thread] = Waiting(
            process: process, since: sample.time, kernel: sample.kernel, user: user, isCut: isCut(sample))
    }

    /// PERF_RECORD_SWITCH and PERF_RECORD_SWITCH_CPU_WIDE: the thread of the tail stops or runs.
    mutating func switches(_ record: SampleRecord) {
        let thread = record.tailThread
        if record.flags & Flag.out != 0 {
            if record.flags & Flag.preempted != 0 { waiting[thread]?.isPreempted = true }
            return
        }
        guard !options.isFiltered || processes[record.tailProcess] != nil else { return }
        if let wait = waiting.removeValue(forKey: thread) {
            ends(wait, thread, at: record.time)
        } else if let wait = begun.removeValue(forKey: thread) {
            ends(wait, thread, at: record.time)
        }
    }

    /// Says of a thread that it waited already when the recording began, and where.
    public mutating func hadBegun(process: UInt32, thread: UInt32, stack: [UInt64]) {
        begun[thread] = Waiting(process: process, since: begin, kernel: [], user: stack)
    }

    private mutating func ends(_ wait: Waiting, _ thread: UInt32, at time: Int64) {
        let duration = min(time, end) &- max(wait.since, begin)
        guard duration > 0, !wait.isPreempted || duration >= Self.shortestPreemption else { return }
        facts.samples &+= 1
        if wait.isPreempted {
            add(process: wait.process, thread: thread, name: Self.preempted, [1, duration])
        } else if wait.user.isEmpty, wait.kernel.isEmpty {
            add(process: wait.process, thread: thread, name: Self.unknownWait, [1, duration])
        } else {
            if wait.isCut { facts.cutStacks &+= 1 }
            add(process: wait.process, thread: thread, kernel: wait.kernel, user: wait.user, [1, duration])
        }
    }

    /// Ends all waits, as if they ended now.
    public mutating func closeWaits(at time: Int64) {
        advance(to: .max)
        let all = waiting.merging(begun) { known, _ in known }
        for (thread, wait) in all.sorted(by: { $0.key < $1.key }) { ends(wait, thread, at: time) }
        waiting = [:]
        begun = [:]
    }
}
