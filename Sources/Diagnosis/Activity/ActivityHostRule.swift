import Evidence
import SystemActivity

/// `cpu.throttled`, `cpu.foreign-load`, `memory.swap`: what machine and limits withhold from the program.
enum ActivityHostRule {
    static func throttled(_ activity: ActivityEvidence, _ context: DiagnosisContext) -> [Finding] {
        guard let host = activity.host, host.duration > 0 else { return [] }
        return throttled(host, activity, context.thresholds).map { [$0] } ?? []
    }

    static func foreign(_ activity: ActivityEvidence, _ context: DiagnosisContext) -> [Finding] {
        guard let host = activity.host, host.duration > 0 else { return [] }
        return foreign(host, activity, context.thresholds).map { [$0] } ?? []
    }

    static func swap(_ activity: ActivityEvidence, _ context: DiagnosisContext) -> [Finding] {
        guard let host = activity.host, host.duration > 0 else { return [] }
        return swap(host, activity, context.thresholds).map { [$0] } ?? []
    }

    private static func fact(_ text: Phrase) -> Fact { Fact(text, evidence: "looks at the machine") }

    /// What says that machine and limits are not at fault.
    static func nothingWithheld(_ activity: ActivityEvidence) -> [Fact] {
        guard let host = activity.host else { return [] }
        var facts = [
            fact(
                "recorded threads ran \(Wording.duration(max(host.runTime, host.own))) and waited "
                    + "\(Wording.duration(host.runWait)) for a processor; others used "
                    + "\(TraceRules.percent(host.share(host.foreign))) of the processors")
        ]
        for group in host.groups where group.quotaProcessors != nil {
            facts.append(
                fact("the quota of \(group.path) ran out in \(group.throttledPeriods) of \(group.periods) periods"))
        }
        return facts
    }

    /// The group whose quota ran out for longest.
    private static func held(_ host: HostUsage) -> HostUsage.Group? {
        host.groups.filter { $0.quotaProcessors != nil && $0.throttledPeriods > 0 }
            .max { ($0.throttledTime, $1.path) < ($1.throttledTime, $0.path) }
    }

