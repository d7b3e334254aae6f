import Wire

/// `runtime.memstats`: memory by its use, and the ring of pauses.
struct StatisticsFields {
    /// Sizes that are numbers of their own.
    private let system: [RuntimeFields.Request]
    /// Differences that add up over the three generations of `consistentHeapStats`.
    private var stacks: [RuntimeFields.Request] = []
    private var work: [RuntimeFields.Request] = []
    private let threadStacks, durations, ends: RuntimeFields.Request

    init(_ fields: inout RuntimeFields, _ layout: RuntimeStateLayout, at statistics: UInt64?) {
        system = ["mspan_sys", "mcache_sys", "buckhash_sys", "gcMiscSys", "other_sys"].map {
            fields.request("mstats." + $0, at: statistics)
        }
        threadStacks = fields.request("mstats.stacks_sys", at: statistics)
        let ring = RuntimeStateLayout.pauseCount * 8
        durations = fields.request("mstats.pause_ns", at: statistics, count: ring)
        ends = fields.request("mstats.pause_end", at: statistics, count: ring)
        guard let statistics, let first = layout["mstats.heapStats"], let size = layout["heapStatsDelta"] else {
            return
        }
        for generation in 0..<3 {
            let base = statistics &+ UInt64(first + generation * size)
            stacks.append(fields.request("heapStatsDelta.inStacks", at: base))
            work.append(fields.request("heapStatsDelta.inWorkBufs", at: base))
            if layout["heapStatsDelta.inPtrScalarBits"] != nil {
                work.append(fields.request("heapStatsDelta.inPtrScalarBits", at: base))
            }
        }
    }

    func store(_ fields: RuntimeFields, in state: inout RuntimeState) {
        storePauses(fields, in: &state)
        guard !stacks.isEmpty, let stacks = sum(fields, stacks), let work = sum(fields, work),
            let system = sum(fields, system), let threadStacks = fields.number(threadStacks)
        else { return }
        state.memory.stacks = stacks
        state.memory.other = sum([work, system, threadStacks])
        if let used = state.memory.heapInUse, let free = state.memory.heapFree,
            let released = state.memory.heapReleased, let other = state.memory.other
        {
            state.memory.total = sum([used, free, released, stacks, other])
        }
    }

    private func sum(_ fields: RuntimeFields, _ requests: [RuntimeFields.Request]) -> Int? {
        let values = requests.compactMap { fields.number($0) }
        return values.count == requests.count ? sum(values) : nil
    }

    private func sum(_ values: [Int]) -> Int? {
        var total = 0
        for value in values {
            let (sum, overflow) = total.addingReportingOverflow(value)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    private func storePauses(_ fields: RuntimeFields, in state: inout RuntimeState) {
        guard let cycles = state.collector.cycles, cycles > 0, fields.location(durations) != nil,
            fields.location(ends) != nil
        else { return }
        let count = min(cycles, RuntimeStateLayout.pauseCount)
        for cycle in (cycles - count)..<cycles {
            let position = cycle % RuntimeStateLayout.pauseCount * 8
            guard let end = fields.word(ends, at: position).flatMap({ Int(exactly: $0) }),
                let duration = fields.word(durations, at: position).flatMap({ Int(exactly: $0) })
            else { continue }
            state.collector.recentPauses.append(CollectorState.Pause(end: end, duration: duration))
        }
    }
}
