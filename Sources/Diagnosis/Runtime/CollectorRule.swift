import Evidence
import GoProcess

/// `gc.allocation-rate`, `gc.memory-limit`, `gc.forced`: the collector takes much of the processors.
enum CollectorRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let load = evidence.load else { return Verdict() }
        let history = evidence.runtime
        let share = load.collectorShare
        let limits = evidence.limits
        let isHeavy = share >= limits.traceCollectorInfo.value && load.isBusy(evidence.context)
        if let forced = forced(evidence, load, share) { return Verdict(forced) }
        guard isHeavy else {
            return Verdict(
                refuted: "the collector takes \(ProcessorRules.percent(share)) of the program's processor time")
        }
        let severity: Severity = share >= limits.traceCollectorWarning.value ? .warning : .info
        if let history, let limited = limited(history, load, share, severity) { return Verdict(limited) }
        return Verdict(allocation(load, history, share, severity, evidence.context.compiler))
    }

    // MARK: - Too much garbage

    private static func allocation(
        _ load: RuntimeLoad, _ history: RuntimeHistory?, _ share: Double, _ severity: Severity,
        _ compiler: CompilerEvidence?
    ) -> Finding {
        let site = load.samples.flatMap { AllocationSites($0).most }
        let place = site?.place ?? (load.samples == nil ? "the program" : "no single place")
        let most: Phrase = load.samples == nil ? "" : ", most of it in \(place)"
        var sure = load.confidence(0.6, ceiling: 0.9)
        sure.support(0.4, when: severity >= .warning)
        let rate: Phrase =
            history?.allocationRate.map { " It allocates \(TraceCollectorRule.bytes($0)) a second." } ?? ""
        var finding = Finding(
            .gcAllocationRate, severity, confidence: sure.value,
            impact: load.collectorImpact,
            summary: "The collector takes \(ProcessorRules.percent(share)) of the program's processor time, since the "
                + "program allocates too fast\(most).\(rate)",
            subject: Subject(kind: "allocation site", title: Phrase(place), frames: site?.frames ?? []))
        finding.supports = [load.fact] + facts(history)
        if let site, let samples = load.samples {
            finding.supports.append(
                samples.fact("\(place) takes \(ProcessorRules.percent(site.share)) of the time spent in allocating"))
        }
        if load.samples == nil {
            finding.missing = [MissingEvidence(evidence: "where it allocates", command: "sonde why PID")]
        }
        if let compiler {
            finding.supports += compiler.escapes(on: site?.frames ?? [])
        } else {
            finding.missing += [
                MissingEvidence(
                    evidence: "why values escape to the heap", command: "sonde build explain ./... --heap heap.pb.gz")
            ]
        }
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
        _ history: RuntimeHistory, _ load: RuntimeLoad, _ share: Double, _ severity: Severity
    ) -> Finding? {
        let collector = history.last.collector
        // A log does not say which limit there is, only what comes of it.
        let limit = collector.memoryLimit
        guard limit.map({ $0 < Int.max / 2 && $0 > 0 }) ?? (load.samples == nil) else { return nil }
        let isBinding: Bool
        if let goal = history.median({ $0.collector.heapGoal }) {
            isBinding  // Out of a log, what GOGC would set is an estimate in whole megabytes.
            =
                history.median { $0.collector.percentHeapGoal }.map {
                    Double(goal) < (limit == nil ? 0.75 : 0.95) * Double($0)
                }
                ?? ((collector.percent ?? 100) < 0)
        } else {
            isBinding = limit.map { (history.median { $0.memory.ready } ?? 0) * 10 >= $0 * 9 } ?? false
        }
        guard isBinding else { return nil }
        let used = history.median { $0.memory.ready } ?? history.median { $0.collector.heapLive } ?? 0
        var sure = load.confidence(0.7, ceiling: 0.95)
        sure.support(0.5, when: limit.map { used * 10 >= $0 * 9 } ?? false)
        sure.support(0.5, when: collector.isLimited == true)
        var finding = Finding(
            .gcMemoryLimit, severity, confidence: sure.value,
            impact: load.collectorImpact,
            summary: limit.map {
                "The program uses \(RuntimeRules.bytes(used)) of its memory limit of \(RuntimeRules.bytes($0)), so that "
                    + "the collector runs all the time and takes \(ProcessorRules.percent(share)) of its processor time."
            }
                ?? "A memory limit holds a heap of \(RuntimeRules.bytes(used)) down, so that the collector runs all the "
                + "time and takes \(ProcessorRules.percent(share)) of its processor time.",
            subject: Subject(
                kind: "process", title: limit.map { "GOMEMLIMIT \(RuntimeRules.bytes($0))" } ?? "the memory limit"))
        finding.supports = [load.fact] + facts(history)
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

    private static func forced(_ evidence: CaseEvidence, _ load: RuntimeLoad, _ share: Double) -> Finding? {
        let history = evidence.runtime
        let count = history?.forced ?? 0
        let cycles = history?.cycles ?? 0
        guard count >= 3, count * 2 >= cycles else { return nil }
        let rate = Double(count) / max(0.001, history?.seconds ?? 1)
        let caller = ForcedCollection.caller(evidence, load.samples)
        let place = caller?.place ?? "The program"
        let isWarning =
            rate >= evidence.limits.forcedCollections.value
            || share >= evidence.limits.traceCollectorInfo.value
        var sure = Confidence(0.8, ceiling: 0.95)
        sure.support(0.5, when: caller != nil)
        var finding = Finding(
            .gcForced, isWarning ? .warning : .info, confidence: sure.value,
            impact: load.collectorImpact,
            summary: "\(place) runs the collector by hand: \(count) of \(Wording.count(cycles, "collection")) in "
                + "\(Wording.duration(Int64((history?.seconds ?? 0) * 1e9))), which takes "
                + "\(ProcessorRules.percent(share)) of the program's processor time.",
            subject: Subject(kind: "call", title: Phrase(place), frames: caller?.frames ?? []))
        finding.supports = [load.fact] + facts(history)
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
        _ evidence: CaseEvidence, _ samples: ProcessorEvidence?
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
        guard let samples else { return nil }
        let callers = HotFunctions(samples) { $0.work.contains(.forcedCollection) }
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
