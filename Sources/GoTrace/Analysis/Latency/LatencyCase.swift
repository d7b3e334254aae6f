import Evidence

/// One time that a goroutine was ready and had to wait for a processor, and what the processors did meanwhile.
public struct LatencyCase: Sendable {
    /// What kept it waiting.
    public enum Verdict: String, Sendable {
        /// A processor ran nothing for longer than 50 µs and a quarter of the time: its thread was woken late, or the
        /// operating system gave the thread no time.
        case idleProcessor = "idle processor"
        /// The collector's workers and assists had a quarter of the processors' time or more.
        case collector = "garbage collector"
        /// The world was stopped for more than half of the time.
        case stoppedWorld = "stopped world"
        /// System calls kept a quarter of the processors' time or more from others.
        case systemCalls = "system calls"
        /// All processors were busy with goroutines.
        case saturation
        /// Too little is known of the processors.
        case unknown
    }

    /// What one processor did: goroutines of a group, or one of the states without a goroutine.
    public struct Occupant: Sendable {
        public var processor: Int32
        public var state: ProcessorInterval.State
        /// Function with which the goroutines began; empty for none, or when unknown.
        public var root: StringID
        /// Such as `GC (dedicated)`; empty for none.
        public var label: StringID
        /// The goroutine that took the most of the time; -1 for none.
        public var goroutine: Int64
        /// Number of times that it, or its like, got the processor.
        public var stretches: Int
        /// Nanoseconds.
        public var time: Int64
        /// Nanoseconds of it spent helping the collector.
        public var assist: Int64
        var group: Int32
    }

    public var goroutine: Int64
    public var root: StringID
    public var begin: GoroutineInterval.Begin
    /// In the trace's clock.
    public var start: Int64
    public var end: Int64
    public var isCensored: Bool
    /// Whether it still had no processor when the trace ended.
    public var isOpen: Bool
    public var waker: Int64
    public var wakerStack: UInt32
    /// Where it was stopped, or called the system.
    public var stack: UInt32
    /// Other goroutines that were ready when it got its processor.
    public var runnableBeside: Int
    /// By processor, then by time.
    public var occupants: [Occupant]
    /// Nanoseconds of all processors together.
    public var processorTime: Int64
    public var idleTime: Int64
    /// Without a goroutine, and not idle: looking for one.
    public var schedulingTime: Int64
    public var systemCallTime: Int64
    public var collectorTime: Int64
    public var assistTime: Int64
    /// The longest stretch for which one processor ran nothing, idle or looking for work, and the world was not stopped.
    public var longestIdle: Int64
    /// Processors that were idle at any time.
    public var idleProcessors: Int
    public var stoppedTime: Int64
    /// Part of the duration, from its end, of which the processors' doings are known.
    public var knownTime: Int64
    public var verdict: Verdict
    var group: Int32
    /// GOMAXPROCS when it got its processor; 0 when unknown.
    let processorLimit: Int
    /// Whether it was looked into: what the processors did is filled in.
    var isInvestigated = false

    public var duration: Int64 { end &- start }

    /// - Parameter scene: as it is at the end of the interval.
    init(_ interval: GoroutineInterval, _ scene: TraceScene) {
        goroutine = interval.goroutine
        root = .empty
        begin = interval.begin
        start = interval.start
        end = interval.end
        isCensored = interval.isCensored
        isOpen = interval.isOpen
        waker = interval.waker
        wakerStack = interval.wakerStack
        stack = interval.stack
        runnableBeside = max(0, scene.count(.runnable) - 1)
        occupants = []
        processorTime = 0
        idleTime = 0
        schedulingTime = 0
        systemCallTime = 0
        collectorTime = 0
        assistTime = 0
        longestIdle = 0
        idleProcessors = 0
        stoppedTime = 0
        knownTime = 0
        verdict = .unknown
        group = scene.goroutines[Int(interval.slot)].group
        processorLimit = scene.processorLimit
    }

    /// Nanoseconds for which a processor may be idle in the best of cases: until a thread that sleeps is awake.
    static let idleThreshold: Int64 = 50_000

    mutating func judge() {
        func share(_ part: Int64, _ whole: Int64) -> Double { Double(part) / Double(max(whole, 1)) }
        if processorTime == 0 || share(knownTime, duration) < 0.5 {
            verdict = .unknown
        } else if share(stoppedTime, duration) > 0.5 {
            verdict = .stoppedWorld
        } else if longestIdle > Self.idleThreshold, share(longestIdle, duration) >= 0.25 {
            verdict = .idleProcessor
        } else if share(collectorTime &+ assistTime, processorTime) >= 0.25 {
            verdict = .collector
        } else if share(systemCallTime, processorTime) >= 0.25 {
            verdict = .systemCalls
        } else {
            verdict = .saturation
        }
    }
}
