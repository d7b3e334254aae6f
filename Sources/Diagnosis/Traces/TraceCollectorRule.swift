import Evidence
import GoTrace

/// `gc.allocation-rate`, `gc.forced`, `gc.long-pause`.
enum TraceCollectorRule {
    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        let work = work(trace, limits).map { TraceFinding($0, rate: $0.impact.value, key: "") }
        return [work, pause(trace, limits)].compactMap(\.self)
    }

    /// Share of the processors that the collector took; what it did on processors that were idle does not count.
    static func share(_ trace: TraceEvidence) -> Double {
        let work = trace.collector
        let idle = work.workerTime[Int(CollectorWorker.idle.rawValue)]
        let workers = work.workerTime.reduce(0, &+) &- idle
        let own = workers &+ work.assists.running &+ work.sweeps.sum &+ work.backgroundSweep
        // A trace that does not say how many processors there are is taken for one of a single processor.
        let capacity = work.capacity > 0 ? work.capacity : trace.duration
        return Double(own &+ trace.stops.collectorProcessorTime) / Double(capacity)
    }

    /// What heap profiles know and a trace does not.
    static let linesThatAllocate: Phrase = "the lines that allocate most"

    private static func work(_ trace: TraceEvidence, _ limits: Thresholds) -> Finding? {
        let share = share(trace)
        let cycles = trace.cycles.cycles.count
        let forced = trace.cycles.cycles.filter { $0.trigger == .explicit || $0.trigger == .freeMemory }
        let isForced = forced.count >= 3 && forced.count * 2 >= cycles
        let assistRate = trace.rate(trace.collector.assists.durations.sum)
        let isHeavy = share > limits.traceCollectorInfo.value
        let isFelt = assistRate > limits.traceLockInfo.value * trace.processorLimit
        guard isHeavy || isFelt || isForced else { return nil }
        let stack = trace.heaviest(
            isForced
                ? forced.map { ($0.stack, 1) }
                : trace.collector.assistsByStack.map { ($0.stack, $0.tally.durations.sum) })
        let seconds = Double(trace.duration) / 1e9
        let lost = share * trace.processorLimit + trace.rate(trace.collector.assists.waiting)
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.4, when: share > limits.traceCollectorWarning.value)
        sure.support(0.3, when: isForced || assistRate > 1)
        let rate = Double(trace.cycles.allocated) / max(seconds, 1e-9)
        let summary: Phrase =
            isForced
            ? "\(trace.place(stack)) runs the collector by hand: \(forced.count) of "
                + "\(Wording.count(cycles, "collection")) in \(Wording.duration(trace.duration)), which takes "
                + "\(TraceRules.percent(share)) of the processors."
            : "The collector takes \(TraceRules.percent(share)) of the processors, and goroutines spent "
                + "\(Wording.duration(trace.collector.assists.durations.sum)) in helping it: the program allocates "
                + "\(bytes(rate)) a second."
        var finding = Finding(
            isForced ? .gcForced : .gcAllocationRate,
            share > limits.traceCollectorWarning.value || assistRate > trace.processorLimit ? .warning : .info,
            confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(lost), unit: "goroutine-seconds per second"), summary: summary,
            subject: Subject(
                kind: isForced ? "call" : "allocation site", title: Phrase(trace.place(stack)),
                frames: trace.frames(stack)))
        finding.supports = [
            trace.fact("\(Wording.count(cycles, "collection")) in \(Wording.duration(trace.duration))"),
            trace.fact(
                "\(Wording.count(trace.collector.assists.durations.count, "assist")), 99 % up to "
                    + "\(Wording.duration(trace.collector.assists.durations.quantile(0.99)))"),
        ]
        if let heap = trace.cycles.heap {
            finding.supports.append(
                trace.fact("the heap lay between \(bytes(Double(heap.least))) and \(bytes(Double(heap.greatest)))"))
        }
        finding.missing = [
            MissingEvidence(
                evidence: linesThatAllocate,
                command: "sonde profile top http://HOST:PORT/debug/pprof/allocs")
        ]
        finding.remedy =
            isForced
            ? "Take the calls of runtime.GC and debug.FreeOSMemory out; GOMEMLIMIT keeps memory within bounds by itself."
            : "Allocate less where the stack points, or give the heap more room: a larger GOGC, or GOMEMLIMIT where "
                + "memory allows."
        finding.verify = "`\(trace.command("gc"))` on a new trace shows a smaller share."
        return finding
    }

    private static func pause(_ trace: TraceEvidence, _ limits: Thresholds) -> TraceFinding? {
        // A processor that ran no goroutine is late when the system did not run its thread: no goroutine can help it.
        guard
            let stop = trace.stops.longest.first(where: { stop in
                !isTracer(stop, trace) && (stop.delay?.goroutine ?? -1) >= 0
                    && (stop.timeToStop ?? 0) * 2 >= stop.duration
            }), let delay = stop.delay, let time = stop.timeToStop, stop.duration >= limits.tracePauseInfo.value
        else { return nil }
        let group = trace.scene.groups.root(trace.scene.groups.resolve(delay.group))
        let place = delay.stack == 0 ? trace.group(group) : trace.place(delay.stack)
        let rate = trace.rate(trace.stops.total) * trace.processorLimit
        var finding = Finding(
            .gcLongPause, stop.duration >= limits.tracePauseWarning.value ? .warning : .info, confidence: 0.8,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"),
            summary: "The world took \(Wording.duration(time)) to stop for \(trace.scene.text(stop.kind)) at "
                + "\(trace.moment(stop.start)): goroutine \(delay.goroutine) in \(place) was the last to stop.",
            subject: Subject(kind: "function", title: Phrase(place), frames: trace.frames(delay.stack)))
        let others = trace.stops.delayers.filter {
            trace.scene.groups.resolve($0.group) == trace.scene.groups.resolve(delay.group)
        }.reduce(0) { $0 + $1.count }
        finding.supports = [
            trace.fact("the stop lasted \(Wording.duration(stop.duration)) in all", "goroutine \(delay.goroutine)"),
            trace.fact("goroutines of \(trace.group(group)) were the last to stop \(Wording.count(others, "time"))"),
            trace.fact("the world was stopped for \(Wording.duration(trace.stops.total)) of the trace"),
        ]
        finding.remedy =
            "Look at what runs there without a safe point: assembly, a call into C, a page fault, a thread that the "
            + "system did not run."
        finding.verify = "`\(trace.command("gc"))` on a new trace shows shorter times to stop."
        var result = TraceFinding(finding, rate: rate, key: "")
        result.isStopForCollector = trace.stops.kinds.contains { $0.kind == stop.kind && $0.isForCollector }
        return result
    }

    private static func isTracer(_ stop: WorldStop, _ trace: TraceEvidence) -> Bool {
        let kind = trace.scene.text(stop.kind)
        return kind.hasSuffix("trace") && kind != "all goroutines stack trace"
    }

    static func bytes(_ value: Double) -> String {
        let units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
        for (name, size) in units where value >= size { return "\((value / size * 10).rounded() / 10) \(name)" }
        return "\(Int(max(0, min(value, 1000)))) B"
    }
}
