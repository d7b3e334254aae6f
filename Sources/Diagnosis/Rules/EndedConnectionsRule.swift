import Evidence
import GoProcess

/// `network.no-reuse` where system calls were not recorded: connections that this side ended, as the kernel remembers
/// them (TIME_WAIT), to a peer to which looks found connections of the process.
enum EndedConnectionsRule {
    static let rule = Rule(
        id: "connections.ended", .waiting, question: "Does the program end one connection to a peer after the other?",
        requires: [.process], causes: [.networkNoReuse]
    ) { evidence in
        guard let last = evidence.context.process?.samples.last, let series = evidence.context.process else {
            return Verdict()
        }
        guard evidence.context.activity?.hasEvents != true else {
            return Verdict(refuted: "system calls were recorded, which say more")
        }
        let (ended, open) = (last.endedConnections, last.connections)
        let limit = evidence.limits.reuseConnections.value
        let found = ended.filter { peer, count in
            // One that keeps connections has about as many in use as it makes.
            count >= limit && open[peer].map { count >= $0.most * evidence.limits.reuseTimesOver.value } ?? false
        }
        guard !found.isEmpty else {
            return Verdict(
                refuted:
                    "\(Wording.count(open.keys.reduce(0) { $0 + (ended[$1] ?? 0) }, "connection")) to peers of the "
                    + "program ended meanwhile")
        }
        return Verdict(
            found.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map { peer, count in
                Candidate(
                    finding(peer, count, open[peer] ?? ConnectionCount(different: 0, most: 0), series, evidence),
                    goroutines: [])
            })
    }

    private static func finding(
        _ peer: String, _ count: Int, _ open: ConnectionCount, _ series: ProcessSeries, _ evidence: CaseEvidence
    ) -> Finding {
        let limits = evidence.limits
        let process = evidence.scene?.snapshot.source.processID.map { "\($0)" } ?? "PID"
        let seconds = max(0.001, Double(series.duration) / 1e9)
        let rate = Double(count) / seconds
        let isMany = count >= 5 * limits.reuseConnections.value
        var sure = Confidence(0.6, ceiling: 0.8)
        sure.support(0.4, when: isMany)
        sure.support(0.2, when: open.different >= 5)
        var finding = Finding(
            .networkNoReuse, isMany && rate >= limits.reuseRateWarning.value ? .warning : .info, confidence: sure.value,
            impact: Impact(value: ProcessorRules.rounded(rate), unit: "connections per second"),
            summary: "\(Wording.count(count, "connection")) to \(peer) were ended by this side in "
                + "\(Wording.duration(series.duration)), and at most \(open.most) were open at a time.",
            subject: Subject(kind: "peer", title: Phrase(peer), frames: LibraryCallers.dials.frames(evidence)))
        finding.supports = [
            Fact("the kernel keeps them in TIME_WAIT for a minute", evidence: "sockets"),
            Fact(
                "looks found \(Wording.count(open.different, "different connection")) of the program to that peer",
                evidence: "sockets"),
        ]
        finding.refutes = [
            Fact("the kernel does not say whose they were: another process may have had some", evidence: "sockets")
        ]
        finding.missing = [
            MissingEvidence(
                evidence: "system calls: who connects, and how often each connection is used",
                command: "sudo sonde why \(process)")
        ]
        finding.remedy = ActivitySocketRule.reuseRemedy
        finding.verify = "`ss -tn state time-wait dst \(peer) | wc -l` shows fewer for the same requests."
        return finding
    }
}
