import Evidence
import GoTrace

/// What an execution trace says by itself.
enum TraceRules {
    static func candidates(_ trace: TraceEvidence, _ context: DiagnosisContext) -> [Candidate] {
        let limits = context.thresholds
        var findings = TraceLockRule.findings(trace, limits)
        findings += TraceChannelRule.findings(trace, limits)
        findings += TraceNetworkRule.findings(trace, limits)
        findings += TraceSystemCallRule.findings(trace, limits)
        findings += TraceCollectorRule.findings(trace, limits)
        findings += TraceProcessorRule.findings(trace, context)
        findings += TraceLeakRule.findings(trace, limits)
        findings += TraceStuckRule.findings(trace)
        return nested(findings).map { Candidate($0, goroutines: []) }
    }

    /// A lock that is held across a slow operation stands above that operation.
    private static func nested(_ findings: [Finding]) -> [Finding] {
        var result = findings
        for (root, finding) in findings.enumerated() where finding.cause == .contentionLockAcrossIo {
            let slow = Set(finding.subject.frames.map(\.function))
            for (index, symptom) in findings.enumerated()
            where operations.contains(symptom.cause)
                && !result[root].explains.contains(where: { $0.summary == symptom.summary })
            {
                guard let innermost = symptom.subject.frames.first, slow.contains(innermost.function) else { continue }
                result[root].explains.append(symptom)
                result[index].summary = ""
            }
        }
        return result.filter { !$0.summary.isEmpty }
    }

    private static let operations: Set<Cause> = [
        .ioDiskSync, .ioBlockedSyscall, .networkSlowPeer, .networkSlowClient, .networkDns,
    ]

    /// What to say when nothing is above the thresholds.
    static func healthy(_ trace: TraceEvidence) -> Finding {
        let busy = trace.processors.processors.reduce(0) { $0 + $1.time(.running) }
        let share = Double(busy) / Double(max(trace.processors.capacity, 1))
        let ready = trace.latency.rows.reduce(into: DurationDistribution()) { $0.merge($1.distribution) }
        var supports = [
            trace.fact(
                "goroutines used \(percent(share)) of \(Int(trace.processorLimit.rounded())) processors over "
                    + "\(Wording.duration(trace.duration))"),
            trace.fact(
                "half of them got a processor within \(Wording.duration(ready.quantile(0.5))), 99 % within "
                    + "\(Wording.duration(ready.quantile(0.99)))"),
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
            summary: "Nothing in the trace holds the program up.",
            subject: Subject(kind: "process", title: trace.name), supports: supports, remedy: "Nothing to do.",
            verify: "A trace of the time when it is slow would show what it waits for then: "
                + "`curl -o trace.out 'http://HOST:PORT/debug/pprof/trace?seconds=5' && sonde why trace.out`.")
    }

    /// `0.4 %`, `12 %`.
    static func percent(_ share: Double) -> String {
        let value = max(0, share * 100)
        if value > 0, value < 10 { return "\((value * 10).rounded() / 10) %" }
        return "\(Int(min(value.rounded(), 1e6))) %"
    }

    /// A rate with two digits.
    static func number(_ value: Double) -> String {
        value >= 10 ? "\(Int(min(value.rounded(), 1e9)))" : "\((value * 100).rounded() / 100)"
    }
}
