import Evidence
import GoTrace

/// What an execution trace says by itself.
enum TraceRules {
    static let rule = Rule(
        id: "trace", .waiting, question: "What did goroutines wait for in the trace, and for whom?", requires: [.trace],
        causes: [
            .contentionMutex, .contentionLockAcrossIo, .contentionLogging, .backpressureChannel, .poolExhausted,
            .networkSlowPeer, .networkSlowClient, .networkDns, .ioDiskSync, .ioBlockedSyscall, .threadsCgoBlocked,
            .gcAllocationRate, .gcForced, .gcLongPause, .cpuSaturated, .cpuGomaxprocsLow, .leakGoroutine,
            .evidenceInsufficient,
        ]
    ) { evidence in
        evidence.context.trace.map { Verdict(candidates($0, evidence.context)) } ?? Verdict()
    }

    static func candidates(_ trace: TraceEvidence, _ context: DiagnosisContext) -> [Candidate] {
        let limits = context.thresholds
        var findings = TraceLockRule.findings(trace, limits)
        findings += TraceChannelRule.findings(trace, limits)
        findings += TraceNetworkRule.findings(trace, limits)
        findings += TraceSystemCallRule.findings(trace, limits)
        findings += TraceCollectorRule.findings(trace, limits)
        findings += TraceProcessorRule.findings(trace, context)
        findings += TraceLeakRule.findings(trace, limits)
        // Who looks at the goroutines themselves knows whether anything can wake them.
        if !context.hasLooks { findings += TraceStuckRule.findings(trace, beside: findings, limits) }
        return TracePrecedence(trace: trace, limits: limits).nested(findings).map { Candidate($0, goroutines: []) }
    }

    /// Findings of a look at goroutines and of a trace: a fault that both see is one finding. A trace has the times,
    /// and what was read from memory the lock or channel itself, so that this stays first when it is there.
    static func joined(_ seen: [Candidate], _ traced: [Candidate]) -> [Candidate] {
        var seen = seen
        var traced = traced
        for index in traced.indices.reversed() {
            guard let same = seen.firstIndex(where: { Joining.isOneFault($0.finding, traced[index].finding) }) else {
                continue
            }
            let (look, times) = (seen[same].finding, traced[index].finding)
            if look.subject.address != nil {
                seen[same].finding.supports.append(
                    Fact(times.summary, evidence: "execution trace", reference: ""))
                traced.remove(at: index)
            } else {
                traced[index].finding.supports.append(Fact(look.summary, evidence: "goroutines", reference: ""))
                traced[index].finding.confidence = max(look.confidence, times.confidence)
                traced[index].finding.severity = max(look.severity, times.severity)
                traced[index].finding.explains += look.explains
                seen.remove(at: same)
            }
        }
        return seen + traced
    }

    /// What to say when nothing is above the thresholds.
    static func healthy(_ trace: TraceEvidence) -> Finding {
        let busy = trace.processors.processors.reduce(0) { $0 + $1.time(.running) }
        let share = Double(busy) / Double(max(trace.processors.capacity, 1))
        let ready = trace.latency.rows.reduce(into: DurationDistribution()) { $0.merge($1.distribution) }
        var supports = [
            trace.fact(
                "\(Wording.count(ready.count, "wait")) for a processor in \(Wording.duration(trace.duration)), half up to "
                    + "\(Wording.duration(ready.quantile(0.5))), the longest \(Wording.duration(ready.isEmpty ? 0 : ready.max))"
            )
        ]
        if !trace.cycles.cycles.isEmpty {
            supports.append(
                trace.fact(
                    "\(Wording.count(trace.cycles.cycles.count, "collection")) took "
                        + "\(percent(TraceCollectorRule.share(trace))) of the processors"))
        }
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.5, when: trace.duration >= 1_000_000_000)
        sure.refute(0.3, when: trace.quality.contains { $0.severity != .info })
        return Finding(
            .healthy, .ok, confidence: sure.value, impact: Impact(value: 0, unit: "goroutine-seconds per second"),
            summary: "Nothing holds the program up: its goroutines used \(percent(share)) of "
                + "\(Wording.count(Int(trace.processorLimit.rounded()), "processor")), and 99 % of them got one within "
                + "\(Wording.duration(ready.quantile(0.99))).",
            subject: Subject(kind: "process", title: Phrase(trace.name)), supports: supports, remedy: "Nothing to do.",
            verify: "A trace of the time when it is slow would show what it waits for then: "
                + "`curl -o trace.out 'http://HOST:PORT/debug/pprof/trace?seconds=5' && sonde why trace.out`.")
    }

    /// `0.4 %`, `12 %`.
    static func percent(_ share: Double) -> String {
        let value = max(0, share * 100)
        if value > 0, value < 10 { return "\((value * 10).rounded() / 10) %" }
        return "\(Int(min(value.rounded(), 1e6))) %"
    }

    /// `1 goroutine`, `0.47 goroutines`, `15 goroutines`: a mean over time.
    static func goroutines(_ rate: Double) -> Phrase {
        let text = number(rate)
        return Phrase(
            text.hasSuffix(".0") ? String(text.dropLast(2)) : text, noun: text == "1.0" ? "goroutine" : "goroutines")
    }

    /// A rate with two digits.
    static func number(_ value: Double) -> String {
        value >= 10 ? "\(Int(min(value.rounded(), 1e9)))" : "\((value * 100).rounded() / 100)"
    }
}
