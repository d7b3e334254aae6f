/// What a goroutine waits for, the same for all Go versions; the versioned text is in `Goroutine.reason`.
public enum WaitKind: UInt8, Sendable, CaseIterable {
    case none
    case channelReceive
    case channelSend
    case nilChannelReceive
    case nilChannelSend
    case select
    /// `select {}`
    case selectNoCases
    case network
    case sleep
    case mutex
    case readLock
    case writeLock
    case waitGroup
    case cond
    /// A semaphore whose purpose the reason does not tell (WaitGroup before Go 1.24, and the runtime's own).
    case semaphore
    case coroutine
    /// The collector holds it up: assist, sweep, mark termination, stopping the world.
    case collector
    /// A resting goroutine of the runtime: idle workers, finalizer, cleanup, scavenger, sweeper, tracer.
    case runtimeIdle
    case preempted
    /// Waiting for the rest of a testing/synctest bubble.
    case bubble
    case other

    /// The kind that a reason's text (`waitReasonStrings` in runtime/runtime2.go, Go 1.21 to 1.27) stands for.
    public init(reason: String) {
        self = WaitKind.byReason[reason] ?? WaitKind.byPrefix(reason)
    }

    private static func byPrefix(_ reason: String) -> WaitKind {
        if reason.isEmpty { return .none }
        if reason.hasPrefix("GC ") { return .collector }
        if reason.hasPrefix("synctest") { return .bubble }
        return .other
    }

    private static let byReason: [String: WaitKind] = [
        "chan receive": .channelReceive, "chan send": .channelSend,
        "chan receive (nil chan)": .nilChannelReceive, "chan send (nil chan)": .nilChannelSend,
        "chan receive (synctest)": .channelReceive, "chan send (synctest)": .channelSend,
        "chan receive (durable)": .channelReceive, "chan send (durable)": .channelSend,
        "select": .select, "select (no cases)": .selectNoCases, "select (synctest)": .select,
        "select (durable)": .select,
        "IO wait": .network, "sleep": .sleep,
        "sync.Mutex.Lock": .mutex, "sync.RWMutex.RLock": .readLock, "sync.RWMutex.Lock": .writeLock,
        "sync.WaitGroup.Wait": .waitGroup, "sync.WaitGroup.Wait (synctest)": .waitGroup,
        "sync.WaitGroup.Wait (durable)": .waitGroup,
        "sync.Cond.Wait": .cond, "semacquire": .semaphore, "coroutine": .coroutine,
        "GC assist marking": .collector, "GC assist wait": .collector, "GC sweep wait": .runtimeIdle,
        "GC scavenge wait": .runtimeIdle, "GC worker (idle)": .runtimeIdle, "GC worker (active)": .collector,
        "GC worker init": .runtimeIdle, "GC background sweeper wait": .runtimeIdle,
        "finalizer wait": .runtimeIdle, "force gc (idle)": .runtimeIdle, "cleanup wait": .runtimeIdle,
        "GOMAXPROCS updater (idle)": .runtimeIdle, "trace reader (blocked)": .runtimeIdle,
        "wait for GC cycle": .collector, "garbage collection": .collector, "garbage collection scan": .collector,
        "stopping the world": .collector, "flushing proc caches": .collector, "page trace flush": .collector,
        "GC mark termination": .collector, "GC weak to strong wait": .collector,
        "preempted": .preempted, "debug call": .other, "dumping heap": .other, "panicwait": .other,
        "trace goroutine status": .other, "trace proc status": .other,
        "synctest.Run": .bubble, "synctest.Wait": .bubble,
    ]
}
