import Evidence
import GoTrace

/// Goroutines that waited through the whole trace for other goroutines. Whether anything can wake them is not in a
/// trace, so that this asks for more.
enum TraceStuckRule {
    /// Shorter traces show nothing of that kind.
    private static let shortest: Int64 = 500_000_000

    /// Those that no other finding speaks of already.
    private static func waits(
        _ trace: TraceEvidence, _ known: [TraceFinding], _ limits: Thresholds
    ) -> [OpenWaits.Wait] {
        guard trace.duration >= shortest else { return [] }
        let queues = Set(known.filter { $0.queue != nil }.map(\.key))
        let leaks = Set(TraceLeakRule.suspects(trace, limits).map { trace.scene.groups.root($0.group) })
        return trace.blocked.open.all.filter { wait in
            guard let kind = wait.kind, wait.idle == nil, kind.isSynchronisation else { return false }
            guard Double(wait.longest) >= 0.9 * Double(trace.duration) else { return false }
            if kind.isLock || kind == .channelSend, queues.contains(trace.key(wait.stack)) { return false }
            return !leaks.contains(wait.root) && !(kind == .select && TraceNetworkRule.isCall(wait.stack, trace))
        }
    }

    /// - Parameter known: what the other rules have found.
    static func findings(
        _ trace: TraceEvidence, beside known: [TraceFinding], _ limits: Thresholds
    ) -> [TraceFinding] {
        let waits = waits(trace, known, limits)
        guard let first = waits.first else { return [] }
        let number = waits.reduce(0) { $0 + $1.count }
        let kinds: [Phrase] = waits.map { "\($0.kind?.rawValue ?? "") at \(trace.place($0.stack))" }
        let finding = Finding(
            .evidenceInsufficient, .info, confidence: 0.8,
            impact: Impact(
                value: TraceLockRule.rounded(trace.rate(waits.reduce(0) { $0 &+ $1.sum })),
                unit: "goroutine-seconds per second"),
            summary: "\(Wording.goroutines(number)) waited through the whole trace of "
                + "\(Wording.duration(trace.duration)): \(Wording.list(kinds)).",
            subject: Subject(
                kind: "goroutines", title: Phrase(trace.group(first.root)), frames: trace.frames(first.stack)),
            supports: waits.prefix(5).map { wait in
                trace.fact(
                    "\(Wording.goroutines(wait.count)) of \(trace.group(wait.root)) \(Wording.wait(wait.count)) for "
                        + "\(wait.kind?.rawValue ?? "") at \(trace.place(wait.stack)), such as goroutine "
                        + "\(wait.goroutines.first ?? 0)", "goroutine \(wait.goroutines.first ?? 0)")
            },
            missing: [
                MissingEvidence(
                    evidence: "whether anything can still wake them, and who holds what they wait for",
                    command: "sonde why PID --duration 5s")
            ],
            remedy:
                "Look at the running process: it tells a deadlock or a leak from goroutines that rest by design.",
            verify: "`\(trace.command("blocked"))` on a later trace no longer shows them.")
        return [TraceFinding(finding, rate: finding.impact.value, key: trace.key(first.stack))]
    }
}
