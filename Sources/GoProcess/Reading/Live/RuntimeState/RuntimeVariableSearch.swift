import Evidence
import GoBinary
import Wire

/// Finds the runtime's variables in stripped programs, by the machine code of functions that use them.
///
/// A structure is where several of its fields are used by one function, at the distances of the layout; a simple
/// variable is what certain functions share, and no others. Only a place that is the single one of its kind counts.
/// What stands there is proved when it is read (`RuntimeStateChecks`). The functions exist as such, not inlined, in all
/// versions from 1.21 to 1.27.
struct RuntimeVariableSearch {
    private let layout: RuntimeStateLayout
    private let functions: FunctionTable
    private let module: ModuleData

    init(_ layout: RuntimeStateLayout, functions: FunctionTable, module: ModuleData) {
        self.layout = layout
        self.functions = functions
        self.module = module
    }

    /// The places of all variables that can be found so; never `sched`, `allp` and `allm` (`RuntimeGlobals`), nor
    /// `gomaxprocs`, which is the length of `allp`.
    func find() -> [RuntimeVariable: StaticAddress] {
        var found: [RuntimeVariable: StaticAddress] = [:]
        findStructures(&found)
        findSettings(&found)
        findFinalizers(&found)
        return found
    }

    private func uses(_ name: String) -> VariableUses? {
        functions.variableUses(ofFunction: "runtime." + name, in: module)
    }

    private func single(_ places: some Sequence<StaticAddress>) -> StaticAddress? {
        let places = Set(places)
        return places.count == 1 ? places.first : nil
    }

    /// Where a structure begins of which all these fields are used; nil unless there is exactly one such place.
    private func base(_ fields: [String], _ uses: VariableUses) -> StaticAddress? {
        let offsets = fields.compactMap { layout[$0] }
        guard offsets.count == fields.count, let first = offsets.first else { return nil }
        return single(
            uses.places.lazy.map { StaticAddress($0.rawValue &- UInt64(first)) }.filter { start in
                offsets.allSatisfy { uses.contains(StaticAddress(start.rawValue &+ UInt64($0))) }
            })
    }

    /// The end of a cycle touches nearly all that the collector has.
    private func findStructures(_ found: inout [RuntimeVariable: StaticAddress]) {
        guard let end = uses("gcMarkTermination") else { return }
        found[.memstats] = base(
            [
                "mstats.last_gc_unix", "mstats.last_gc_nanotime", "mstats.pause_ns", "mstats.pause_end",
                "mstats.pause_total_ns", "mstats.numgc", "mstats.numforcedgc",
            ], end)
        found[.work] = base(["workType.pauseNS", "workType.heap0", "workType.userForced", "workType.cpuStats"], end)
        found[.gcController] = base(
            ["gcControllerState.gcPercent", "gcControllerState.heapLive", "gcControllerState.heapInUse"], end)
        found[.gcphase] = uses("queuefinalizer")?.places.first { end.contains($0) }
        if let stop = uses("(*limiterEvent).stop"),
            let limiter = base(["gcCPULimiterState.assistTimePool", "gcCPULimiterState.idleTimePool"], stop),
            end.contains(limiter)
        {
            found[.gcCPULimiter] = limiter
        }
        if let roots = uses("markroot"), let first = layout["cleanupQueue.all"],
            let queued = layout["cleanupQueue.queued"], let executed = layout["cleanupQueue.executed"]
        {
            // The counters are printed at the end of a cycle, and the blocks are roots of it; what is known otherwise is
            // none of them.
            let known = extents(found)
            found[.gcCleanups] = single(
                roots.places.filter { place in !known.contains { $0.contains(place.rawValue) } }.map {
                    StaticAddress($0.rawValue &- UInt64(first))
                }.filter { start in
                    [queued, executed].allSatisfy { end.contains(StaticAddress(start.rawValue &+ UInt64($0))) }
                })
        }
    }

    private func extents(_ found: [RuntimeVariable: StaticAddress]) -> [Range<UInt64>] {
        [(RuntimeVariable.memstats, "mstats"), (.work, "workType"), (.gcController, "gcControllerState")]
            .compactMap { variable, structure in
                guard let start = found[variable]?.rawValue, let size = layout[structure] else { return nil }
                let (end, overflow) = start.addingReportingOverflow(UInt64(size))
                return overflow ? nil : start..<end
            }
    }

    private func findSettings(_ found: inout [RuntimeVariable: StaticAddress]) {
        let start = uses("schedinit")
        if let start {
            found[.ncpu] = uses("osinit").flatMap { single($0.changed.filter { start.contains($0) }) }
            if let cache = uses("allocmcache"), let sample = uses("profilealloc") {
                found[.memProfileRate] = single(
                    sample.values.filter { cache.contains($0) && start.changed.contains($0) })
            }
        }
        if let semaphore = uses("semacquire1") {
            let block = uses("blockevent").flatMap { single($0.places.filter { semaphore.values.contains($0) }) }
            found[.blockprofilerate] = block
            if let block { found[.mutexprofilerate] = single(semaphore.values.filter { $0 != block }) }
        }
        if let preempt = uses("preemptone"), let suspend = uses("suspendG") {
            found[.asyncpreemptoff] = single(preempt.values.filter { suspend.contains($0) })
        }
    }

    private func findFinalizers(_ found: inout [RuntimeVariable: StaticAddress]) {
        guard let queue = uses("queuefinalizer"), let roots = uses("markroot") else { return }
        found[.allfin] = single(queue.words.filter { roots.words.contains($0) })
        guard let run = uses("runFinalizers"), let end = uses("gcMarkTermination"), let schedule = uses("findRunnable")
        else { return }
        found[.finqueued] = single(
            queue.changed.filter { !end.contains($0) && !roots.contains($0) && !run.contains($0) })
        found[.finexecuted] = single(run.changed.filter { !queue.contains($0) && !schedule.contains($0) })
    }
}