    private static func throttled(
        _ host: HostUsage, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding? {
        guard let group = held(host), let quota = group.quotaProcessors else { return nil }
        let time = Double(group.throttledTime) / Double(max(1, group.duration))
        let least = min(group.throttledShare, time)
        guard least >= limits.throttledInfo.value else { return nil }
        // The kernel's sum counts each processor for itself.
        let stood = part(of: host.duration, least)
        var sure = Confidence(0.7, ceiling: 0.95)
        sure.support(0.5, when: group.throttledShare >= 0.25)
        sure.support(0.3, when: host.runWait >= group.throttledTime / 2)
        sure.refute(0.4, when: host.runWait < group.throttledTime / 10)
        var finding = Finding(
            .cpuThrottled, least >= limits.throttledWarning.value ? .warning : .info, confidence: sure.value,
            impact: ActivityEvidence.seconds(stood),
            summary: "The quota of \(number(quota)) processors of the control group \(group.path) ran out in "
                + "\(group.throttledPeriods) of \(group.periods) periods, and its threads stood still for about "
                + "\(Wording.duration(stood)) of \(Wording.duration(host.duration)).",
            subject: Subject(kind: "control group", title: Phrase(group.path)))
        finding.supports = [
            fact(
                "the kernel counts \(group.throttledPeriods) of \(group.periods) periods as throttled, "
                    + "\(Wording.duration(group.throttledTime)) summed over processors"),
            fact("the quota is \(number(quota)) of the \(host.allowed) processors that the program may use"),
            fact(
                "recorded threads ran \(Wording.duration(host.runTime)) and waited \(Wording.duration(host.runWait)) "
                    + "for a processor"),
        ]
        if let pressure = group.pressure.processorSome {
            finding.supports.append(
                fact(
                    "for \(TraceRules.percent(Double(pressure) / Double(max(1, group.duration)))) of the time some "
                        + "thread of the group waited for a processor"))
        }
        if Double(host.allowed) > quota.rounded(.up) {
            finding.supports.append(
                fact(
                    "a program of a Go before 1.25 runs on \(host.allowed) processors at once unless GOMAXPROCS says "
                        + "otherwise, and uses the quota up in the first part of each period"))
        }
        if host.runWait < group.throttledTime / 10 {
            finding.refutes.append(
                fact("the recorded threads waited far less than the group stood still: others in it were stopped"))
        }
        finding.remedy =
            "Raise the quota of the group (cpu.max, or the limit for processors of its container), or have the program "
            + "do less at once: GOMAXPROCS at the quota rounded up, as Go 1.25 and newer set it by themselves."
        finding.verify = "`sonde events summary` of a new capture shows no more periods in which it was throttled."
        return finding
    }

    private static func foreign(
        _ host: HostUsage, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding? {
        let others = host.foreign &+ host.stolen
        let share = host.share(others)
        // A quota makes threads wait too, as long as it holds the processors back.
        let withheld = min(1, Double(held(host)?.throttledTime ?? 0) / max(1, host.capacity))
        // Of a short run, the last look finds no threads any more; of a long one, short waits are not recorded.
        let waited = Self.part(of: max(host.runWait, activity.runWaits.sum), 1 - withheld)
        let ran = max(host.runTime, host.own)
        // Threads wait at the same time: the program is held up for as long as one of them at least.
        let longest = Self.part(of: activity.runWaits.longest, 1 - withheld)
        // The program's own threads also wait for each other.
        let part = Double(others) / Double(max(1, others &+ host.own))
        let lost = Self.part(of: longest, part)
        let ofRun = Double(waited) * part / Double(max(1, ran))
        let ofElapsed = Double(lost) / Double(host.duration)
        guard share >= limits.foreignInfo.value, ofRun >= limits.runDelay.value, ofElapsed >= limits.runDelay.value
        else { return nil }
        let isStolen = host.stolen > host.foreign
        let culprits = activity.tables.host.others
        let name = isStolen ? "the hypervisor" : culprits.isEmpty ? "other processes" : title(culprits[0])
        var sure = Confidence(0.55, ceiling: 0.85)
        sure.support(0.5, when: part >= 0.5)
        sure.support(0.3, when: ofRun >= 0.5)
        sure.refute(0.3, when: part < 0.25)
        sure.refute(0.4, when: host.leftOut > 0)
        var finding = Finding(
            .cpuForeignLoad,
            share >= limits.foreignWarning.value && ofElapsed >= 2 * limits.runDelay.value ? .warning : .info,
            confidence: sure.value, impact: ActivityEvidence.seconds(lost),
            summary: "\(isStolen ? "Other machines" : "Other processes") took \(TraceRules.percent(share)) of the "
                + "processors, and the program's threads waited \(Wording.duration(waited)) for one beside the "
                + "\(Wording.duration(ran)) that they ran.",
            subject: Subject(kind: "processes", title: Phrase(name)))
        finding.supports = [
            fact(
                "of \(Wording.count(Int(host.allowed), "processor")), others used "
                    + "\(TraceRules.percent(host.share(host.foreign))), the recorded processes "
                    + "\(TraceRules.percent(host.share(host.own)))"),
            fact(
                "recorded threads ran \(Wording.duration(ran)) and waited \(Wording.duration(waited)), "
                    + "one of them alone \(Wording.duration(longest))"),
        ]
        finding.supports += culprits.prefix(3).map {
            fact("\(title($0)) used \(Wording.duration($0.processorTime)) meanwhile")
        }
        if host.stolen > 0 {
            finding.supports.append(
                fact("the hypervisor gave \(Wording.duration(host.stolen)) of processor time to other machines"))
        }
        if host.leftOut > 0 {
            finding.refutes.append(
                fact("up to \(host.leftOut) recorded processes and threads were not looked at, and count as others"))
        }
        if part < 0.5 {
            finding.refutes.append(
                fact(
                    "the program itself used more of the processors than the others: its threads wait for each other too"
                ))
        }
        finding.remedy =
            "Run it where nothing else does, give it a larger weight (cpu.weight, nice), or keep the others from its "
            + "processors (cpuset)."
        finding.verify =
            "A new capture without the others shows less waiting for a processor, and the same work done sooner."
        return finding
    }

    private static func swap(_ host: HostUsage, _ activity: ActivityEvidence, _ limits: Thresholds) -> Finding? {
        // What was put into swap once and is not needed harms nobody.
        guard host.swappedIn > 0, host.swapped > 0, host.majorFaults > 0 else { return nil }
        let pressure = host.groups.compactMap(\.pressure.memorySome).max() ?? host.pressure.memorySome ?? 0
        let lost = max(activity.swapWaits.sum, min(pressure, host.duration))
        let share = Double(lost) / Double(host.duration)
        // A page now and then is read back on any machine that swaps, and faults of files need a disk too.
        guard activity.swapWaits.count > 0 || share >= limits.swapShare.value else { return nil }
        let limited = host.groups.first { $0.memoryLimit != nil && ($0.memoryLimitHits > 0 || $0.swap > 0) }
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.6, when: activity.swapWaits.count > 0)
        sure.support(0.3, when: limited != nil)
        let readsFiles = host.swappedIn / smallestPage < host.majorFaults / 2
        sure.refute(0.4, when: readsFiles)
        var finding = Finding(
            .memorySwap, share >= limits.swapShareWarning.value ? .warning : .info, confidence: sure.value,
            impact: ActivityEvidence.seconds(lost),
            summary:
                "The recorded processes have up to \(size(host.swapped)) in swap, and the machine read "
                + "\(size(host.swappedIn)) back from it while they ran.",
            subject: Subject(kind: "process", title: Phrase(activity.title(activity.root))))
        finding.supports = [
            fact("\(host.majorFaults) page faults of the recorded processes had to wait for a disk"),
            fact("the machine read \(size(host.swappedIn)) from swap and wrote \(size(host.swappedOut)) to it"),
        ]
        if activity.swapWaits.count > 0 {
            finding.supports.append(
                activity.fact(
                    "threads waited \(Wording.count(activity.swapWaits.count, "time")) for a page in swap, "
                        + "\(Wording.duration(activity.swapWaits.sum)) together (the kernel's stack says so)"))
        }
        if pressure > 0 {
            finding.supports.append(
                fact(
                    "for \(TraceRules.percent(Double(pressure) / Double(host.duration))) of the time something stood "
                        + "still for want of memory"))
        }
        if let limited, let limit = limited.memoryLimit {
            finding.supports.append(
                fact("the control group \(limited.path) may use \(size(limit)), and has \(size(limited.swap)) in swap"))
        }
        if readsFiles {
            finding.refutes.append(
                fact("most of these page faults read files that were mapped, and not swap"))
        }
        finding.remedy =
            limited != nil
            ? "Raise the memory limit of the group, or have the program use less: GOMEMLIMIT below the limit, "
                + "smaller caches."
            : "Have the machine run less at once, or the program use less memory: GOMEMLIMIT, smaller caches."
        finding.verify = "A new capture shows nothing read from swap."
        return finding
    }

    /// Bytes; of larger pages fewer are read than what this gives.
    private static let smallestPage = Int64(4096)

    /// A part of a time; a capture may hold any numbers.
    private static func part(of time: Int64, _ share: Double) -> Int64 {
        Int64(exactly: (Double(time) * share).rounded()) ?? time
    }

    private static func title(_ other: OtherProcessSample) -> String { "\(other.name) (\(other.process))" }

    /// `0.5`, `2`.
    private static func number(_ value: Double) -> String {
        let hundredths = (min(value, 1e6) * 100).rounded() / 100
        return hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
    }

    /// `12 MiB`.
    private static func size(_ bytes: Int64) -> String {
        bytes >= 1 << 30
            ? "\((Double(bytes) / Double(1 << 30) * 10).rounded() / 10) GiB"
            : bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
    }
}
