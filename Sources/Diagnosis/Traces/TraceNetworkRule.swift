import Evidence
import GoTrace

/// `network.slow-peer`, `network.slow-client`, `network.dns`: waits for the network that the program's work goes
/// through.
enum TraceNetworkRule {
    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [Finding] {
        trace.blocked.places.filter { $0.kind == .network && $0.idle == nil }.prefix(8).compactMap { place in
            let operation = NetworkOperation(stack: trace.names(place.stack))
            guard !operation.isBackground, operation.action != .file else { return nil }
            return finding(place, operation, trace, limits)
        }
    }

    private static func finding(
        _ place: BlockedTime.Place, _ operation: NetworkOperation, _ trace: TraceEvidence, _ limits: Thresholds
    ) -> Finding? {
        let late = operation.action == .lookup ? limits.traceLookup.value : limits.lateIO.value
        let slow = operation.action == .lookup ? limits.lateResolution.value : limits.slowIO.value
        let typical = place.distribution.quantile(0.9)
        guard place.distribution.count >= limits.peerWaiters.value, typical >= late else { return nil }
        let rate = trace.rate(place.distribution.sum)
        let where_ = trace.place(place.stack)
        let cause: Cause =
            switch operation.action {
            case .lookup: .networkDns
            case .write: .networkSlowClient
            default: .networkSlowPeer
            }
        let what =
            switch operation.action {
            case .lookup: "for names to be resolved"
            case .write: "for the peer to read what is written"
            case .dial, .handshake: "for connections to be made"
            default: "for the peer to answer"
            }
        var sure = Confidence(0.5, ceiling: 0.85)
        sure.support(0.4, when: typical >= slow)
        sure.support(0.3, when: !operation.user.isEmpty)
        let user = operation.user.isEmpty ? "" : " (\(operation.user))"
        return Finding(
            cause, typical >= slow ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(rate), unit: "goroutine-seconds per second"),
            summary:
                "Goroutines waited \(Wording.duration(place.distribution.sum)) at \(where_)\(user) \(what): a tenth "
                + "of \(Wording.count(place.distribution.count, "wait")) took \(Wording.duration(typical)) or longer.",
            subject: Subject(kind: "peer", title: "network at \(where_)", frames: trace.frames(place.stack)),
            supports: [
                trace.fact(
                    "half of the waits took up to \(Wording.duration(place.distribution.quantile(0.5))), the longest "
                        + "\(Wording.duration(place.distribution.max))")
            ],
            missing: [
                MissingEvidence(evidence: "the peer's address", command: "sonde why PID")
            ],
            remedy: cause == .networkDns
                ? "Look at the resolver: search domains, a cache on the machine, fewer lookups by keeping connections."
                : "Set timeouts, and look at the peer at that time: its own trace says what the answer waited for.",
            verify: "`\(trace.command("network"))` on a new trace shows shorter waits at \(where_).")
    }
}
