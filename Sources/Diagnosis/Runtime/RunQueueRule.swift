import Evidence
import GoProcess
import SystemActivity

/// `cpu.saturated`, `cpu.gomaxprocs-low`: more goroutines want to run than processors are there, for long.
enum RunQueueRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let history = evidence.runtime, let load = evidence.load,
            let limit = history.last.goMaxProcs, let ready = history.mean({ $0.scheduler.runnableGoroutines })
        else { return Verdict() }
        let limits = evidence.limits
        let perProcessor = ready / Double(max(1, limit))
        let machine = evidence.context.machineProcessors ?? limit
        let isLow = limit < machine && (evidence.quota.map { Double(limit) < $0 } ?? true)
        let needed = isLow ? limits.traceReadyInfo.value : limits.traceReadyWarning.value
        let available = ProcessorRules.available(evidence.context)
        // What others take of the machine is another cause; the program then gets less than it could use.
        let isFull = load.processors >= 0.5 * available
        guard perProcessor >= needed, isFull, isLasting(history, least: Double(limit) * needed / 2) else {
            return Verdict(
                refuted: "\(ProcessorRules.rounded(ready)) goroutines were ready at a time, for \(limit) processors")
        }
        var sure = load.confidence(0.6, ceiling: 0.88)
        sure.support(0.4, when: perProcessor >= 2 * limits.traceReadyWarning.value)
        sure.support(0.4, when: isLow)
        var finding = Finding(
            isLow ? .cpuGomaxprocsLow : .cpuSaturated, .warning, confidence: sure.value,
            impact: Impact(value: ProcessorRules.rounded(ready), unit: "goroutine-seconds per second"),
            summary: isLow
                ? "GOMAXPROCS is \(limit) although the program may use \(machine) processors, and "
                    + "\(ProcessorRules.rounded(ready)) goroutines waited for one at any moment."
                : "\(ProcessorRules.rounded(ready)) goroutines were ready and waited for one of "
                    + "\(Wording.count(limit, "processor")) at any moment.",
            subject: Subject(kind: "process", title: Phrase(evidence.title)))
        finding.supports = [
            load.fact,
            RuntimeRules.fact("GOMAXPROCS is \(limit); the machine gives \(machine) processors"),
            RuntimeRules.fact(
                "up to \(history.states.compactMap(\.scheduler.runnableGoroutines).max() ?? 0) goroutines were ready at once"
            ),
        ]
        finding.remedy =
            isLow
            ? "Raise GOMAXPROCS, or leave it to the runtime: since Go 1.25 it follows the machine and the container."
            : "Admit fewer requests at once, do less for each (`sonde profile top` names the functions), or give the program "
                + "more processors."
        finding.verify = "A new look shows few goroutines that are ready and wait."
        return Verdict(finding)
    }

    /// No burst: most moments had a queue.
    private static func isLasting(_ history: RuntimeHistory, least: Double) -> Bool {
        let known = history.states.compactMap(\.scheduler.runnableGoroutines)
        return known.count { Double($0) >= least } * 3 >= known.count * 2
    }
}

/// `cpu.oversubscribed`: GOMAXPROCS is above the processor quota.
enum QuotaRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let limit = evidence.runtime?.last.goMaxProcs, let quota = evidence.quota else {
            return Verdict(refuted: "no quota limits the processors")
        }
        guard Double(limit) > max(1, quota.rounded(.up)) else {
            return Verdict(refuted: "GOMAXPROCS is \(limit), the quota \(ProcessorRules.rounded(quota)) processors")
        }
        let group = evidence.context.activity?.host?.groups.first { $0.quotaProcessors == quota }
        let share = group.map { min($0.throttledShare, 1) } ?? 0
        // A quota that never runs out harms nobody.
        guard share >= evidence.limits.throttledInfo.value else {
            return Verdict(refuted: "GOMAXPROCS is above the quota, which hardly ever ran out")
        }
        var sure = Confidence(0.75, ceiling: 0.95)
        sure.support(0.5, when: share >= evidence.limits.throttledWarning.value)
        let path = group?.path ?? "its control group"
        var finding = Finding(
            .cpuOversubscribed, share >= evidence.limits.throttledWarning.value ? .warning : .info,
            confidence: sure.value, impact: Impact(value: ProcessorRules.rounded(share), unit: "processors"),
            summary: "GOMAXPROCS is \(limit), but the cgroup \(path) has a quota of \(ProcessorRules.rounded(quota)) "
                + "processors, which ran out in \(ProcessorRules.percent(share)) of its periods.",
            subject: Subject(kind: "cgroup", title: Phrase(path)))
        finding.supports = [RuntimeRules.fact("GOMAXPROCS is \(limit)")]
        if let group {
            finding.supports.append(
                Fact(
                    "the quota of \(path) ran out in \(group.throttledPeriods) of \(group.periods) periods",
                    evidence: "looks at the machine"))
        }
        finding.remedy =
            "Set GOMAXPROCS to the quota rounded up, or build with Go 1.25 or newer (and `go 1.25` in go.mod), which does so by "
            + "itself; or raise the quota."
        finding.verify = "`nr_throttled` in the group's cpu.stat no longer grows."
        return Verdict(finding)
    }
}
