import Evidence
import GoTrace

/// `backpressure.channel`, `pool.exhausted`: senders that wait for whoever receives.
enum TraceChannelRule {
    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [Finding] {
        trace.blocked.places.filter { $0.kind == .channelSend && $0.idle == nil }.prefix(3).compactMap { place in
            let rate = trace.rate(place.distribution.sum)
            guard rate > limits.traceLockInfo.value * trace.processorLimit, place.distribution.count >= 10,
                let waker = place.wakers.first(where: { $0.root != nil }), let consumer = waker.root
            else { return nil }
            // Who takes a value out where goroutines of the same kind put one in gives a slot of a pool back.
            let isPool = consumer == place.root
            return finding(place, waker, rate, isPool: isPool, trace, limits)
        }
    }

    private static func finding(
        _ place: BlockedTime.Place, _ waker: BlockedTime.Waker, _ rate: Double, isPool: Bool, _ trace: TraceEvidence,
        _ limits: Thresholds
    ) -> Finding {
        let where_ = trace.place(place.stack)
        let consumer = trace.group(waker.root ?? .empty)
        let summary =
            isPool
            ? "Goroutines waited \(Wording.duration(place.distribution.sum)) for a slot of the pool at \(where_), which "
                + "others give back at \(trace.place(waker.stack))."
            : "Senders waited \(Wording.duration(place.distribution.sum)) at \(where_) for \(consumer), which receives "
                + "at \(trace.place(waker.stack)) more slowly than they send."
        var sure = Confidence(0.6, ceiling: 0.85)
        sure.support(0.4, when: place.wakers.count == 1)
        sure.support(0.3, when: rate > 1)
        return Finding(
            isPool ? .poolExhausted : .backpressureChannel,
            rate > limits.traceLockWarning.value * trace.processorLimit ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"), summary: summary,
            subject: Subject(
                kind: isPool ? "pool" : "channel", title: "channel at \(where_)", frames: trace.frames(waker.stack)),
            supports: [
                trace.fact(
                    "\(Wording.count(place.distribution.count, "send")) waited, 99 % up to "
                        + "\(Wording.duration(place.distribution.quantile(0.99)))"),
                trace.fact(
                    "\(TraceRules.percent(Double(waker.sum) / Double(max(place.distribution.sum, 1)))) of that time "
                        + "ended when \(consumer) received at \(trace.place(waker.stack))"),
            ],
            missing: [
                MissingEvidence(
                    evidence: "what the receiver does meanwhile", command: trace.command("goroutines"))
            ],
            remedy: isPool
                ? "See what those who hold the slots wait for; raise the limit only when that has room."
                : "Make the receiver faster or run more of them; a larger buffer only delays the same wait.",
            verify: "`\(trace.command("blocked"))` on a new trace shows less waiting at \(where_).")
    }
}
