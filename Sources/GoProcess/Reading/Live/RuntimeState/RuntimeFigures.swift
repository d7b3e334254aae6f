/// The figures of `RuntimeState` that are fields of the runtime's variables, as they stand there.
enum RuntimeFigures {
    struct Figure {
        let target: WritableKeyPath<RuntimeState, Int?>
        let variable: RuntimeVariable
        /// As in `RuntimeStateLayout`; nil for the variable itself.
        let field: String?
        /// Bytes.
        let size: Int

        init(
            _ target: WritableKeyPath<RuntimeState, Int?>, _ variable: RuntimeVariable, _ field: String?, size: Int = 8
        ) {
            self.target = target
            self.variable = variable
            self.field = field
            self.size = size
        }
    }

    static func all() -> [Figure] { scheduler() + collector() + memory() + others() }

    private static func scheduler() -> [Figure] {
        [
            Figure(\.goMaxProcs, .gomaxprocs, nil, size: 4),
            Figure(\.cpuCount, .ncpu, nil, size: 4),
            Figure(\.scheduler.idleThreads, .sched, "schedt.nmidle", size: 4),
            Figure(\.scheduler.spinningThreads, .sched, "schedt.nmspinning", size: 4),
            Figure(\.scheduler.maximumThreads, .sched, "schedt.maxmcount", size: 4),
            Figure(\.scheduler.mutexWait, .sched, "schedt.totalMutexWaitTime"),
            Figure(\.scheduler.runtimeLockWait, .sched, "schedt.totalRuntimeLockWaitTime"),
        ]
    }

    private static func collector() -> [Figure] {
        [
            Figure(\.collector.percent, .gcController, "gcControllerState.gcPercent", size: 4),
            Figure(\.collector.memoryLimit, .gcController, "gcControllerState.memoryLimit"),
            Figure(\.collector.heapLive, .gcController, "gcControllerState.heapLive"),
            Figure(\.collector.heapMarked, .gcController, "gcControllerState.heapMarked"),
            Figure(\.collector.totalAllocated, .gcController, "gcControllerState.totalAlloc"),
            Figure(\.collector.totalFreed, .gcController, "gcControllerState.totalFree"),
            Figure(\.collector.cycles, .memstats, "mstats.numgc", size: 4),
            Figure(\.collector.forcedCycles, .memstats, "mstats.numforcedgc", size: 4),
            Figure(\.collector.pauseTotal, .memstats, "mstats.pause_total_ns"),
            Figure(\.collector.lastEnd, .memstats, "mstats.last_gc_nanotime"),
            Figure(\.collector.lastEndUnix, .memstats, "mstats.last_gc_unix"),
            Figure(\.collector.startedCycles, .work, "workType.cycles", size: 4),
            Figure(\.collector.lastLimitedCycle, .gcCPULimiter, "gcCPULimiterState.lastEnabledCycle", size: 4),
        ]
    }

    private static func memory() -> [Figure] {
        [
            Figure(\.memory.heapInUse, .gcController, "gcControllerState.heapInUse"),
            Figure(\.memory.heapFree, .gcController, "gcControllerState.heapFree"),
            Figure(\.memory.heapReleased, .gcController, "gcControllerState.heapReleased"),
            Figure(\.memory.ready, .gcController, "gcControllerState.mappedReady"),
        ]
    }

    private static func others() -> [Figure] {
        [
            Figure(\.settings.memoryProfileRate, .memProfileRate, nil),
            Figure(\.settings.blockProfileRate, .blockprofilerate, nil),
            Figure(\.settings.mutexProfileRate, .mutexprofilerate, nil),
            Figure(\.finalizers.totalQueued, .finqueued, nil),
            Figure(\.finalizers.totalExecuted, .finexecuted, nil),
            Figure(\.finalizers.totalCleanupsQueued, .gcCleanups, "cleanupQueue.queued"),
            Figure(\.finalizers.totalCleanupsExecuted, .gcCleanups, "cleanupQueue.executed"),
        ]
    }

    /// Fields of `runtime.cpuStats`, which lies in `work`.
    static func processorTimes() -> [(target: WritableKeyPath<RuntimeState, Int?>, field: String)] {
        [
            (\.collector.processorTime.assist, "cpuStats.GCAssistTime"),
            (\.collector.processorTime.dedicated, "cpuStats.GCDedicatedTime"),
            (\.collector.processorTime.idleWorkers, "cpuStats.GCIdleTime"),
            (\.collector.processorTime.pause, "cpuStats.GCPauseTime"),
            (\.collector.processorTime.collector, "cpuStats.GCTotalTime"),
            (\.collector.processorTime.scavenger, "cpuStats.ScavengeTotalTime"),
            (\.collector.processorTime.idle, "cpuStats.IdleTime"),
            (\.collector.processorTime.user, "cpuStats.UserTime"),
            (\.collector.processorTime.total, "cpuStats.TotalTime"),
        ]
    }
}
