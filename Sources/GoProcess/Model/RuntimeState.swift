import Evidence

/// What the Go runtime itself knows of a program at one moment: scheduler, collector, heap, timers, finalizers.
///
/// The figures are those of the runtime's own variables (`runtime.sched`, `gcController`, `memstats`, `work`, the P's),
/// copied without stopping the program: each is right, but two of them may be some microseconds apart. A figure that is
/// nil was not found, or was not plausible, and a counter in `quality` says so; a version of Go that does not have it
/// counts nothing. Bytes, and nanoseconds of CLOCK_MONOTONIC unless stated otherwise.
public struct RuntimeState: Sendable {
    /// When it was read; nil for a core file.
    public var monotonicTime: Int?
    /// How long reading took, in nanoseconds.
    public var durationNanoseconds: Int?
    /// GOMAXPROCS.
    public var goMaxProcs: Int?
    /// `runtime.NumCPU`: the processors that the program might use when it started.
    public var cpuCount: Int?
    public var scheduler = SchedulerState()
    public var collector = CollectorState()
    public var memory = RuntimeMemoryState()
    public var finalizers = FinalizerState()
    public var timers = TimerState()
    public var settings = RuntimeSettings()
    public var quality = Quality()

    public init() {}
}

/// Goroutines that wait for a processor, and threads.
public struct SchedulerState: Sendable, Hashable {
    /// Runnable goroutines that belong to no P.
    public var globalQueueLength: Int?
    /// Runnable goroutines of each P, with the one that it runs next; by number of the P.
    public var queueLengths: [Int] = []
    /// P's without work.
    public var idleProcessors: Int?
    /// P's that run Go code, or look for some.
    public var runningProcessors: Int?
    /// P's whose goroutine is in a system call. Since Go 1.26 told by the goroutine, as the P keeps its status.
    public var systemCallProcessors: Int?
    /// P's that are halted for a stop of the world.
    public var stoppedProcessors: Int?
    /// Threads (M's) that wait for work.
    public var idleThreads: Int?
    /// Threads that look for work.
    public var spinningThreads: Int?
    /// Threads that the runtime made and that have not ended.
    public var threads: Int?
    /// Threads at which the runtime gives up (`debug.SetMaxThreads`).
    public var maximumThreads: Int?
    /// Time that goroutines have waited for a `sync.Mutex` or `RWMutex`, all together, in nanoseconds. The runtime
    /// measures one wait in eight, and counts it eight times.
    public var mutexWait: Int?
    /// Time that goroutines have waited for locks of the runtime itself, all together, in nanoseconds; since Go 1.22.
    public var runtimeLockWait: Int?

    public init() {}

    /// Runnable goroutines that no thread runs; nil when the queues were not found.
    public var runnableGoroutines: Int? {
        guard let globalQueueLength, !queueLengths.isEmpty else { return nil }
        return globalQueueLength + queueLengths.reduce(0, +)
    }
}

/// The garbage collector.
public struct CollectorState: Sendable, Hashable {
    public enum Phase: String, Sendable, CaseIterable {
        /// No collection, or one that only sweeps any more.
        case off
        case mark
        case markTermination = "mark termination"
    }

    public struct Pause: Sendable, Hashable {
        /// Unix time in nanoseconds.
        public var end: Int
        /// Both pauses of the cycle together, in nanoseconds.
        public var duration: Int

        public init(end: Int, duration: Int) {
            self.end = end
            self.duration = duration
        }
    }

    public var phase: Phase?
    /// GOGC; -1 when it is off.
    public var percent: Int?
    /// GOMEMLIMIT, in bytes; `Int.max` when there is none.
    public var memoryLimit: Int?
    /// Bytes that the last collection kept, and all that was allocated since.
    public var heapLive: Int?
    /// Bytes that the last collection kept. Before the first one an assumption of the runtime.
    public var heapMarked: Int?
    /// Size of the heap at which the cycle that comes, or is under way, should end (`MemStats.NextGC`); nil also when
    /// both GOGC and GOMEMLIMIT are off.
    public var heapGoal: Int?
    /// What `heapGoal` would be by GOGC alone; nil also when that is off.
    public var percentHeapGoal: Int?
    /// Bytes allocated, and freed, since the program began; allocations count when a P's cache is filled anew.
    public var totalAllocated: Int?
    public var totalFreed: Int?
    /// Cycles that have marked all.
    public var cycles: Int?
    /// Those of them that the program asked for (`runtime.GC`, `debug.FreeOSMemory`).
    public var forcedCycles: Int?
    /// Cycles that have begun.
    public var startedCycles: Int?
    /// All pauses together, in nanoseconds.
    public var pauseTotal: Int?
    /// Pauses of the last cycles, at most 256; oldest first.
    public var recentPauses: [Pause] = []
    /// When the last cycle ended; 0 before the first one.
    public var lastEnd: Int?
    /// The same as Unix time in nanoseconds.
    public var lastEndUnix: Int?
    /// The collector has taken half of the processors' time, so that it is held back and the heap may outgrow its goal.
    public var isLimited: Bool?
    /// Number of the last cycle in which it was held back; 0 for none.
    public var lastLimitedCycle: Int?
    public var processorTime = ProcessorTime()

