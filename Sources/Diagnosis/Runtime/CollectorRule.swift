import Evidence
import GoProcess

/// `gc.allocation-rate`, `gc.memory-limit`, `gc.forced`: the collector takes much of the processors.
enum CollectorRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let samples = evidence.context.processor else { return Verdict() }
        let history = evidence.runtime
        let share = samples.share(samples.collectorTime)
        let limits = evidence.limits
        let isHeavy = share >= limits.traceCollectorInfo.value && ProcessorRules.isBusy(samples, evidence.context)
        if let forced = forced(evidence, samples, share) { return Verdict(forced) }
        guard isHeavy else {
            return Verdict(
                refuted: "the collector takes \(ProcessorRules.percent(share)) of the program's processor time")
        }
        let severity: Severity = share >= limits.traceCollectorWarning.value ? .warning : .info
        if let history, let limited = limited(history, samples, share, severity) { return Verdict(limited) }
        return Verdict(allocation(samples, history, share, severity))
    }

    // MARK: - Too much garbage

    private static func allocation(
        _ samples: ProcessorEvidence, _ history: RuntimeHistory?, _ share: Double, _ severity: Severity
    ) -> Finding {
        let site = AllocationSites(samples).most
        let place = site?.place ?? "no single place"
        var sure = ProcessorRules.confidence(0.6, ceiling: 0.9, samples)
        sure.support(0.4, when: severity >= .warning)
        let rate: Phrase =
            history?.allocationRate.map { " It allocates \(TraceCollectorRule.bytes($0)) a second." } ?? ""
        var finding = Finding(
            .gcAllocationRate, severity, confidence: sure.value,
            impact: ProcessorRules.impact(samples.collectorTime, samples),
            summary: "The collector takes \(ProcessorRules.percent(share)) of the program's processor time, since the "
                + "program allocates too fast, most of it in \(place).\(rate)",
            subject: Subject(kind: "allocation site", title: Phrase(place), frames: site?.frames ?? []))
        finding.supports = [ProcessorRules.load(samples)] + facts(history)
        if let site {
            finding.supports.append(
                samples.fact("\(place) takes \(ProcessorRules.percent(site.share)) of the time spent in allocating"))
        }
        finding.missing = [
            MissingEvidence(evidence: "why values escape to the heap", command: "sonde build explain ./...")
        ]
        finding.remedy =
            "Allocate less there: reuse buffers, size slices and maps beforehand, keep values out of interfaces and "
            + "closures; or give the heap more room (a larger GOGC, with GOMEMLIMIT as a bound)."
        finding.verify = "New samples show a smaller share of the collector, and fewer collections a second."
        return finding
    }

    static func facts(_ history: RuntimeHistory?) -> [Fact] {
        guard let history else { return [] }
        var facts = [
            RuntimeRules.fact(
                "\(Wording.count(history.cycles, "collection")) in \(Wording.duration(Int64(history.seconds * 1e9)))")
        ]
        if let live = history.last.collector.heapMarked, let goal = history.last.collector.heapGoal {
            facts.append(
                RuntimeRules.fact(
                    "the last one kept \(RuntimeRules.bytes(live)); the next is due to end at \(RuntimeRules.bytes(goal))"
                ))
        }
        if let percent = history.last.collector.percent {
            facts.append(RuntimeRules.fact("GOGC is \(percent < 0 ? "off" : "\(percent)")"))
        }
        return facts
    }

    // MARK: - The memory limit

    private static func limited(
        _ history: RuntimeHistory, _ samples: ProcessorEvidence, _ share: Double, _ severity: Severity
    ) -> Finding? {
        let collector = history.last.collector
        guard let limit = collector.memoryLimit, limit < Int.max / 2, limit > 0 else { return nil }
        let isBinding: Bool
        if let goal = history.median({ $0.collector.heapGoal }) {
            isBinding =
                history.median { $0.collector.percentHeapGoal }.map { Double(goal) < 0.95 * Double($0) }
                ?? ((collector.percent ?? 100) < 0)
        } else {
            isBinding = (history.median { $0.memory.ready } ?? 0) * 10 >= limit * 9
        }
        guard isBinding else { return nil }
        let used = history.median { $0.memory.ready } ?? history.median { $0.collector.heapLive } ?? 0
        var sure = ProcessorRules.confidence(0.7, ceiling: 0.95, samples)
        sure.support(0.5, when: used * 10 >= limit * 9)
        sure.support(0.5, when: collector.isLimited == true)
        var finding = Finding(
            .gcMemoryLimit, severity, confidence: sure.value,
            impact: ProcessorRules.impact(samples.collectorTime, samples),
            summary:
                "The program uses \(RuntimeRules.bytes(used)) of its memory limit of \(RuntimeRules.bytes(limit)), so that "
                + "the collector runs all the time and takes \(ProcessorRules.percent(share)) of its processor time.",
            subject: Subject(kind: "process", title: "GOMEMLIMIT \(RuntimeRules.bytes(limit))"))
        finding.supports = [ProcessorRules.load(samples)] + facts(history)
        if let goal = collector.heapGoal, let free = collector.percentHeapGoal {
            finding.supports.append(
                RuntimeRules.fact(
                    "without the limit the heap might grow to \(RuntimeRules.bytes(free)) before a collection, with it to "
                        + "\(RuntimeRules.bytes(goal))"))
        }
        if collector.isLimited == true {
            finding.supports.append(
                RuntimeRules.fact("the runtime holds the collector back, since it took half of the processors' time"))
        }
        finding.remedy =
            "Raise the limit, or find what is kept: `sonde profile top` of a heap profile. A limit close to what the program "
            + "needs costs more than it saves."
        finding.verify = "New samples show a smaller share of the collector, and fewer collections a second."
        return finding
    }

    // MARK: - Collections by hand

    private static func forced(_ evidence: CaseEvidence, _ samples: ProcessorEvidence, _ share: Double) -> Finding? {
        let history = evidence.runtime
        let callers = HotFunctions(samples) { $0.work.contains(.forcedCollection) }
        let count = history?.forced ?? 0
        let cycles = history?.cycles ?? 0
        guard count >= 3, count * 2 >= cycles else { return nil }
        let rate = Double(count) / max(0.001, history?.seconds ?? 1)
        let caller = ForcedCollection.caller(evidence, callers, samples)
        let place = caller?.place ?? "the program"
        let isWarning =
            rate >= evidence.limits.forcedCollections.value
            || share >= evidence.limits.traceCollectorInfo.value
        var sure = Confidence(0.8, ceiling: 0.95)
        sure.support(0.5, when: caller != nil)
        var finding = Finding(
            .gcForced, isWarning ? .warning : .info, confidence: sure.value,
            impact: ProcessorRules.impact(samples.collectorTime, samples),
            summary: "\(place) runs the collector by hand: \(count) of \(Wording.count(cycles, "collection")) in "
                + "\(Wording.duration(Int64((history?.seconds ?? 0) * 1e9))), which takes "
                + "\(ProcessorRules.percent(share)) of the program's processor time.",
            subject: Subject(kind: "call", title: Phrase(place), frames: caller?.frames ?? []))
        finding.supports = [ProcessorRules.load(samples)] + facts(history)
        finding.remedy =
            "Take the calls of runtime.GC and debug.FreeOSMemory out; GOMEMLIMIT keeps memory within bounds by itself."
        finding.verify =
            "The number of forced collections no longer grows (runtime/metrics /gc/cycles/forced:gc-cycles)."
        return finding
    }
}

