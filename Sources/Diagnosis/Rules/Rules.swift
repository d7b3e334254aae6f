/// All rules, in the order in which they are asked.
enum Rules {
    static let all: [Rule] = [
        DeadlockRule.rule, LockRule.rule,
    ]
}
