import GoTrace

/// What `sonde trace gc` tells, from one pass over a trace.
public struct CollectorReport {
    let sites: TraceSites
    let cycles: CollectorCycles
    let stops: WorldStops
    let work: CollectorWork
    /// The same, with the assists of the chosen goroutines alone.
    let chosen: CollectorWork
    let curves: [UtilisationCurve]
    /// The curve that text shows, the one by Go's count, and the one for each processor.
    let curve: UtilisationCurve?
    let goCurve: UtilisationCurve?
    let processorCurve: UtilisationCurve?

    /// The analyses that a pass needs for the report.
    /// - Parameters:
    ///   - parts: what the curves of mutator utilisation count as the collector's.
    ///   - goroutines: those whose assists are shown; nil for all.
    public static func analyses(parts: UtilisationRule.Parts, goroutines: Set<Int64>?) -> [any TraceAnalysis] {
        [
            CollectorCycles(), WorldStops(), CollectorWork(),
            MutatorUtilisation([
                UtilisationRule(parts), UtilisationRule(parts, workers: .asGoCounts),
                UtilisationRule(parts, isPerProcessor: true),
                UtilisationRule(parts, isPerProcessor: true, workers: .asGoCounts),
            ]),
        ] + (goroutines.map { [CollectorWork(goroutines: $0)] } ?? [])
    }

    public init(_ pass: TracePass) {
        sites = TraceSites(pass)
        cycles = pass.result()
        stops = pass.result()
        work = pass.result()
        chosen = pass.analyses.lazy.compactMap { $0 as? CollectorWork }.last ?? work
        curves = pass.result(MutatorUtilisation.self).curves
        curve = curves.first { !$0.rule.isPerProcessor && $0.rule.workers == .whileRunning }
        goCurve = curves.first { !$0.rule.isPerProcessor && $0.rule.workers == .asGoCounts }
        processorCurve = curves.first { $0.rule.isPerProcessor && $0.rule.workers == .whileRunning }
    }

    /// Processor time that went to the collector, in nanoseconds: workers, assists, sweeps, stops times processors.
    var collectorTime: Int64 {
        work.workerTime.reduce(0, &+) &+ work.assists.running &+ work.sweeps.sum &+ stops.collectorProcessorTime
    }

    func workerTime(_ kind: CollectorWorker) -> Int64 { work.workerTime[Int(kind.rawValue)] }
    func workerRuns(_ kind: CollectorWorker) -> Int { work.workerRuns[Int(kind.rawValue)] }

    /// Bytes a second.
    var allocationRate: Double {
        sites.duration > 0 ? Double(cycles.allocated) / (Double(sites.duration) / 1e9) : 0
    }

    /// The greatest rate in any bucket of time, and when that was since the begin.
    var allocationPeak: (rate: Double, at: Int64)? {
        let buckets = cycles.allocations
        // The last one is not full.
        guard let peak = buckets.values.dropLast().indices.max(by: { buckets.values[$0] < buckets.values[$1] }) else {
            return nil
        }
        return (Double(buckets.values[peak]) / (Double(buckets.width) / 1e9), Int64(peak) * buckets.width)
    }

    /// Cycles begun by each trigger.
    var triggers: [(trigger: CollectorCycle.Trigger, count: Int)] {
        CollectorCycle.Trigger.allCases.map { trigger in
            (trigger, cycles.cycles.count { $0.trigger == trigger })
        }.filter { $0.count > 0 }
    }
}
