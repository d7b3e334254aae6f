/// The runtime's variables that `RuntimeState` is read from, by their names in package runtime.
enum RuntimeVariable: String, CaseIterable, Sendable {
    case sched
    case allp
    case allm
    case gomaxprocs
    /// Called `numCPUStartup` since Go 1.25.
    case ncpu
    case gcController
    case memstats
    case work
    case gcCPULimiter
    case gcphase
    case allfin
    case finqueued
    case finexecuted
    case gcCleanups
    case memProfileRate = "MemProfileRate"
    case blockprofilerate
    case mutexprofilerate
    /// The field `asyncpreemptoff` of the variable `debug`.
    case asyncpreemptoff

    /// The minor version of Go 1 that has it first.
    var since: Int {
        switch self {
        case .finqueued, .finexecuted, .gcCleanups: 25
        default: 21
        }
    }

    /// What is not known without it, for people.
    var meaning: String {
        switch self {
        case .sched: "the scheduler's queues and threads"
        case .allp: "the processors' queues, and timers"
        case .allm: "how long the runtime's own locks were waited for"
        case .gomaxprocs: "GOMAXPROCS"
        case .ncpu: "the number of processors at the start"
        case .gcController: "the collector's settings and the size of the heap"
        case .memstats: "the collector's cycles and pauses, and memory by its use"
        case .work: "the collector's processor time"
        case .gcCPULimiter: "whether the collector is held back"
        case .gcphase: "the collector's phase"
        case .allfin: "queued finalizers"
        case .finqueued, .finexecuted: "the number of finalizers so far"
        case .gcCleanups: "queued cleanups"
        case .memProfileRate: "the rate of the heap profile"
        case .blockprofilerate: "the rate of the block profile"
        case .mutexprofilerate: "the rate of the mutex profile"
        case .asyncpreemptoff: "whether loops are interrupted"
        }
    }
}
