import Evidence

/// What Go's runtime wrote to standard error for `GODEBUG=gctrace=1` and `schedtrace=MILLISECONDS`.
///
/// Formats: the documentation of GODEBUG in runtime/extern.go, `gcMarkTermination` in mgc.go and `schedtrace` in proc.go,
/// Go 1.12 to 1.27. Sizes come as whole mebibytes, times in three digits.
public struct RuntimeLog: Sendable {
    /// A line of `gctrace`: one collection.
    public struct Collection: Sendable, Hashable {
        /// Counted from 1.
        public var number = 0
        /// Begin, in nanoseconds since the program began.
        public var time = 0
        /// Part of all processors' time that collections took since the program began, in percent.
        public var percent = 0
        /// Nanoseconds by the clock: both stops of the world, and marking between them.
        public var firstStop = 0
        public var marking = 0
        public var secondStop = 0
        /// Nanoseconds of processor: of both stops together, of goroutines that had to help, of the workers, and of workers on
        /// processors that would have idled.
        public var stopTime = 0
        public var assistTime = 0
        public var workerTime = 0
        public var idleTime = 0
        /// Bytes of the heap when it began, when it ended, and what it kept.
        public var heapAtBegin = 0
        public var heapAtEnd = 0
        public var heapKept = 0
        /// Bytes that the heap was meant to have at its end.
        public var goal = 0
        /// Bytes of stacks and globals that are searched; nil before Go 1.18.
        public var stacks: Int?
        public var globals: Int?
        public var processors = 0
        /// The program asked for it (`runtime.GC`).
        public var isForced = false

        public init() {}
    }

    /// A line of `schedtrace`: how the scheduler stands.
    public struct Look: Sendable, Hashable {
        /// Nanoseconds since the first such line, which comes as the program begins.
        public var time = 0
        public var goMaxProcs = 0
        public var idleProcessors = 0
        public var threads = 0
        public var spinningThreads = 0
        public var idleThreads = 0
        /// Goroutines that are ready and belong to no P.
        public var queueLength = 0
        /// Those that belong to each P; empty when the line was torn.
        public var queueLengths: [Int] = []

        public init() {}
    }

    public enum Entry: Sendable, Hashable {
        case collection(Collection)
        case look(Look)
    }

    /// Path, or a description such as `standard input`.
    public var name: String
    /// Of one run of the program, that with most lines, in the order of the log.
    public var entries: [Entry] = []
    /// The same of other runs, or of other processes that wrote to the same log; those with most lines first.
    public var others: [[Entry]] = []
    /// Whether there is a goroutine dump in it, too.
    public var hasGoroutines = false
    public var quality = Quality()

    public init(name: String, _ entries: [Entry] = []) {
        self.name = name
        self.entries = entries
    }

    public var collections: [Collection] {
        entries.compactMap { if case .collection(let collection) = $0 { collection } else { nil } }
    }

    public var looks: [Look] { entries.compactMap { if case .look(let look) = $0 { look } else { nil } } }
}