    /// Processor time since the program began, in nanoseconds, as the runtime estimates it at the end of each cycle
    /// (runtime/metrics `/cpu/classes`): nothing of it moves before the first one.
    public struct ProcessorTime: Sendable, Hashable {
        /// Of goroutines that had to help with marking.
        public var assist: Int?
        /// Of the collector's own workers.
        public var dedicated: Int?
        /// Of workers on processors that would have idled.
        public var idleWorkers: Int?
        /// Of all processors while the world was stopped.
        public var pause: Int?
        /// These four together.
        public var collector: Int?
        /// Of giving memory back to the system.
        public var scavenger: Int?
        public var idle: Int?
        /// Of the program's own code.
        public var user: Int?
        /// GOMAXPROCS times the elapsed time.
        public var total: Int?

        public init() {}
    }

    public init() {}
}

/// Memory that the runtime has from the system, in bytes.
public struct RuntimeMemoryState: Sendable, Hashable {
    /// In spans with at least one object (`MemStats.HeapInuse`).
    public var heapInUse: Int?
    /// Free, and not given back (`HeapIdle` - `HeapReleased`).
    public var heapFree: Int?
    /// Given back to the system, and still reserved.
    public var heapReleased: Int?
    /// Of goroutines' stacks (`StackInuse`).
    public var stacks: Int?
    /// The runtime's own: tables of spans and caches, profiling, the collector's work, and stacks of threads.
    public var other: Int?
    /// All of these together (`Sys`).
    public var total: Int?
    /// Mapped and not given back: what GOMEMLIMIT is compared with.
    public var ready: Int?

    public init() {}
}

/// Finalizers and cleanups that wait for their turn.
public struct FinalizerState: Sendable, Hashable {
    /// Finalizers that were queued and have not yet returned. The one that runs is among them.
    public var queued: Int?
    /// There are more than `queued`: the queue was too long to be walked to its end.
    public var queuedIsLowerBound = false
    /// Finalizers queued and executed since the program began; since Go 1.25, executed ones are counted a hundred at a
    /// time.
    public var totalQueued: Int?
    public var totalExecuted: Int?
    /// The same for `runtime.AddCleanup`: since Go 1.24, the totals since Go 1.25.
    public var cleanupsQueued: Int?
    public var totalCleanupsQueued: Int?
    public var totalCleanupsExecuted: Int?

    public init() {}
}

/// Timers in the heaps of the P's.
public struct TimerState: Sendable, Hashable {
    /// Timers in the heaps. Since Go 1.23 those whose channel nobody waits for are not there.
    public var count: Int?
    /// Those of them that were stopped and not yet taken out.
    public var stopped: Int?
    /// Timers that were looked at, of which `groups` tell.
    public var sampled = 0
    /// The sample by what the timers do; the largest group first.
    public var groups: [Group] = []

    public enum Kind: String, Sendable, CaseIterable {
        /// Sends on a channel: `time.After`, `NewTimer`, `NewTicker`.
        case channel
        /// Calls a function: `time.AfterFunc`, `context.WithTimeout`.
        case function
        /// `time.Sleep`.
        case sleep
        /// A deadline of a connection or file.
        case deadline
        /// The runtime's own.
        case other
    }

    public struct Group: Sendable, Hashable {
        public var kind: Kind
        /// The function that `AfterFunc` was given, otherwise that of the timer; empty when it could not be told.
        public var function: String
        public var isPeriodic: Bool
        /// Timers of the sample.
        public var count: Int
        /// Median of the time until they expire, in nanoseconds; negative when they are late, nil for a core file.
        public var medianDistance: Int?
        /// Median of the periods, in nanoseconds; nil unless periodic.
        public var medianPeriod: Int?

        public init(
            kind: Kind, function: String, isPeriodic: Bool, count: Int, medianDistance: Int?, medianPeriod: Int?
        ) {
            self.kind = kind
            self.function = function
            self.isPeriodic = isPeriodic
            self.count = count
            self.medianDistance = medianDistance
            self.medianPeriod = medianPeriod
        }
    }

    public init() {}
}

/// What the program was told of how to run.
public struct RuntimeSettings: Sendable, Hashable {
    /// Bytes between two samples of the heap profile; 0 when it is off.
    public var memoryProfileRate: Int?
    /// Processor ticks of waiting between two samples of the block profile; 0 when it is off.
    public var blockProfileRate: Int?
    /// Contentions for each sample of the mutex profile; 0 when it is off.
    public var mutexProfileRate: Int?
    /// GODEBUG=asyncpreemptoff=1: loops without calls are not interrupted.
    public var isAsynchronousPreemptionOff: Bool?

    public init() {}
}
