import Evidence
import GoTrace

/// `contention.mutex`, `contention.lock-across-io`, `contention.logging`: who waited for locks, and what those who let
/// go of them were doing meanwhile.
enum TraceLockRule {
    /// Waits for what is probably one lock: those who wait at one place.
    private struct Lock {
        var sum: Int64 = 0
        var count = 0
        var longestQueue = 0
        var worst: Int64 = 0
        var p99: Int64 = 0
        var waitStack: UInt32 = 0
        var waitSum: Int64 = 0
        var unlockStack: UInt32 = 0
        var unlockSum: Int64 = 0
        var causes: [ContentionChains.Share] = []
    }

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [Finding] {
        locks(trace).compactMap { lock in
            let rate = trace.rate(lock.sum)
            guard rate > limits.traceLockInfo.value * trace.processorLimit, lock.count >= 3 else { return nil }
            return finding(lock, rate, trace, limits)
        }
    }

    private static func locks(_ trace: TraceEvidence) -> [Lock] {
        var byPlace: [String: Lock] = [:]
        for contention in trace.blocked.contention where contention.kind.isLock {
            let place = trace.ownFrame(contention.waitStack).map { "\($0.function) \($0.line)" } ?? ""
            var lock = byPlace[place] ?? Lock()
            let sum = contention.distribution.sum
            lock.sum &+= sum
            lock.count += contention.distribution.count
            lock.longestQueue = max(lock.longestQueue, contention.longestQueue)
            lock.worst = max(lock.worst, contention.distribution.max)
            lock.p99 = max(lock.p99, contention.distribution.quantile(0.99))
            if sum > lock.waitSum {
                lock.waitSum = sum
                lock.waitStack = contention.waitStack
                lock.unlockStack = contention.unlockStack
            }
            for cause in contention.causes {
                if let known = lock.causes.firstIndex(where: {
                    $0.activity == cause.activity && $0.kind == cause.kind && $0.stack == cause.stack
                }) {
                    lock.causes[known].sum &+= cause.sum
                    lock.causes[known].count += cause.count
                } else {
                    lock.causes.append(cause)
                }
            }
            byPlace[place] = lock
        }
        return byPlace.sorted { ($1.value.sum, $0.key) < ($0.value.sum, $1.key) }.map(\.value)
    }

    private static func isSlow(_ share: ContentionChains.Share) -> Bool {
        if share.activity == .systemCall { return true }
        guard share.activity == .waiting, let kind = share.kind else { return false }
        return kind == .network || kind == .sleep
    }

    private static func finding(
        _ lock: Lock, _ rate: Double, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding {
        let slow = lock.causes.filter(isSlow).sorted { $0.sum > $1.sum }
        let slowShare = Double(slow.reduce(0) { $0 &+ $1.sum }) / Double(max(lock.sum, 1))
        let readyShare = share(of: lock) { $0.activity == .runnable }
        let isLogging =
            trace.traits(lock.waitStack).contains(.logging) || trace.traits(lock.unlockStack).contains(.logging)
        let isAcross = slowShare >= limits.traceSlowHolder.value && !slow.isEmpty
        let cause: Cause = isLogging ? .contentionLogging : isAcross ? .contentionLockAcrossIo : .contentionMutex
        let place = trace.place(lock.waitStack)
        let waited = "Goroutines waited \(Wording.duration(lock.sum)) for the lock at \(place)"
        var summary = "\(waited), \(Wording.count(lock.count, "time")) in \(Wording.duration(trace.duration))"
        var frames = trace.frames(lock.waitStack)
        if isAcross, let first = slow.first {
            summary += "; for \(TraceRules.percent(slowShare)) of that its holders were in \(operation(first, trace))."
            frames = trace.frames(first.stack)
        } else {
            summary += "; its holders let go of it at \(trace.place(lock.unlockStack))."
        }
        var sure = Confidence(0.7, ceiling: 0.95)
        sure.support(0.5, when: isAcross && slowShare >= 0.8)
        sure.support(0.3, when: lock.longestQueue >= 3)
        sure.refute(0.3, when: readyShare > 0.5)
        var finding = Finding(
            cause, rate > limits.traceLockWarning.value * trace.processorLimit ? .warning : .info,
            confidence: sure.value,
            impact: Impact(value: rounded(rate), unit: "goroutine-seconds per second"), summary: summary,
            subject: Subject(kind: "lock", title: "lock at \(place)", frames: frames))
        finding.supports = supports(lock, slow, trace)
        if readyShare > 0.3 {
            finding.refutes = [
                trace.fact(
                    "\(TraceRules.percent(readyShare)) of it the holders were ready and had no processor: the lack of "
                        + "those makes the lock worse")
            ]
        }
        finding.remedy = remedy(cause)
        finding.verify = "`\(trace.command("blocked"))` on a new trace shows less waiting at \(place)."
        return finding
    }

    private static func share(of lock: Lock, _ isWanted: (ContentionChains.Share) -> Bool) -> Double {
        Double(lock.causes.filter(isWanted).reduce(0) { $0 &+ $1.sum }) / Double(max(lock.sum, 1))
    }

    /// `fsync, called at store.(*Log).Append (log.go:12)`.
    private static func operation(_ share: ContentionChains.Share, _ trace: TraceEvidence) -> String {
        let place = trace.place(share.stack)
        if share.activity == .systemCall {
            return "the system call \(SystemCallName.name(stack: trace.names(share.stack))) at \(place)"
        }
        return share.kind == .network ? "a network operation at \(place)" : "a sleep at \(place)"
    }

    private static func supports(
        _ lock: Lock, _ slow: [ContentionChains.Share], _ trace: TraceEvidence
    ) -> [Fact] {
        var facts = [
            trace.fact(
                "\(TraceRules.number(trace.rate(lock.sum))) goroutines waited for it at any moment; 99 % of the waits "
                    + "took up to \(Wording.duration(lock.p99)), the longest \(Wording.duration(lock.worst))")
        ]
        if lock.longestQueue > 1 {
            facts.append(trace.fact("up to \(Wording.goroutines(lock.longestQueue)) waited for it at once"))
        }
        for share in slow.prefix(2) {
            facts.append(
                trace.fact(
                    "\(Wording.duration(share.sum)) of the waits came from \(operation(share, trace))",
                    trace.ownFrame(share.stack).map { "\($0.file):\($0.line)" } ?? ""))
        }
        let running = lock.causes.filter { $0.activity == .running }.reduce(0) { $0 &+ $1.sum }
        if running > 0 {
            facts.append(trace.fact("\(Wording.duration(running)) of them the holders were computing"))
        }
        return facts
    }

    private static func remedy(_ cause: Cause) -> String {
        switch cause {
        case .contentionLogging:
            "Take the logger out of the way: buffer its output or write it from one goroutine, log less in hot paths."
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
