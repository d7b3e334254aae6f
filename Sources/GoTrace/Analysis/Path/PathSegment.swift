import Evidence

/// What a goroutine was doing on a critical path.
public struct PathActivity: Hashable, Sendable {
    /// Running, runnable, waiting or in a system call; `notExist` before it was created by the runtime, as for a timer.
    public var state: GoroutineState
    /// Of a wait what for; else `unknown`.
    public var wait: WaitKind
    /// Of a runnable goroutine how it came to be so; else `unknown`.
    public var begin: GoroutineInterval.Begin
    /// Whether it was a system call that lost its processor.
    public var lostProcessor: Bool
    /// Whether it was a wait that had not ended when the trace did.
    public var isOpen: Bool

    init(
        _ state: GoroutineState, wait: WaitKind = .unknown, begin: GoroutineInterval.Begin = .unknown,
        lostProcessor: Bool = false, isOpen: Bool = false
    ) {
        self.state = state
        self.wait = wait
        self.begin = begin
        self.lostProcessor = lostProcessor
        self.isOpen = isOpen
    }

    /// A wait.
    public init(wait: WaitKind) { self.init(.waiting, wait: wait) }

    init(_ past: PastInterval) {
        let state = past.goroutineState
        self.init(
            state, wait: state == .waiting ? WaitKind(number: past.kind) : .unknown,
            begin: state == .runnable ? GoroutineInterval.Begin(rawValue: past.begin) ?? .unknown : .unknown,
            lostProcessor: past.flags.contains(.lostProcessor),
            isOpen: state == .waiting && past.flags.contains(.isOpen))
    }
}

/// A stretch of a critical path.
public struct PathSegment: Sendable {
    public var goroutine: Int64
    /// In `TraceScene.groups`, resolved.
    public var group: Int32
    public var activity: PathActivity
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// In `PathAnalysis.stacks`: where it waited or called the system; of a running goroutine the calls that lasted
    /// throughout, where that is known.
    public var stack: UInt32
    /// Of a running goroutine: where it was at the end; 0 when unknown.
    public var endStack: UInt32
    /// The wait that this stretch was waited for in, in `PathResult.waits`; -1 when it is the goroutine's own time.
    public var wait: Int32
    /// In `PathAnalysis.nodes`.
    public var node: Int32
    /// Nanoseconds of it in which the world was stopped.
    public var stopped: Int64
    /// Nanoseconds of it in which the goroutine assisted the collector.
    public var assist: Int64
    /// CPU samples of the goroutine in it.
    public var samples: Int

    public var duration: Int64 { end &- start }
}

/// A wait on a critical path that another goroutine ended: the path goes on with that one.
public struct PathWait: Sendable {
    public var goroutine: Int64
    public var group: Int32
    public var kind: WaitKind
    /// Nanoseconds of the trace's clock; the begin is not before that of the wait around it.
    public var start: Int64
    public var end: Int64
    /// In `PathAnalysis.stacks`.
    public var stack: UInt32
    /// Who ended it, and where.
    public var waker: Int64
    public var wakerStack: UInt32
    /// The wait in which this one was waited for; -1 for none.
    public var parent: Int32
    /// In `PathAnalysis.nodes`.
    public var node: Int32
}

/// The critical path of one instance.
public struct PathResult: Sendable {
    public var instance: PathInstance
    /// In the order of time; each begins where the one before ends, the first at the instance's begin, and the last
    /// ends at its end.
    public var segments: [PathSegment]
    public var waits: [PathWait]
}
