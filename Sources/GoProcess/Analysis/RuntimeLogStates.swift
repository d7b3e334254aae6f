extension RuntimeLog {
    /// The same as states of the runtime, as far as the log tells, so that whoever knows those needs to know no logs.
    ///
    /// Times are nanoseconds since the program began. What is allocated is the growth of the heap from one collection to
    /// the next, in steps of a mebibyte. The goal that GOGC alone would set is estimated: by the greatest goal in
    /// proportion to what was kept before.
    public var states: [RuntimeState] {
        var series = StateSeries(gogc: goalInProportion)
        var result: [RuntimeState] = []
        result.reserveCapacity(entries.count)
        for entry in entries { result.append(series.state(entry)) }
        if let last = result.indices.last { result[last].collector.recentPauses = series.pauses.suffix(256) }
        return result
    }

    /// What the runtime lets the heap grow to, over what is kept and searched; nil when there is too little to say.
    private var goalInProportion: Double? {
        let collections = collections
        return zip(collections, collections.dropFirst()).compactMap { before, after -> Double? in
            // Below four megabytes the runtime does not go, and small numbers are coarse.
            guard before.heapKept >= 4 << 20, after.number == before.number + 1 else { return nil }
            // At least: each number may be one less than it says, or one more.
            return Double(after.goal - before.heapKept - (1 << 20)) / Double(before.searched + (1 << 20))
        }.max()
    }
}

extension RuntimeLog.Collection {
    /// Bytes that GOGC is a part of.
    fileprivate var searched: Int { heapKept + (stacks ?? 0) + (globals ?? 0) }

    /// Nanoseconds of processor.
    public var processorTime: Int { stopTime + assistTime + workerTime + idleTime }
}

/// What is carried from one entry to the next.
private struct StateSeries {
    private let gogc: Double?
    private var last = RuntimeState()
    private var before: RuntimeLog.Collection?
    private var time = 0
    private(set) var pauses: [CollectorState.Pause] = []

    init(gogc: Double?) { self.gogc = gogc }

    mutating func state(_ entry: RuntimeLog.Entry) -> RuntimeState {
        switch entry {
        case .collection(let collection): add(collection)
        case .look(let look): add(look)
        }
        last.monotonicTime = time
        var result = last
        // A look at the scheduler is of its moment alone.
        if case .collection = entry { result.scheduler = SchedulerState() }
        return result
    }

    private mutating func add(_ collection: RuntimeLog.Collection) {
        time = max(time, collection.time)
        last.goMaxProcs = collection.processors
        let allocated = max(0, collection.heapAtEnd - (before?.heapKept ?? 0))
        var state = last.collector
        state.cycles = collection.number
        state.forcedCycles = (state.forcedCycles ?? 0) + (collection.isForced ? 1 : 0)
        state.totalAllocated = (state.totalAllocated ?? 0) + allocated
        state.heapMarked = collection.heapKept
        state.heapLive = collection.heapKept
        state.heapGoal = collection.goal
        if let gogc, let before {
            state.percentHeapGoal = before.heapKept + Int(min(max(0, gogc * Double(before.searched)), 0x1p50).rounded())
        }
        let pause = collection.firstStop + collection.secondStop
        state.pauseTotal = (state.pauseTotal ?? 0) + pause
        pauses.append(CollectorState.Pause(end: collection.time, duration: pause))
        state.processorTime.collector = (state.processorTime.collector ?? 0) + collection.processorTime
        state.processorTime.assist = (state.processorTime.assist ?? 0) + collection.assistTime
        last.collector = state
        before = collection
    }

    private mutating func add(_ look: RuntimeLog.Look) {
        time = max(time, look.time)
        last.goMaxProcs = look.goMaxProcs
        last.scheduler = SchedulerState()
        last.scheduler.globalQueueLength = look.queueLength
        last.scheduler.queueLengths = look.queueLengths
        last.scheduler.idleProcessors = look.idleProcessors
        last.scheduler.threads = look.threads
        last.scheduler.idleThreads = look.idleThreads
        last.scheduler.spinningThreads = look.spinningThreads
    }
}
