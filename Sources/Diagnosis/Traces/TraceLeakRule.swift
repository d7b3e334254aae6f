import Evidence
import GoTrace

/// `leak.goroutine`: goroutines of one creation site that only become more.
enum TraceLeakRule {
    /// Shorter traces show start-up as growth.
    private static let shortest: Int64 = 1_000_000_000

    static func findings(_ trace: TraceEvidence, _ limits: Thresholds) -> [TraceFinding] {
        suspects(trace, limits).prefix(3).map {
            TraceFinding(finding($0, trace, limits), rate: 0, key: trace.key($0.stack))
        }
    }

    /// The creation sites, those with most goroutines first.
    static func suspects(_ trace: TraceEvidence, _ limits: Thresholds) -> [CreationTally] {
        guard trace.duration >= shortest else { return [] }
        return trace.creation.rows.filter {
            trace.creation.isSuspect($0) && $0.alive >= limits.leakCount.value
        }.sorted { $0.alive > $1.alive }
    }

    private static func finding(_ row: CreationTally, _ trace: TraceEvidence, _ limits: Thresholds) -> Finding {
        let root = trace.scene.groups.root(row.group)
        let place = trace.place(row.stack)
        let open = trace.blocked.open.all.filter { $0.root == root }
        let waiting = open.reduce(0) { $0 + $1.count }
        var sure = Confidence(0.5, ceiling: 0.75)
        sure.support(0.4, when: row.alive >= limits.leakText.value)
        sure.support(0.4, when: waiting * 10 >= row.alive * 8)
        var finding = Finding(
            .leakGoroutine, row.alive >= limits.leakText.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: TraceLockRule.rounded(row.growth.slope), unit: "goroutines per second"),
            summary: "Goroutines of \(trace.group(root)), created at \(place), become "
                + "\(TraceRules.number(row.growth.slope)) more each second: of \(row.created) in "
                + "\(Wording.duration(trace.duration)) \(row.alive) have not ended.",
            subject: Subject(kind: "creation site", title: Phrase(place), frames: trace.frames(row.stack)))
        finding.supports = [
            trace.fact(
                "95 % of the slopes that the trace allows lie from \(TraceRules.number(row.growth.low)) to "
                    + "\(TraceRules.number(row.growth.high)) a second")
        ]
        if let first = open.first {
            let kind = first.kind?.rawValue ?? "a system call"
            finding.supports.append(
                trace.fact(
                    "\(first.count) of them \(Wording.wait(first.count)) for \(kind) at "
                        + "\(trace.place(first.stack))"))
        }
        finding.missing = [
            MissingEvidence(
                evidence: "whether anything can still wake them", command: "sonde why PID --duration 30s")
        ]
        finding.remedy =
            "See to it that what they wait for always comes: cancel their context, close the channel, or give it room for "
            + "the answer that nobody takes any more."
        finding.verify = "`\(trace.command("creation"))` on a later trace no longer shows them grow."
        return finding
    }
}
