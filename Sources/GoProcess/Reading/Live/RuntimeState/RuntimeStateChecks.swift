import Evidence

/// What must hold of figures that were read right; what does not is taken back and counted.
struct RuntimeStateChecks {
    /// Minor version of Go 1.
    let version: Int

    /// No memory is larger: user space has 47 bits, or 48 on arm64.
    private static let memoryBound = 1 << 48
    private static let threadBound = 1 << 24
    private static let cycleBound = Int(Int32.max)
    private static let timeSlack = 1_000_000_000_000

    func apply(to state: inout RuntimeState) {
        checkProcessors(&state)
        checkScheduler(&state)
        checkController(&state)
        checkStatistics(&state)
        checkTimes(&state)
        checkSettings(&state)
    }

    private func reject(_ variable: RuntimeVariable, _ state: inout RuntimeState) {
        state.quality.count(
            "runtime.\(variable.rawValue).implausible", 1, .dataLoss,
            "what stands in runtime.\(variable.rawValue) cannot be: it should tell \(variable.meaning)")
    }

    private func isWithin(_ value: Int?, _ range: ClosedRange<Int>) -> Bool { value.map { range.contains($0) } ?? true }

    private func checkProcessors(_ state: inout RuntimeState) {
        if !isWithin(state.goMaxProcs, 1...RuntimeStateRead.processorLimit) {
            state.goMaxProcs = nil
            reject(.gomaxprocs, &state)
        }
        if !isWithin(state.cpuCount, 1...RuntimeStateRead.processorLimit) {
            state.cpuCount = nil
            reject(.ncpu, &state)
        }
    }

    private func checkScheduler(_ state: inout RuntimeState) {
        let scheduler = state.scheduler
        let isRight =
            isWithin(scheduler.threads, 1...Self.threadBound)
            && isWithin(scheduler.idleThreads, 0...max(scheduler.threads ?? Self.threadBound, 0))
            && isWithin(scheduler.spinningThreads, 0...Self.threadBound)
            && isWithin(scheduler.globalQueueLength, 0...Int(Int32.max))
            && isWithin(scheduler.maximumThreads, 0...Int(Int32.max))
            && isWithin(scheduler.mutexWait, 0...Int.max) && isWithin(scheduler.runtimeLockWait, 0...Int.max)
        if isRight { return }
        state.scheduler = SchedulerState()
        reject(.sched, &state)
    }

    private func checkController(_ state: inout RuntimeState) {
        guard let live = state.collector.heapLive else { return }
        let collector = state.collector
        let memory = state.memory
        let parts = [memory.heapInUse, memory.heapFree, memory.heapReleased, memory.ready]
        let areBounded = parts.allSatisfy { isWithin($0, 0...Self.memoryBound) }
        let mapped = areBounded ? (memory.ready ?? 0) + (memory.heapReleased ?? 0) : 0
        let isRight =
            isWithin(collector.percent, -1...Int(Int32.max)) && isWithin(collector.memoryLimit, 0...Int.max)
            && areBounded && live >= 0 && live <= mapped
            && isWithin(memory.heapInUse, 0...mapped) && isWithin(collector.heapMarked, 0...Self.memoryBound)
            && (collector.totalAllocated ?? 0) >= (collector.totalFreed ?? 0)
            && isWithin(collector.totalFreed, 0...Int.max)
        if isRight { return }
        let fresh = RuntimeState()
        for figure in RuntimeFigures.all() where figure.variable == .gcController {
            state[keyPath: figure.target] = fresh[keyPath: figure.target]
        }
        state.collector.heapGoal = nil
        state.collector.percentHeapGoal = nil
        state.memory.total = nil
        reject(.gcController, &state)
    }

    private func checkStatistics(_ state: inout RuntimeState) {
        guard let cycles = state.collector.cycles else { return }
        let collector = state.collector
        let ends = collector.recentPauses.map(\.end)
        let isRight =
            cycles >= 0 && isWithin(collector.forcedCycles, 0...cycles) && isWithin(collector.pauseTotal, 0...Int.max)
            && isWithin(collector.lastEnd, 0...Int.max) && isWithin(state.memory.stacks, 0...Self.memoryBound)
            && isWithin(state.memory.other, 0...Self.memoryBound) && hasRing(collector, ends)
        if isRight { return }
        for figure in RuntimeFigures.all() where figure.variable == .memstats { state[keyPath: figure.target] = nil }
        state.collector.recentPauses = []
        state.memory.stacks = nil
        state.memory.other = nil
        state.memory.total = nil
        reject(.memstats, &state)
    }

    /// The last end stands twice; a cycle that ends just now writes one before the other.
    private func hasRing(_ collector: CollectorState, _ ends: [Int]) -> Bool {
        guard let cycles = collector.cycles, cycles > 0, let last = collector.lastEndUnix, let newest = ends.last else {
            return true
        }
        return newest == last || newest < last && last - newest < 3_600_000_000_000 && newest > 0
    }

    private func checkTimes(_ state: inout RuntimeState) {
        if let cycles = state.collector.cycles, let started = state.collector.startedCycles,
            !(-1...2).contains(started - cycles)
        {
            state.collector.startedCycles = nil
            state.collector.processorTime = CollectorState.ProcessorTime()
            reject(.work, &state)
        }
        // Estimates: some are differences, and a little below nothing or above all.
        let times = state.collector.processorTime
        if let total = times.total {
            let bound = max(min(total, Int.max / 2), Self.timeSlack)
            let parts = [times.user, times.idle, times.collector]
            if total < 0 || !parts.allSatisfy({ isWithin($0, -Self.timeSlack...bound * 2) }) {
                state.collector.processorTime = CollectorState.ProcessorTime()
                reject(.work, &state)
            }
        }
        if !isWithin(state.collector.lastLimitedCycle, 0...Self.cycleBound) {
            state.collector.lastLimitedCycle = nil
            state.collector.isLimited = nil
            reject(.gcCPULimiter, &state)
        }
    }

    private func checkSettings(_ state: inout RuntimeState) {
        let settings: [(WritableKeyPath<RuntimeState, Int?>, RuntimeVariable)] = [
            (\.settings.memoryProfileRate, .memProfileRate), (\.settings.blockProfileRate, .blockprofilerate),
            (\.settings.mutexProfileRate, .mutexprofilerate),
        ]
        for (target, variable) in settings where !isWithin(state[keyPath: target], 0...Int.max) {
            state[keyPath: target] = nil
            reject(variable, &state)
        }
    }
}
