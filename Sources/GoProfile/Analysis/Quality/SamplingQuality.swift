import Evidence

/// What speaks against a profile that was sampled from outside, by what was measured while it was.
struct SamplingQuality {
    private(set) var warnings: [ProfileWarning] = []

    init(_ facts: SamplingFacts, sampledNanoseconds: Int64?) {
        if facts.lost > 0 {
            let share = facts.lostShare
            add(
                "sampling.lost", share > 0.01 ? .dataLoss : .info,
                "\(facts.lost) records were lost, \(ProfileQualityCheck.percent(share)) of all: the kernel had no room "
                    + "for them")
        }
        if facts.throttled > 0 {
            let time = facts.throttledNanoseconds
            let share = Double(time) / Double(max(1, sampledNanoseconds ?? 0))
            add(
                "sampling.throttled", share > 0.01 || sampledNanoseconds == nil ? .dataLoss : .info,
                "the kernel sampled less than asked for \(facts.throttled) times, together "
                    + "\(ProfileQualityCheck.seconds(time)): record at a lower --rate")
        }
        if !facts.hasKernelTime { addKernelTime(facts, sampledNanoseconds) }
        if let measured = facts.processorTime, let sampled = sampledNanoseconds, facts.hasKernelTime {
            checkSum(facts, measured: measured, sampled: sampled)
        }
        if let long = facts.longDistance, facts.interval > 0, Double(long) > 1.25 * Double(facts.interval) {
            add(
                "sampling.uneven", .info,
                "samples came unevenly: half of them within \(ProfileQualityCheck.seconds(facts.medianDistance ?? long)) "
                    + "and 1% more than \(ProfileQualityCheck.seconds(long)) apart, instead of "
                    + "\(ProfileQualityCheck.seconds(facts.interval)); the threads had to share their processors")
        }
        checkStacks(facts)
    }

    private mutating func add(_ code: String, _ severity: QualitySeverity, _ text: String) {
        warnings.append(ProfileWarning(code, severity, text))
    }

    private mutating func addKernelTime(_ facts: SamplingFacts, _ sampled: Int64?) {
        var text =
            "what the kernel did for the program is not in this profile: it takes CAP_PERFMON, or "
            + "kernel.perf_event_paranoid of 1 or less"
        var severity = QualitySeverity.info
        if let measured = facts.processorTime, let sampled, measured > 0 {
            let missing = max(0, measured &- sampled)
            text +=
                "; about \(ProfileQualityCheck.seconds(missing)) of "
                + "\(ProfileQualityCheck.seconds(measured)) are missing"
            if Double(missing) > 0.1 * Double(measured) { severity = .dataLoss }
        }
        add("sampling.user-only", severity, text)
    }

    /// The sum of samples has the noise of a sample for each thread's begin and end, and of what was missed.
    private mutating func checkSum(_ facts: SamplingFacts, measured: Int64, sampled: Int64) {
        let difference = Double(measured &- sampled).magnitude
        guard measured > 0, facts.samples >= 100, difference > 0.05 * Double(measured) else { return }
        add(
            "sampling.sum", .dataLoss,
            "the samples stand for \(ProfileQualityCheck.seconds(sampled)), and the threads ran for "
                + "\(ProfileQualityCheck.seconds(measured)) by the kernel's account")
    }

    private mutating func checkStacks(_ facts: SamplingFacts) {
        guard facts.samples > 0 else { return }
        let cut = Double(facts.cutStacks) / Double(facts.samples)
        if facts.cutStacks > 0 {
            add(
                "stacks.truncated", cut >= 0.01 ? .dataLoss : .info,
                "\(ProfileQualityCheck.percent(cut)) of the samples are in stacks cut off at \(facts.deepestStack) "
                    + "frames: their outer callers miss them (kernel.perf_event_max_stack allows more)")
        }
        let broken = 1 - Double(facts.wholeStacks &+ facts.cutStacks) / Double(facts.samples)
        if broken > 0.01 {
            add(
                "stacks.broken", broken > 0.2 ? .dataLoss : .info,
                "\(ProfileQualityCheck.percent(broken)) of the samples have stacks that end before their thread's first "
                    + "function: code without frame pointers (C is often compiled so) hides its callers")
        }
    }
}
