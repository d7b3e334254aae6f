/// The numbers of a `RuntimeState` with their names in files: one list for writing and for reading.
enum RuntimeStateFields {
    typealias Field = (name: String, target: WritableKeyPath<RuntimeState, Int?>)
    typealias Flag = (name: String, target: WritableKeyPath<RuntimeState, Bool?>)

    static func numbers() -> [Field] { scheduler() + collector() + processorTime() + memory() + others() }

    static func flags() -> [Flag] {
        [
            ("collector-limited", \.collector.isLimited),
            ("asynchronous-preemption-off", \.settings.isAsynchronousPreemptionOff),
        ]
    }

    private static func scheduler() -> [Field] {
        [
            ("time-ns", \.monotonicTime), ("duration-ns", \.durationNanoseconds), ("gomaxprocs", \.goMaxProcs),
            ("processors", \.cpuCount), ("global-queue", \.scheduler.globalQueueLength),
            ("idle-ps", \.scheduler.idleProcessors), ("running-ps", \.scheduler.runningProcessors),
            ("system-call-ps", \.scheduler.systemCallProcessors), ("stopped-ps", \.scheduler.stoppedProcessors),
            ("idle-threads", \.scheduler.idleThreads), ("spinning-threads", \.scheduler.spinningThreads),
            ("threads", \.scheduler.threads), ("maximum-threads", \.scheduler.maximumThreads),
            ("mutex-wait-ns", \.scheduler.mutexWait), ("runtime-lock-wait-ns", \.scheduler.runtimeLockWait),
        ]
    }

    private static func collector() -> [Field] {
        [
            ("gogc", \.collector.percent), ("gomemlimit", \.collector.memoryLimit),
            ("heap-live", \.collector.heapLive), ("heap-marked", \.collector.heapMarked),
            ("heap-goal", \.collector.heapGoal), ("heap-goal-gogc", \.collector.percentHeapGoal),
            ("allocated", \.collector.totalAllocated), ("freed", \.collector.totalFreed),
            ("cycles", \.collector.cycles), ("forced-cycles", \.collector.forcedCycles),
            ("started-cycles", \.collector.startedCycles), ("pause-ns", \.collector.pauseTotal),
            ("last-end-ns", \.collector.lastEnd), ("last-end-unix-ns", \.collector.lastEndUnix),
            ("last-limited-cycle", \.collector.lastLimitedCycle),
        ]
    }

    private static func processorTime() -> [Field] {
        [
            ("cpu-assist-ns", \.collector.processorTime.assist),
            ("cpu-dedicated-ns", \.collector.processorTime.dedicated),
            ("cpu-idle-workers-ns", \.collector.processorTime.idleWorkers),
            ("cpu-pause-ns", \.collector.processorTime.pause),
            ("cpu-collector-ns", \.collector.processorTime.collector),
            ("cpu-scavenger-ns", \.collector.processorTime.scavenger), ("cpu-idle-ns", \.collector.processorTime.idle),
            ("cpu-user-ns", \.collector.processorTime.user), ("cpu-total-ns", \.collector.processorTime.total),
        ]
    }

    private static func memory() -> [Field] {
        [
            ("heap-in-use", \.memory.heapInUse), ("heap-free", \.memory.heapFree),
            ("heap-released", \.memory.heapReleased), ("stacks", \.memory.stacks), ("other", \.memory.other),
            ("memory", \.memory.total), ("memory-ready", \.memory.ready),
        ]
    }

    private static func others() -> [Field] {
        [
            ("finalizers", \.finalizers.queued), ("finalizers-queued", \.finalizers.totalQueued),
            ("finalizers-executed", \.finalizers.totalExecuted), ("cleanups", \.finalizers.cleanupsQueued),
            ("cleanups-queued", \.finalizers.totalCleanupsQueued),
            ("cleanups-executed", \.finalizers.totalCleanupsExecuted), ("timers", \.timers.count),
            ("stopped-timers", \.timers.stopped), ("memory-profile-rate", \.settings.memoryProfileRate),
            ("block-profile-rate", \.settings.blockProfileRate), ("mutex-profile-rate", \.settings.mutexProfileRate),
        ]
    }
}
