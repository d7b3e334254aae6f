/// All rules in the order of the tree: whether the evidence can be trusted, what machine and limits withhold, what the
/// runtime does, what is waited for, and what the code does.
public enum RuleList {
    public static let all: [Rule] = trust + environment + runtime + waiting + code

    private static let trust: [Rule] = [
        EvidenceRule.rule, BuildRules.debugFlags, BuildRules.dirty, BuildRules.phantom,
    ]
    private static let environment: [Rule] = ActivityRules.ofMachine
    private static let runtime: [Rule] =
        ProcessorRules.ofRuntime + RuntimeRules.all + ProcessRules.all + [ExposureRule.rule]
    private static let waiting: [Rule] =
        [
            DeadlockRule.rule, AsleepRule.rule, CrossedChannelsRule.rule, SharedChannelRule.rule, StuckRule.nilChannel,
            StuckRule.waitGroup,
            StuckRule.cond, LockRule.rule, DumpLockRule.rule, DumpChannelRule.rule, PoolRule.rule,
            BackpressureRule.rule,
            HTTPBodyRule.rule, PeerRule.rule, SystemCallRule.rule, LeakRule.rule,
        ] + [HeapLeakRule.rule, TraceRules.rule] + ActivityRules.ofCalls
    private static let code: [Rule] = ProcessorRules.ofCode
}
