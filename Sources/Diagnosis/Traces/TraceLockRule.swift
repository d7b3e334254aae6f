import Evidence
import GoTrace

/// `contention.mutex`, `contention.lock-across-io`, `contention.logging`: who waited for locks, and what those who let
/// go of them were doing meanwhile.
enum TraceLockRule {
    /// A few waits are no pattern.
    private static let least = 3

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        TraceQueue.all(trace.blocked.contention, trace).compactMap { lock in
            let rate = trace.rate(lock.waits.sum)
            guard rate > limits.traceLockInfo.value * trace.processorLimit, lock.waits.count >= least else {
                return nil
            }
            return TraceFinding(
                finding(lock, rate, trace, limits), rate: rate, key: trace.key(lock.stack), queue: lock)
        }
    }

    private static func finding(
        _ lock: TraceQueue, _ rate: Double, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding {
        let slow = lock.slow(trace)
        let slowShare = lock.share(\.isSlow)
        let isLogging =
            trace.traits(lock.stack).contains(.logging) || trace.traits(lock.releaseStack).contains(.logging)
        let isAcross = slowShare >= limits.traceSlowHolder.value && !slow.isEmpty
        let cause: Cause = isLogging ? .contentionLogging : isAcross ? .contentionLockAcrossIo : .contentionMutex
        let place = trace.place(lock.stack)
        var sure = Confidence(0.7, ceiling: 0.95)
        sure.support(0.5, when: isAcross && slowShare >= 0.8)
        sure.support(0.3, when: lock.longest >= 3)
        sure.refute(0.3, when: lock.share { $0.activity == .runnable } > 0.5)
        sure.refute(0.2, when: lock.followedShare < 0.5)
        var finding = Finding(
            cause, rate > limits.traceLockWarning.value * trace.processorLimit ? .warning : .info,
            confidence: sure.value,
            impact: Impact(value: rounded(rate), unit: "goroutine-seconds per second"),
            summary: summary(lock, isAcross ? slow.first : nil, trace),
            subject: Subject(
                kind: "lock", title: "lock at \(place)",
                frames: trace.frames(isAcross ? slow.first?.stack ?? lock.stack : lock.stack)))
        finding.supports = supports(lock, slow, trace)
        finding.refutes = TraceLockRule.refutes(lock, trace)
        finding.remedy = remedy(cause, isSleep: isAcross && slow.first?.isSleep == true)
        finding.verify = "`\(trace.command("blocked"))` on a new trace shows less waiting at \(place)."
        return finding
    }

    /// - Parameter operation: the slow operation under the lock, if there is one.
    private static func summary(
        _ lock: TraceQueue, _ operation: TraceOperation?, _ trace: TraceEvidence
    ) -> Phrase {
        let waited: Phrase =
            "\(TraceRules.goroutines(trace.rate(lock.waits.sum))) waited at any moment for the lock at "
            + "\(trace.place(lock.stack))"
        if let operation {
            return "\(waited): for \(TraceRules.percent(lock.share(\.isSlow))) of that time who held it was in "
                + "\(operation.text)."
        }
        let (activity, share) = mostly(lock)
        return "\(waited): for \(TraceRules.percent(share)) of that time who held it \(activity); it is unlocked at "
            + "\(trace.place(lock.releaseStack))."
    }

    /// What the holders did most of the time, when that was nothing slow.
    static func mostly(_ queue: TraceQueue) -> (activity: Phrase, share: Double) {
        let known: [(Phrase, Double)] = [
            ("was computing", queue.share { $0.activity == .running }),
            ("was ready and had no processor", queue.share { $0.activity == .runnable }),
            ("was helping the collector", queue.share { $0.kind == .assist || $0.kind == .collector }),
            ("was in slow operations", queue.share(\.isSlow)),
        ]
        return known.max { $0.1 < $1.1 } ?? known[0]
    }

    private static func supports(
        _ lock: TraceQueue, _ slow: [TraceOperation], _ trace: TraceEvidence
    ) -> [Fact] {
        var facts = [
            trace.fact(
                "\(Wording.count(lock.waits.count, "wait")), \(Wording.duration(lock.waits.sum)) together; half took "
                    + "up to \(Wording.duration(lock.waits.quantile(0.5))), the longest "
                    + "\(Wording.duration(lock.waits.max))")
        ]
        if lock.longest > 1 {
            facts.append(trace.fact("up to \(Wording.goroutines(lock.longest)) waited for it at once"))
        }
        facts += operations(slow, of: lock, trace)
        let running = lock.share { $0.activity == .running }
        if running >= 0.01 {
            facts.append(trace.fact("for \(TraceRules.percent(running)) of the waits who held it was computing"))
        }
        return facts
    }

    /// The slow operations that count.
    static func operations(_ slow: [TraceOperation], of queue: TraceQueue, _ trace: TraceEvidence) -> [Fact] {
        let all = slow.reduce(0) { $0 &+ $1.sum }
        return slow.prefix(2).filter { $0.sum * 20 >= all }.map { operation in
            trace.fact(
                "\(Wording.duration(operation.sum)) of the waits came from \(operation.text)",
                trace.ownFrame(operation.stack).map { "\($0.file):\($0.line)" } ?? "")
        }
    }

    static func refutes(_ queue: TraceQueue, _ trace: TraceEvidence) -> [Fact] {
        var facts: [Fact] = []
        let ready = queue.share { $0.activity == .runnable }
        if ready > 0.3 {
            facts.append(
                trace.fact(
                    "for \(TraceRules.percent(ready)) of the waits who was waited for was ready and had no processor"))
        }
        if queue.followedShare < 0.5 {
            facts.append(
                trace.fact(
                    "for \(TraceRules.percent(1 - queue.followedShare)) of the waits the trace does not tell why"))
        }
        return facts
    }

    private static func remedy(_ cause: Cause, isSleep: Bool) -> Phrase {
        switch cause {
        case .contentionLogging:
            "Take the logger out of the way: buffer its output or write it from one goroutine, log less in hot paths."
        case .contentionLockAcrossIo where isSleep: "Unlock before sleeping: nobody else can go on meanwhile."
        case .contentionLockAcrossIo:
            "Do the slow operation outside of the lock: copy what it needs, unlock, operate, lock again; or batch it so "
                + "that one call serves many waiters."
        default:
            "Shorten what is done under the lock, split the lock by key, or keep the data per goroutine; an RWMutex "
                + "helps only when nearly all take it for reading."
        }
    }

    static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
