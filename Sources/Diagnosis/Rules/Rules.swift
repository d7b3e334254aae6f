/// All rules, in the order in which they are asked: what stands for ever, what queues, what is slow, what piles up,
/// and what the binary says of itself.
enum Rules {
    static let all: [Rule] = [
        DeadlockRule.rule, AsleepRule.rule, CrossedChannelsRule.rule, StuckRule.nilChannel, StuckRule.waitGroup,
        StuckRule.cond, LockRule.rule, DumpLockRule.rule, DumpChannelRule.rule, PoolRule.rule, BackpressureRule.rule,
        HTTPBodyRule.rule,
        PeerRule.rule, SystemCallRule.rule, LeakRule.rule, BuildRules.debugFlags, BuildRules.dirty,
        BuildRules.phantom, EvidenceRule.rule,
    ]
}
