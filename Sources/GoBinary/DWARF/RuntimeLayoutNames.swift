/// What of the Go runtime is extracted from a binary's DWARF: all that a reader of goroutines and of the heap uses, over
/// all versions of Go. A version that lacks a name does no harm.
public enum RuntimeLayoutNames {
    public static let structures = [
        "internal/sync.Mutex", "runtime._defer", "runtime._func", "runtime._panic", "runtime.cleanupQueue",
        "runtime.coro",
        "runtime.cpuStats",
        "runtime.finBlock", "runtime.finblock", "runtime.findfuncbucket", "runtime.functab", "runtime.g",
        "runtime.gList", "runtime.gQueue",
        "runtime.gTraceState", "runtime.gcCPULimiterState", "runtime.gcControllerState", "runtime.gcWork",
        "runtime.gobuf", "runtime.hchan", "runtime.heapArena",
        "runtime.heapStatsDelta",
        "runtime.inlinedCall", "runtime.libcall", "runtime.listNodeManual", "runtime.m", "runtime.mLockProfile",
        "runtime.mOS",
        "runtime.mTraceState", "runtime.maybeTraceableChan", "runtime.maybeTraceablePtr", "runtime.mheap",
        "runtime.moduledata", "runtime.mspan", "runtime.mstats", "runtime.mutex", "runtime.notifyList", "runtime.p",
        "runtime.pcHeader",
        "runtime.pollCache", "runtime.pollDesc", "runtime.schedt", "runtime.semaRoot", "runtime.special",
        "runtime.stack", "runtime.sudog", "runtime.synctestBubble", "runtime.sysmontick", "runtime.timeTimer",
        "runtime.timer", "runtime.timers", "runtime.waitq", "runtime.workType", "sync.Cond", "sync.Mutex",
        "sync.RWMutex", "sync.WaitGroup",
    ]

    public static let variables = [
        "runtime.allglen", "runtime.allgptr", "runtime.allgs", "runtime.allm", "runtime.allp", "runtime.epfd",
        "runtime.firstmoduledata", "runtime.g0", "runtime.gcphase", "runtime.gomaxprocs", "runtime.lastmoduledatap",
        "runtime.m0", "runtime.memstats", "runtime.mheap_", "runtime.modulesSlice", "runtime.ncpu", "runtime.pollcache",
        "runtime.sched", "runtime.semtable", "runtime.waitReasonStrings", "runtime.work",
    ]

    public static let constants = [
        "runtime._PageSize", "runtime.arenaBaseOffsetUintptr", "runtime.arenaL1Bits", "runtime.arenaL2Bits",
        "runtime.heapArenaBytes", "runtime.pagesPerArena",
    ]
}
