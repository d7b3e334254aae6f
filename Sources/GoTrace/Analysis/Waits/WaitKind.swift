/// What a goroutine waits for.
///
/// The runtime's reasons say less (`sync` is all of Mutex, RWMutex, WaitGroup and semaphores) and are missing for
/// goroutines that have waited since before the trace; the stack says the rest.
public enum WaitKind: String, Sendable, CaseIterable {
    case channelSend = "chan send"
    case channelReceive = "chan receive"
    case select = "select"
    case mutex = "mutex"
    case readWriteMutex = "rwmutex"
    case waitGroup = "waitgroup"
    case cond = "cond"
    /// Some other user of the runtime's semaphores.
    case semaphore = "sync"
    case network = "network"
    case sleep = "sleep"
    case forever = "forever"
    case assist = "GC mark assist"
    case collector = "GC"
    case coroutine = "coroutine"
    /// Stopped by the runtime for a moment.
    case preempted = "preempted"
    case system = "system"
    case unknown = "unknown"

    /// Whether something in the program has to happen for it to go on, as opposed to the world outside or the runtime.
    public var isSynchronisation: Bool {
        switch self {
        case .channelSend, .channelReceive, .select, .mutex, .readWriteMutex, .waitGroup, .cond, .semaphore, .forever:
            true
        default: false
        }
    }

    /// Whether another goroutine holds what is waited for, and lets go of it where it wakes the one that waits.
    public var isLock: Bool { self == .mutex || self == .readWriteMutex || self == .semaphore }

    /// What the runtime's reason says, and the stack where that says more.
    init(reason: String, stack names: [String]) {
        let said = WaitKind(reason: reason)
        guard said == .unknown || said == .semaphore else {
            self = said
            return
        }
        let found = WaitKind(stack: names)
        self = found == .unknown ? said : found
    }

    /// What the innermost telling frame of a stack says.
    /// - Parameter stack: names of functions, innermost first.
    init(stack names: [String]) {
        for (index, name) in names.enumerated() {
            guard let kind = Self.byFunction[name] else { continue }
            // Writers of an RWMutex wait for each other in the mutex inside of it.
            let callers = names[index...].prefix(6)
            let isInner = kind == .mutex && callers.contains { Self.byFunction[$0] == .readWriteMutex }
            self = isInner ? .readWriteMutex : kind
            return
        }
        self = .unknown
    }

    /// What the runtime's reason says.
    /// - Parameter reason: as in `runtime/traceruntime.go` of Go 1.27.3.
    init(reason: String) {
        switch reason {
        case "chan send": self = .channelSend
        case "chan receive": self = .channelReceive
        case "select", "select (no cases)": self = reason == "select" ? .select : .forever
        case "forever": self = .forever
        case "sync": self = .semaphore
        case "sync.(*Cond).Wait": self = .cond
        case "network": self = .network
        case "sleep": self = .sleep
        case "GC mark assist wait for work": self = .assist
        case "GC background sweeper wait", "wait until GC ends", "GC weak to strong wait": self = .collector
        case "system goroutine wait": self = .system
        case "preempted", "wait for debug call": self = .preempted
        default: self = .unknown
        }
    }

    /// Functions of the runtime and of sync in which goroutines wait, Go 1.11 to 1.27.
    private static let byFunction: [String: WaitKind] = [
        "runtime.chansend1": .channelSend, "runtime.chansend": .channelSend,
        "reflect.chansend": .channelSend, "reflect.chansend0": .channelSend,
        "runtime.chanrecv1": .channelReceive, "runtime.chanrecv2": .channelReceive, "runtime.chanrecv": .channelReceive,
        "reflect.chanrecv": .channelReceive,
        "runtime.selectgo": .select, "reflect.rselect": .select, "runtime.block": .forever,
        "sync.(*Mutex).Lock": .mutex, "sync.(*Mutex).lockSlow": .mutex, "internal/sync.(*Mutex).Lock": .mutex,
        "internal/sync.(*Mutex).lockSlow": .mutex,
        "sync.(*RWMutex).RLock": .readWriteMutex, "sync.(*RWMutex).Lock": .readWriteMutex,
        "sync.runtime_SemacquireRWMutexR": .readWriteMutex, "sync.runtime_SemacquireRWMutex": .readWriteMutex,
        "sync.(*WaitGroup).Wait": .waitGroup, "sync.runtime_SemacquireWaitGroup": .waitGroup,
        "sync.(*Cond).Wait": .cond, "sync.runtime_notifyListWait": .cond,
        "internal/poll.runtime_pollWait": .network, "internal/poll.(*pollDesc).wait": .network,
        "time.Sleep": .sleep,
        "runtime.gcAssistAlloc": .assist, "runtime.gcParkAssist": .assist,
        "runtime.gcBgMarkWorker": .system, "runtime.bgsweep": .system, "runtime.bgscavenge": .system,
        "runtime.forcegchelper": .system, "runtime.runfinq": .system, "runtime.runFinalizers": .system,
        "runtime.runCleanups": .system, "os/signal.signal_recv": .system, "runtime.ensureSigM.func1": .system,
        "runtime.GC": .collector, "runtime.coroswitch": .coroutine, "iter.coroswitch": .coroutine,
        "runtime.gopreempt_m": .preempted, "runtime.asyncPreempt": .preempted, "runtime.asyncPreempt2": .preempted,
    ]
}
