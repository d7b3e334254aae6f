extension GoroutineState {
    /// The word for it in queries and tables; empty for what no interval has.
    public var queryWord: String {
        switch self {
        case .running: "running"
        case .runnable: "runnable"
        case .waiting: "waiting"
        case .syscall: "syscall"
        case .undetermined, .notExist: ""
        }
    }
}

extension GoroutineInterval.Begin {
    /// The word for it in queries and tables; empty when nothing is known.
    public var queryWord: String {
        switch self {
        case .unknown: ""
        case .created: "created"
        case .woken: "woken"
        case .wokenByRuntime: "woken by runtime"
        case .preempted: "preempted"
        case .yielded: "yielded"
        case .returnedFromSystemCall: "after syscall"
        case .started: "started"
        case .entered: "entered"
        case .resumed: "resumed"
        }
    }
}
