import Evidence
import GoProcess

/// `healthy`: what the goroutines are doing, when nothing is above the thresholds.
enum HealthyRule {
    /// Nil when something else is to be said.
    static func finding(_ evidence: CaseEvidence, beside findings: [Finding]) -> Finding? {
        let context = evidence.context
        guard let scene = evidence.scene else {
            guard findings.isEmpty else { return nil }
            if let trace = context.trace { return TraceRules.healthy(trace) }
            if let activity = context.activity { return ActivityRules.healthy(activity) }
            if let heap = context.heap { return HeapLeakRule.nothingGrows(heap) }
            if let processor = context.processor { return ProcessorRules.healthy(processor) }
            return context.runtimeLog?.healthy
        }
        // What a trace shows in its second is going on: nothing that it finds is beside the point.
        guard context.trace == nil || findings.isEmpty else { return nil }
        guard !findings.contains(where: { $0.severity >= .warning || $0.cause == .evidenceInsufficient }) else {
            return nil
        }
        var result = finding(scene)
        if let samples = context.processor { result.supports.append(ProcessorRules.load(samples)) }
        if let activity = context.activity { result.supports += ActivityHostRule.nothingWithheld(activity) }
        return result
    }

    private static func finding(_ scene: Scene) -> Finding {
        let total = scene.snapshot.goroutines.count
        var sure = Confidence(0.5, ceiling: 0.95)
        sure.support(0.5, when: !scene.isText)
        sure.support(0.6, when: scene.hasSequence)
        sure.refute(0.2, when: scene.snapshot.quality.counters.contains { $0.severity == .error })
        var supports = [Fact(roles(scene)), Fact(kinds(scene))]
        if scene.hasSequence {
            supports.append(
                Fact(
                    "\(scene.views.count) looks over \(Wording.duration(scene.ages.observed)) show no queue that stays "
                        + "and no site whose goroutines only grow"))
        }
        let missing =
            scene.hasSequence
            ? [] : [MissingEvidence(evidence: "goroutines over time", command: scene.command())]
        return Finding(
            .healthy, .ok, confidence: sure.value, impact: Impact(value: 0, unit: "goroutines"),
            summary: "Nothing holds the program up: \(Wording.goroutines(total)), \(shortState(scene)).",
            subject: Subject(kind: "process", title: Phrase(scene.snapshot.source.name)), supports: supports,
            missing: missing, remedy: "Nothing to do.",
            verify: "`\(scene.command())` while the program is slow would show what it waits for then.")
    }

    private static func shortState(_ scene: Scene) -> Phrase {
        let working = scene.snapshot.goroutines.count { $0.state == .running || $0.state == .runnable }
        let idle = scene.last.roles.count { $0.isIdleByDesign }
        return "\(working) of them running or ready, \(idle) resting by design"
    }

    private static func roles(_ scene: Scene) -> Phrase {
        var counts = [Int](repeating: 0, count: GoroutineRole.allCases.count)
        for role in scene.last.roles { counts[Int(role.rawValue)] += 1 }
        let parts = GoroutineRole.allCases.filter { counts[Int($0.rawValue)] > 0 }
            .sorted { counts[Int($0.rawValue)] > counts[Int($1.rawValue)] }
            .map { $0.counted(counts[Int($0.rawValue)]) }
        return parts.isEmpty ? "there are no goroutines" : Wording.list(parts, limit: 6)
    }

    private static func kinds(_ scene: Scene) -> Phrase {
        let locks = scene.last.kinds.count { $0 == .mutex || $0 == .readLock || $0 == .writeLock }
        let sends = scene.last.kinds.count { $0 == .channelSend }
        return "\(Wording.goroutines(locks)) \(Wording.wait(locks)) for a lock, "
            + "\(Wording.goroutines(sends)) \(Wording.wait(sends)) to send to a channel"
    }
}
