/// A thread of a log of perf.
struct PerfThread {
    /// In `ActivityTables.processes`.
    var process: Int32
    /// Number of the event of the call that it is in; -1 for none.
    var call = -1
    /// Whether that call was told by `raw_syscalls`.
    var isRaw = false
    /// Number of that call in the table of calls, and the first of its arguments.
    var number: Int32 = -1
    var flags: UInt64?
    /// The last call that ended, and whether `raw_syscalls` told it: `syscalls` tells the same again.
    var lastNumber: Int32 = -1
    var lastWasRaw = false
    /// When it lost its processor; nil while it runs.
    var blocked: Int64?
    var isPreempted = false
    var isUninterruptible = false
    /// When it was woken, and by whom.
    var woken: Int64?
    var waker: UInt32 = 0
}
