import Evidence
import GoProcess

/// What the runtime's own figures tell, beside samples and goroutines.
enum RuntimeRules {
    static let all: [Rule] = [
        rule(
            "gc.work", "Does the collector take much of the processors, and why?",
            [.gcAllocationRate, .gcMemoryLimit, .gcForced], needs: [.load]
        ) { CollectorRule.verdict($0) }.tryingLogs(),
        rule("gc.pauses", "Does the world take long to stop?", [.gcLongPause], needs: [.runtime]) {
            PauseRule.verdict($0)
        }.tryingLogs(isSupplement: false),
        rule(
            "gc.finalizers", "Is the goroutine that runs finalizers held up?", [.gcFinalizerBlocked],
            needs: [.goroutines]
        ) { FinalizerRule.verdict($0) },
        rule("heap.kept", "Does what collections keep only grow?", [.leakHeap], needs: [.runtime]) {
            KeptHeapRule.verdict($0)
        }.tryingLogs(),
        rule("timers", "Do timers only grow?", [.leakTimer], needs: [.runtime]) { TimerRule.verdict($0) },
        rule(
            "scheduler.queue", "Do more goroutines want to run than there are processors?",
            [.cpuSaturated, .cpuGomaxprocsLow], needs: [.runtime, .load]
        ) { RunQueueRule.verdict($0) }.tryingLogs(),
        rule("scheduler.quota", "Is GOMAXPROCS above the quota?", [.cpuOversubscribed], needs: [.runtime, .host]) {
            QuotaRule.verdict($0)
        },
        rule(
            "scheduler.locked", "Does everything wait for a goroutine with a thread of its own?", [.cpuLockedThread],
            needs: [.objects]
        ) { LockedThreadRule.verdict($0) },
    ]

    private static func rule(
        _ id: String, _ question: Phrase, _ causes: [Cause], needs: [RuleRequirement],
        find: @escaping @Sendable (CaseEvidence) -> Verdict
    ) -> Rule {
        Rule(id: id, .runtime, question: question, requires: needs, causes: causes, evaluate: find)
    }

    static func fact(_ text: Phrase) -> Fact { Fact(text, evidence: "runtime state") }

    static func bytes(_ value: Int) -> String { TraceCollectorRule.bytes(Double(value)) }
}
