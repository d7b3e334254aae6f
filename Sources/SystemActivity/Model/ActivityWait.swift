import Evidence

/// A stretch of time in which a thread did not run.
public struct ActivityWait: Sendable {
    /// Nanoseconds of the log's clock.
    public var time: Int64
    /// Nanoseconds to the moment at which it ran again.
    public var duration: Int64
    /// Nanoseconds of that in which it could have run, had a processor been free.
    public var ready: Int64
    public var process: Int32
    public var thread: UInt32
    /// In `ActivityTables.processes`; -1 when nobody woke it, or somebody outside of what was followed.
    public var wakerProcess: Int32
    /// Operating system's ids of who woke it, and its short name; 0 and empty for nobody, as for a timer.
    public var wakerThread: UInt32
    public var wakerProcessID: UInt32
    public var wakerName: StringID
    /// Whether its processor was taken from it while it could have run on.
    public var isPreempted: Bool
    /// Whether nothing but a disk or the like could wake it (state D).
    public var isUninterruptible: Bool
    /// Name of the system call that it was in; empty for none.
    public var operation: StringID
    /// In `ActivityTables.stacks`; 0 when unknown.
    public var kernelStack: UInt32
    public var stack: UInt32

    public var end: Int64 { time &+ duration }

    public init(
        time: Int64, duration: Int64, ready: Int64, process: Int32, thread: UInt32, wakerProcess: Int32,
        wakerThread: UInt32, wakerProcessID: UInt32, wakerName: StringID, isPreempted: Bool, isUninterruptible: Bool,
        operation: StringID, kernelStack: UInt32, stack: UInt32
    ) {
        self.time = time
        self.duration = duration
        self.ready = ready
        self.process = process
        self.thread = thread
        self.wakerProcess = wakerProcess
        self.wakerThread = wakerThread
        self.wakerProcessID = wakerProcessID
        self.wakerName = wakerName
        self.isPreempted = isPreempted
        self.isUninterruptible = isUninterruptible
        self.operation = operation
        self.kernelStack = kernelStack
        self.stack = stack
    }
}
