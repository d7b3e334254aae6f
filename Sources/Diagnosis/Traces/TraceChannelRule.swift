import Evidence
import GoTrace

/// `backpressure.channel`, `pool.exhausted`: senders that wait for whoever receives.
enum TraceChannelRule {
    /// Fewer sends that waited are no pattern.
    private static let least = 10

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        TraceQueue.all(trace.blocked.sends, trace).prefix(8).compactMap { queue in
            let rate = trace.rate(queue.waits.sum)
            guard rate > limits.traceLockInfo.value * trace.processorLimit, queue.waits.count >= least else {
                return nil
            }
            let root = trace.root(queue.stack)
            let receiver = receiver(queue, trace)
            // Who takes a value out where goroutines of the same kind put one in gives a slot of a pool back.
            let isPool = receiver == root
            let finding =
                isPool
                ? pool(queue, rate, trace, limits) : channel(queue, rate, receiver: receiver, trace, limits)
            return TraceFinding(finding, rate: rate, key: trace.key(queue.stack), queue: queue)
        }
    }

    /// The function with which the goroutines began that ended most of the waits.
    static func receiver(_ queue: TraceQueue, _ trace: TraceEvidence) -> StringID {
        let key = trace.key(queue.stack)
        let wakers = trace.blocked.places.filter { $0.kind == .channelSend && trace.key($0.stack) == key }
            .flatMap(\.wakers)
        var sums: [StringID: Int64] = [:]
        for waker in wakers { if let root = waker.root { sums[root, default: 0] &+= waker.sum } }
        return sums.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? trace.root(queue.releaseStack)
    }

    private static func pool(
        _ queue: TraceQueue, _ rate: Double, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding {
        let place = trace.place(queue.stack)
        let (activity, share) = activity(queue, trace)
        var finding = finding(.poolExhausted, queue, rate, trace, limits)
        finding.summary =
            "\(TraceRules.goroutines(rate)) waited at any moment for a slot of the pool at \(place): for "
            + "\(TraceRules.percent(share)) of that time who had one \(activity)."
        finding.subject = Subject(
            kind: "pool", title: "pool at \(place)",
            frames: trace.frames(queue.slow(trace).first?.stack ?? queue.releaseStack))
        finding.supports.append(trace.fact("slots are given back at \(trace.place(queue.releaseStack))"))
        finding.missing = [
            MissingEvidence(evidence: "what else the holders of slots do", command: trace.command("goroutines"))
        ]
        finding.remedy = "See what those who hold the slots wait for; raise the limit only when that has room."
        return finding
    }

    private static func channel(
        _ queue: TraceQueue, _ rate: Double, receiver: StringID, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding {
        let place = trace.place(queue.stack)
        let (activity, share) = activity(queue, trace)
        var finding = finding(.backpressureChannel, queue, rate, trace, limits)
        finding.summary =
            "\(TraceRules.goroutines(rate)) waited at any moment to send at \(place): for "
            + "\(TraceRules.percent(share)) of that time \(trace.group(receiver)), which receives, \(activity)."
        finding.subject = Subject(
            kind: "channel", title: "channel at \(place)", frames: trace.frames(queue.releaseStack))
        finding.supports.append(
            trace.fact("\(trace.group(receiver)) receives at \(trace.place(queue.releaseStack))"))
        finding.missing = [
            MissingEvidence(evidence: "what the receiver does meanwhile", command: trace.command("goroutines"))
        ]
        finding.remedy = "Make the receiver faster or run more of them; a larger buffer only delays the same wait."
        return finding
    }

    private static func finding(
        _ cause: Cause, _ queue: TraceQueue, _ rate: Double, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding {
        let place = trace.place(queue.stack)
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.4, when: queue.followedShare >= 0.8)
        sure.support(0.3, when: rate > 1)
        sure.refute(0.3, when: queue.share { $0.activity == .runnable } > 0.5)
        var finding = Finding(
            cause, rate > limits.traceLockWarning.value * trace.processorLimit ? .warning : .info,
            confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"), summary: "",
            subject: Subject(kind: "channel", title: Phrase(place)))
        finding.supports = [
            trace.fact(
                "\(Wording.count(queue.waits.count, "send")) waited, half of them up to "
                    + "\(Wording.duration(queue.waits.quantile(0.5))), the longest \(Wording.duration(queue.waits.max))"
            )
        ]
        finding.supports += TraceLockRule.operations(queue.slow(trace), of: queue, trace)
        finding.refutes = TraceLockRule.refutes(queue, trace)
        finding.verify = "`\(trace.command("blocked"))` on a new trace shows less waiting at \(place)."
        return finding
    }

    /// What those did for whom the senders waited.
    private static func activity(_ queue: TraceQueue, _ trace: TraceEvidence) -> (Phrase, Double) {
        let slow = queue.share(\.isSlow)
        if slow >= 0.5, let operation = queue.slow(trace).first { return ("was in \(operation.text)", slow) }
        return TraceLockRule.mostly(queue)
    }
}
