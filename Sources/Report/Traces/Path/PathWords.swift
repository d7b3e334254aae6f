import GoTrace

/// What goroutines do on a critical path, in words.
enum PathWords {
    /// For tables and chains: `running`, `system call fsync`, `scheduling delay after wake-up`.
    static func what(_ activity: PathActivity, systemCall: String) -> String {
        switch activity.state {
        case .running: return "running"
        case .runnable: return "scheduling delay" + delay(activity.begin)
        case .waiting: return waiting(activity.wait) + (activity.isOpen ? ", without end" : "")
        case .syscall:
            let isCall = !systemCall.hasPrefix("cgo")
            return (isCall ? "system call " : "") + (systemCall.isEmpty ? "unknown" : systemCall)
                + (activity.lostProcessor ? ", lost its processor" : "")
        case .notExist: return "not created yet, by a timer"
        case .undetermined: return "unknown"
        }
    }

    private static func delay(_ begin: GoroutineInterval.Begin) -> String {
        switch begin {
        case .created: " after creation"
        case .woken, .wokenByRuntime: " after wake-up"
        case .preempted: " after preemption"
        case .yielded: " after Gosched"
        case .returnedFromSystemCall: " after a system call"
        default: ""
        }
    }

    static func waiting(_ kind: WaitKind) -> String {
        switch kind {
        case .channelSend: "sending on a channel"
        case .channelReceive: "receiving from a channel"
        case .select: "waiting in select"
        case .mutex: "waiting for a mutex"
        case .readWriteMutex: "waiting for a read-write mutex"
        case .waitGroup: "waiting for a WaitGroup"
        case .cond: "waiting for a Cond"
        case .semaphore: "waiting for a lock"
        case .network: "waiting for the network"
        case .sleep: "sleeping"
        case .forever: "blocked forever"
        case .assist: "waiting to assist the collector"
        case .collector: "waiting for the collector"
        case .coroutine: "waiting for a coroutine"
        case .preempted: "stopped by the runtime"
        case .system: "waiting in the runtime"
        case .unknown: "waiting for something unknown"
        }
    }

    /// The same inside of a sentence, behind `its holder was` and the like.
    static func clause(_ activity: PathActivity, systemCall: String) -> String {
        let what = what(activity, systemCall: systemCall)
        switch activity.state {
        case .syscall: return "in \(what)"
        case .runnable: return "held up by a \(what)"
        default: return what
        }
    }

    /// One word for JSON.
    static func state(_ state: GoroutineState) -> String {
        switch state {
        case .running: "running"
        case .runnable: "runnable"
        case .waiting: "waiting"
        case .syscall: "syscall"
        case .notExist: "notCreated"
        case .undetermined: "unknown"
        }
    }

    static func begin(_ begin: GoroutineInterval.Begin) -> String {
        switch begin {
        case .unknown: "unknown"
        case .created: "created"
        case .woken: "woken"
        case .wokenByRuntime: "wokenByRuntime"
        case .preempted: "preempted"
        case .yielded: "yielded"
        case .returnedFromSystemCall: "returnedFromSystemCall"
        case .started: "started"
        case .entered: "entered"
        case .resumed: "resumed"
        }
    }
}
