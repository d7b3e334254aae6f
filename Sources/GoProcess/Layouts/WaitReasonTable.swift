/// Texts of `runtime.waitReason` by number, one list for each Go minor version (`waitReasonStrings` in runtime/runtime2.go).
enum WaitReasonTable {
    /// The texts of a minor version of Go 1; nil when the version is not known.
    static func texts(minorVersion: Int) -> [String]? { byMinorVersion[minorVersion] }

    /// The texts of the newest version in the table.
    static var newest: [String] { byMinorVersion.max { $0.key < $1.key }?.value ?? [] }

    private static let byMinorVersion: [Int: [String]] = [
        21: [
            "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
            "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)",
            "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait",
            "force gc (idle)", "semacquire", "sleep", "sync.Cond.Wait", "sync.Mutex.Lock", "sync.RWMutex.RLock",
            "sync.RWMutex.Lock", "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)",
            "GC worker (active)", "preempted", "debug call", "GC mark termination", "stopping the world",
        ],
        22: [
            "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
            "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)",
            "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait",
            "force gc (idle)", "semacquire", "sleep", "sync.Cond.Wait", "sync.Mutex.Lock", "sync.RWMutex.RLock",
            "sync.RWMutex.Lock", "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)",
            "GC worker (active)", "preempted", "debug call", "GC mark termination", "stopping the world",
            "flushing proc caches", "trace goroutine status", "trace proc status", "page trace flush", "coroutine",
        ],
        23: [
            "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
            "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)",
            "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait",
            "force gc (idle)", "semacquire", "sleep", "sync.Cond.Wait", "sync.Mutex.Lock", "sync.RWMutex.RLock",
            "sync.RWMutex.Lock", "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)",
            "GC worker (active)", "preempted", "debug call", "GC mark termination", "stopping the world",
            "flushing proc caches", "trace goroutine status", "trace proc status", "page trace flush", "coroutine",
            "GC weak to strong wait",
        ],
        24: [
            "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
            "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)",
            "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait",
            "force gc (idle)", "semacquire", "sleep", "sync.Cond.Wait", "sync.Mutex.Lock", "sync.RWMutex.RLock",
            "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "trace reader (blocked)", "wait for GC cycle",
            "GC worker (idle)", "GC worker (active)", "preempted", "debug call", "GC mark termination",
            "stopping the world", "flushing proc caches", "trace goroutine status", "trace proc status",
            "page trace flush", "coroutine", "GC weak to strong wait", "synctest.Run", "synctest.Wait",
            "chan receive (synctest)", "chan send (synctest)", "select (synctest)",
        ],
        25: [
            "", "GC assist marking", "IO wait", "chan receive (nil chan)", "chan send (nil chan)", "dumping heap",
            "garbage collection", "garbage collection scan", "panicwait", "select", "select (no cases)",
            "GC assist wait", "GC sweep wait", "GC scavenge wait", "chan receive", "chan send", "finalizer wait",
            "force gc (idle)", "GOMAXPROCS updater (idle)", "semacquire", "sleep", "sync.Cond.Wait",
            "sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait",
            "trace reader (blocked)", "wait for GC cycle", "GC worker (idle)", "GC worker (active)", "preempted",
            "debug call", "GC mark termination", "stopping the world", "flushing proc caches",
            "trace goroutine status", "trace proc status", "page trace flush", "coroutine", "GC weak to strong wait",
            "synctest.Run", "synctest.Wait", "chan receive (durable)", "chan send (durable)", "select (durable)",
            "sync.WaitGroup.Wait (durable)", "cleanup wait",
        ],
        26: [
            "", "GC assist marking", "IO wait", "dumping heap", "garbage collection", "garbage collection scan",
            "panicwait", "GC assist wait", "GC sweep wait", "GC scavenge wait", "finalizer wait", "force gc (idle)",
            "GOMAXPROCS updater (idle)", "semacquire", "sleep", "chan receive (nil chan)", "chan send (nil chan)",
            "select (no cases)", "select", "chan receive", "chan send", "sync.Cond.Wait", "sync.Mutex.Lock",
            "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "trace reader (blocked)",
            "wait for GC cycle", "GC worker (idle)", "GC worker (active)", "preempted", "debug call",
            "GC mark termination", "stopping the world", "flushing proc caches", "trace goroutine status",
            "trace proc status", "page trace flush", "coroutine", "GC weak to strong wait", "synctest.Run",
            "synctest.Wait", "chan receive (durable)", "chan send (durable)", "select (durable)",
            "sync.WaitGroup.Wait (durable)", "cleanup wait",
        ],
        27: [
            "", "GC assist marking", "IO wait", "dumping heap", "garbage collection", "garbage collection scan",
            "panicwait", "GC assist wait", "GC sweep wait", "GC scavenge wait", "finalizer wait", "force gc (idle)",
            "GOMAXPROCS updater (idle)", "semacquire", "sleep", "chan receive (nil chan)", "chan send (nil chan)",
            "select (no cases)", "select", "chan receive", "chan send", "sync.Cond.Wait", "sync.Mutex.Lock",
            "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "trace reader (blocked)",
            "wait for GC cycle", "GC worker (idle)", "GC worker (active)", "preempted", "debug call",
            "GC mark termination", "stopping the world", "flushing proc caches", "trace goroutine status",
            "trace proc status", "page trace flush", "coroutine", "GC weak to strong wait", "synctest.Run",
            "synctest.Wait", "chan receive (durable)", "chan send (durable)", "select (durable)",
            "sync.WaitGroup.Wait (durable)", "cleanup wait",
        ],
    ]
}
