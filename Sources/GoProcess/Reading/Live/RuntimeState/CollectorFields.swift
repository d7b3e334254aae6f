import Wire

/// Figures of the collector that are made of several fields, or are no plain numbers.
struct CollectorFields {
    private let phase, limited, percentGoal, sweepTrigger, triggered: RuntimeFields.Request
    private let times: [(target: WritableKeyPath<RuntimeState, Int?>, request: RuntimeFields.Request)]

    init(_ fields: inout RuntimeFields, _ address: (RuntimeVariable) -> UInt64?) {
        phase = fields.request(nil, at: address(.gcphase), count: 4)
        limited = fields.request("gcCPULimiterState.enabled", at: address(.gcCPULimiter), count: 1)
        let controller = address(.gcController)
        percentGoal = fields.request("gcControllerState.gcPercentHeapGoal", at: controller)
        sweepTrigger = fields.request("gcControllerState.sweepDistMinTrigger", at: controller)
        triggered = fields.request("gcControllerState.triggered", at: controller)
        var times: [(target: WritableKeyPath<RuntimeState, Int?>, request: RuntimeFields.Request)] = []
        if let work = address(.work), let offset = fields.offset("workType.cpuStats") {
            for (target, field) in RuntimeFigures.processorTimes() {
                times.append((target, fields.request(field, at: work &+ UInt64(offset))))
            }
        }
        self.times = times
    }

    func store(_ fields: RuntimeFields, in state: inout RuntimeState) {
        for (target, request) in times { state[keyPath: target] = fields.number(request) }
        switch fields.number(phase) {
        case 0: state.collector.phase = .off
        case 1: state.collector.phase = .mark
        case 2: state.collector.phase = .markTermination
        default: break
        }
        if let value = fields.number(limited), value <= 1 { state.collector.isLimited = value == 1 }
        guard let goal = fields.word(percentGoal), let sweep = fields.word(sweepTrigger),
            let triggered = fields.word(triggered)
        else { return }
        state.collector.percentHeapGoal = Int(exactly: goal)
        let pacing = HeapPacing(percentGoal: goal, sweepTrigger: sweep, triggered: triggered, state: state)
        state.collector.heapGoal = pacing?.goal()
    }
}

/// The size at which the collector should be done, as `heapGoalInternal` of runtime/mgcpacer.go computes it.
struct HeapPacing {
    private let percentGoal, sweepTrigger, triggered: UInt64
    private let memoryLimit, heapMarked, heapFree, allocated, ready: UInt64

    /// Nil when a part is not known or cannot be.
    init?(percentGoal: UInt64, sweepTrigger: UInt64, triggered: UInt64, state: RuntimeState) {
        guard let limit = state.collector.memoryLimit.flatMap({ UInt64(exactly: $0) }),
            let marked = state.collector.heapMarked.flatMap({ UInt64(exactly: $0) }),
            let free = state.memory.heapFree.flatMap({ UInt64(exactly: $0) }),
            let ready = state.memory.ready.flatMap({ UInt64(exactly: $0) }),
            let total = state.collector.totalAllocated, let freed = state.collector.totalFreed,
            let allocated = UInt64(exactly: total &- freed), max(free, allocated, ready) < 1 << 62
        else { return nil }
        self.percentGoal = percentGoal
        self.sweepTrigger = sweepTrigger
        self.triggered = triggered
        memoryLimit = limit
        heapMarked = marked
        heapFree = free
        self.allocated = allocated
        self.ready = ready
    }

    /// Nil when there is none: GOGC and GOMEMLIMIT are off.
    func goal() -> Int? {
        var goal = percentGoal
        let limited = goalByLimit()
        if limited < goal {
            goal = limited
        } else {
            goal = max(goal, sweepTrigger)
            // A goal that moved down after the cycle had begun.
            let least = triggered.addingReportingOverflow(64 << 10)
            if triggered != .max, !least.overflow { goal = max(goal, least.partialValue) }
        }
        return Int(exactly: goal)
    }

    private func goalByLimit() -> UInt64 {
        let used = heapFree + allocated
        let other = ready > used ? ready - used : 0
        let overage = ready > memoryLimit ? ready - memoryLimit : 0
        guard other + overage < memoryLimit else { return heapMarked }
        let goal = memoryLimit - (other + overage)
        let headroom = max(goal / 100 * 3, 1 << 20)
        return max(goal < headroom || goal - headroom < headroom ? headroom : goal - headroom, heapMarked)
    }
}
