/// All rules in the order of the tree: whether the evidence can be trusted, what machine and limits withhold, what the
/// runtime does, what is waited for, and what the code does.
public enum RuleList {
    public static let all: [Rule] = RuleStage.allCases.flatMap { stage in unordered.filter { $0.stage == stage } }

    private static let unordered: [Rule] =
        [EvidenceRule.rule, BuildRules.debugFlags, BuildRules.dirty, BuildRules.phantom, ExposureRule.rule]
        + ActivityRules.ofMachine
        + ProcessorRules.ofRuntime + RuntimeRules.all + ProcessRules.all + [HeapLeakRule.rule]
        + ofGoroutines + [TraceRules.rule] + ActivityRules.ofCalls
        + ProcessorRules.ofCode + [BuildChangeRule.rule]

    private static let ofGoroutines: [Rule] = [
        DeadlockRule.rule, AsleepRule.rule, CrossedChannelsRule.rule, SharedChannelRule.rule,
        StuckRule.nilChannel, StuckRule.waitGroup, StuckRule.cond,
        LockRule.rule, DumpLockRule.rule, DumpChannelRule.rule, PoolRule.rule, BackpressureRule.rule,
        HTTPBodyRule.rule, PeerRule.rule, EndedConnectionsRule.rule, SystemCallRule.rule, SampledSyncRule.rule,
        SampledForeignRule.rule, LeakRule.rule,
    ]
}
