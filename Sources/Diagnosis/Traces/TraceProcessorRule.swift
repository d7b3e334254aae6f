import Evidence
import GoTrace

/// `cpu.saturated`, `cpu.gomaxprocs-low`: goroutines that are ready and find no processor; and goroutines that are
/// ready while processors are idle, which the system's scheduler is to answer for.
enum TraceProcessorRule {
    static func findings(_ trace: TraceEvidence, _ context: DiagnosisContext) -> [TraceFinding] {
        // Looks at the machine answer what a trace can only ask.
        let starved = context.activity?.host == nil ? starved(trace, context.thresholds) : nil
        return [saturated(trace, context), starved].compactMap(\.self).map {
            TraceFinding($0, rate: $0.impact.value, key: "")
        }
    }

    private static func saturated(_ trace: TraceEvidence, _ context: DiagnosisContext) -> Finding? {
        let limits = context.thresholds
        let use = trace.processors
        let share = Double(use.saturation.durations.sum) / Double(trace.duration)
        let ready = trace.rate(use.readyTime)
        let perProcessor = ready / trace.processorLimit
        guard share >= limits.traceSaturation.value, perProcessor >= limits.traceReadyInfo.value else { return nil }
        let number = Int(trace.processorLimit.rounded())
        let isLow = context.machineProcessors.map { $0 > number } ?? false
        let collector = TraceCollectorRule.share(trace)
        let latency = trace.latency.rows.reduce(into: DurationDistribution()) { $0.merge($1.distribution) }
        var sure = Confidence(0.65, ceiling: 0.9)
        sure.support(0.4, when: perProcessor >= limits.traceReadyWarning.value)
        sure.support(0.5, when: isLow)
        sure.refute(0.4, when: collector > limits.traceCollectorWarning.value)
        var finding = Finding(
            isLow ? .cpuGomaxprocsLow : .cpuSaturated,
            perProcessor >= limits.traceReadyWarning.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(ready), unit: "goroutine-seconds per second"),
            summary: ("\(TraceRules.number(ready)) goroutines were ready and waited for one of "
                + "\(Wording.count(number, "processor")) at any moment; for \(TraceRules.percent(share)) of the time none "
                + "was free.")
                + (isLow
                    ? " The machine has \(context.machineProcessors ?? 0): GOMAXPROCS is lower than it need be." : ""),
            subject: Subject(kind: "process", title: Phrase(trace.name)))
        finding.supports = [
            trace.fact(
                "99 % of the waits for a processor took up to \(Wording.duration(latency.quantile(0.99))), the longest "
                    + "\(Wording.duration(latency.max))"),
            trace.fact("up to \(Wording.goroutines(use.mostReady)) were ready at once"),
        ]
        if collector > limits.traceCollectorInfo.value {
            finding.refutes = [
                trace.fact("the collector takes \(TraceRules.percent(collector)) of the processors")
            ]
        }
        if !isLow {
            finding.missing = [
                MissingEvidence(
                    evidence: "whether the machine has more processors than GOMAXPROCS, and what uses them",
                    command: "sonde profile top http://HOST:PORT/debug/pprof/profile")
            ]
        }
        finding.remedy =
            isLow
            ? "Raise GOMAXPROCS, or leave it to the runtime: since Go 1.25 it follows the machine and the container."
            : "Do less work: a CPU profile names the functions. Or give the program more processors, or admit fewer "
                + "requests at once."
        finding.verify = "`\(trace.command("procs"))` on a new trace shows less time without a free processor."
        return finding
    }

    /// Long stretches only: a processor that is woken takes some tens of microseconds on any machine.
    private static func starved(_ trace: TraceEvidence, _ limits: Thresholds) -> Finding? {
        let stretches = trace.processors.starvation
        let long = stretches.durations.histogram.filter { $0.low >= limits.traceStarvation.value }
            .reduce(0.0) { $0 + Double($1.low) * Double($1.count) }
        let share = long / Double(trace.duration)
        guard share >= limits.traceStarvationShare.value else { return nil }
        return Finding(
            .evidenceInsufficient, .info, confidence: 0.6,
            impact: Impact(value: TraceLockRule.rounded(share), unit: "goroutine-seconds per second"),
            summary:
                "Goroutines were ready while processors stood idle for \(TraceRules.percent(share)) of the time, in "
                + "stretches of \(Wording.duration(Int64(limits.traceStarvation.value))) and more: the system did not run "
                + "the program's threads, which a trace cannot explain.",
            subject: Subject(kind: "process", title: Phrase(trace.name)),
            supports: [
                trace.fact(
                    "the longest of these stretches took \(Wording.duration(stretches.durations.max)), at "
                        + "\(trace.moment(stretches.longestStart))")
            ],
            missing: [
                MissingEvidence(
                    evidence: "throttling by a quota, and other processes on the machine",
                    command: "cat /sys/fs/cgroup/cpu.stat /proc/pressure/cpu")
            ],
            remedy: "Look for a quota that throttles the container (nr_throttled), and for what else runs there.",
            verify: "`\(trace.command("procs"))` on a new trace shows less starvation.")
    }
}