/// Who calls runtime.GC.
enum ForcedCollection {
    static func caller(
        _ evidence: CaseEvidence, _ callers: HotFunctions, _ samples: ProcessorEvidence
    ) -> (place: String, frames: [ResolvedFrame])? {
        // Goroutines that wait for a collection are surer than samples, which see little of a wait.
        for view in evidence.scene?.views.reversed() ?? [] {
            for index in view.snapshot.goroutines.indices {
                let goroutine = UInt32(index)
                let frames = view.frames(of: goroutine)
                let isForced = frames.contains {
                    $0.function == "runtime.GC" || $0.function == "runtime/debug.FreeOSMemory"
                }
                guard isForced, view.application(goroutine) != view.goroutine(goroutine).stack else { continue }
                return (view.place(of: goroutine), frames)
            }
        }
        guard let row = callers.hottest ?? callers.narrowest(share: 0.5) else { return nil }
        return (samples.place(samples.frames[row.widest.frame]), samples.resolved(samples.stacks[row.widest.stack]))
    }
}

/// Where the program spends its time in allocating.
struct AllocationSites {
    struct Site {
        var place: String
        var frames: [ResolvedFrame]
        /// Part of the time that is spent in allocating.
        var share: Double
    }

    let most: Site?

    init(_ samples: ProcessorEvidence) {
        // A goroutine that helps the collector was about to allocate.
        let rows = HotFunctions(samples) { $0.inner.contains(.allocation) && $0.own != nil }
        most = rows.hottest.map { row in
            Site(
                place: samples.place(samples.frames[row.widest.frame]),
                frames: samples.resolved(samples.stacks[row.widest.stack]),
                share: Double(row.own) / Double(max(1, rows.total)))
        }
    }
}
