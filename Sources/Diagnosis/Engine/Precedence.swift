/// Which of two findings is the root of the other, as the vocabulary's "Which one comes first" has it.
struct Precedence {
    let thresholds: Thresholds

    /// True when removing what `root` names would remove `symptom`.
    func explains(_ root: Candidate, _ symptom: Candidate) -> Bool {
        let a = root.finding.cause
        let b = symptom.finding.cause
        guard !Precedence.standsAlone.contains(a), !Precedence.standsAlone.contains(b) else { return false }
        if CausePrecedence(thresholds: thresholds).explains(root.finding, symptom.finding) { return true }
        if b == .leakHeap { return false }
        if a == .gcFinalizerBlocked { return isCovered(symptom, by: root) }
        if Precedence.slowPartner.contains(b), Precedence.queue.contains(a) {
            return holdersAreSlow(root, symptom) && !isMostlyDirect(symptom, root)
        }
        if Precedence.slowPartner.contains(a), Precedence.queue.contains(b) {
            return holdersAreSlow(symptom, root) && isMostlyDirect(root, symptom)
        }
        let isAhead = !symptom.ahead.isDisjoint(with: root.objects)
        let isBehind = !root.ahead.isDisjoint(with: symptom.objects)
        if isAhead != isBehind { return isAhead }
        // Two rules may see the same fault; the wider finding then stands for both.
        let isSame = a == b && root.goroutines.count >= symptom.goroutines.count
        guard Precedence.rank(a) < Precedence.rank(b) || isSame else { return false }
        return isCovered(symptom, by: root)
    }

    /// Findings about the binary or about the evidence neither explain nor hang on anything.
    private static let standsAlone: Set<Cause> = [
        .buildDebugFlags, .buildDirty, .buildPhantomDependency, .exposurePprof, .evidenceInsufficient, .healthy,
    ]

    /// Causes that name a slow operation.
    private static let slowPartner: Set<Cause> = [
        .networkSlowPeer, .networkSlowClient, .networkDns, .ioBlockedSyscall,
    ]

    /// Causes that name what goroutines queue for.
    private static let queue: Set<Cause> = [
        .contentionLockAcrossIo, .contentionLogging, .contentionMutex, .poolExhausted, .backpressureChannel,
    ]

    /// Roots first: what stands for ever explains what queues, and that explains what merely piles up.
    private static func rank(_ cause: Cause) -> Int {
        switch cause {
        case .gcFinalizerBlocked: -1
        case .deadlockSelf, .deadlockMutex, .deadlockChannel: 0
        case .stuckNilChannel, .stuckWaitgroup, .stuckCond: 1
        case .contentionLogging: 2
        case .poolExhausted, .contentionLockAcrossIo: 3
        case .contentionMutex: 4
        case .backpressureChannel: 5
        case .leakHttpBody: 6
        case .networkDns, .networkSlowPeer, .networkSlowClient, .ioBlockedSyscall: 7
        case .leakGoroutine: 8
        default: 9
        }
    }

    /// The slow goroutines are those that hold the lock, the slots or the receiving end.
    private func holdersAreSlow(_ queue: Candidate, _ slow: Candidate) -> Bool {
        let own = slow.culprits.isEmpty ? slow.goroutines : slow.culprits
        let shared = sharedCount(own, queue.culprits)
        return shared > 0 && (shared * 2 >= own.count || shared * 2 >= queue.culprits.count)
    }

    /// Nearly all who wait do so in direct calls; or the queue is only a consumer's, whose lateness is the root.
    private func isMostlyDirect(_ slow: Candidate, _ queue: Candidate) -> Bool {
        if queue.finding.cause == .backpressureChannel { return true }
        let direct = slow.culprits.isEmpty ? slow.goroutines.count : slow.culprits.count
        let all = direct + queue.waiting
        return Double(direct) >= thresholds.directShare.value * Double(all)
    }

    private func isCovered(_ symptom: Candidate, by root: Candidate) -> Bool {
        guard !symptom.goroutines.isEmpty else { return false }
        let shared = sharedCount(symptom.goroutines, root.goroutines)
        return Double(shared) >= thresholds.explainedShare.value * Double(symptom.goroutines.count)
    }
}
