import Evidence

/// A stretch of time that a goroutine spent in one state.
public struct GoroutineInterval: Sendable {
    /// How a goroutine comes into a state.
    public enum Begin: UInt8, Sendable, CaseIterable {
        /// It was in this state when the trace began, or nothing is known of how it came there.
        case unknown
        /// `waker` created it.
        case created
        /// Goroutine `waker` woke it.
        case woken
        /// The runtime woke it: the network poller, a timer, a monitor.
        case wokenByRuntime
        /// It ran, and the runtime took its processor away.
        case preempted
        /// It ran, and gave its processor up (`runtime.Gosched`).
        case yielded
        /// Its system call took so long that its processor was given to others.
        case returnedFromSystemCall
        /// It got a processor.
        case started
        /// It ran, and went into a system call or blocked.
        case entered
        /// Its system call ended.
        case resumed
    }

    public var goroutine: Int64
    /// Number of the goroutine in `TraceScene.goroutines`, valid until it ends.
    public var slot: Int32
    /// Runnable, running, waiting or in a system call.
    public var state: GoroutineState
    public var begin: Begin
    /// Whether it was in this state already when the trace began: `start` is then the begin of the trace.
    public var isCensored: Bool
    /// Whether it was still in this state when the trace ended: `end` is then the end of the trace.
    public var isOpen: Bool
    /// The state that follows; `undetermined` when the interval is open.
    public var next: GoroutineState
    /// Whether it was a system call that lost its processor.
    public var lostProcessor: Bool
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Why it waits, or why it was stopped, in the runtime's words; empty when unknown.
    public var reason: StringID
    /// Where it waits, called the system, or was stopped; 0 when unknown.
    public var stack: UInt32
    /// Of a waiting goroutine: who woke it at the end. Of a runnable one: who woke or created it at the begin. -1 for
    /// nobody, or when unknown.
    public var waker: Int64
    public var wakerSlot: Int32
    /// Where the waker woke it.
    public var wakerStack: UInt32
    /// Processor and thread of a running goroutine, or of one in a system call, at the begin; -1 when unknown.
    public var processor: Int32
    public var thread: Int64

    public var duration: Int64 { end &- start }
}

/// A stretch of time that a processor (a P) spent in one state.
public struct ProcessorInterval: Sendable {
    public enum State: UInt8, Sendable, CaseIterable {
        case idle
        /// A thread has it and runs no goroutine: it looks for one, or does the runtime's work.
        case scheduling
        /// It runs `goroutine`.
        case running
        /// `goroutine` is in a system call and has not lost the processor.
        case syscall
    }

    public var processor: Int32
    public var state: State
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// -1 for none.
    public var goroutine: Int64
    public var slot: Int32
    /// The thread that has the processor; -1 for none.
    public var thread: Int64

    public var duration: Int64 { end &- start }
}
