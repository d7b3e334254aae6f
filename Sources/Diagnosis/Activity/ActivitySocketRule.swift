import Evidence
import SystemActivity

/// `network.dns`, `network.no-reuse`: what a program does with its sockets.
enum ActivitySocketRule {
    /// - Parameter callers: the stack of who makes requests.
    static func findings(
        _ activity: ActivityEvidence, _ limits: Thresholds, callers: (LibraryCallers) -> [ResolvedFrame] = { _ in [] }
    ) -> [Finding] {
        func named(_ finding: Finding, _ kind: LibraryCallers) -> Finding {
            var finding = finding
            if finding.ownFunction == nil, case let frames = callers(kind), !frames.isEmpty {
                finding.subject.frames = frames
            }
            return finding
        }
        return (lookups(activity, limits).map { [named($0, .lookups)] } ?? [])
            + reuse(activity, limits).map { named($0, .requests) }
    }

    private static func lookups(_ activity: ActivityEvidence, _ limits: Thresholds) -> Finding? {
        let questions = activity.sockets.questions
        let slow = questions.filter { $0.duration >= limits.lookupInfo.value }
        guard let longest = slow.max(by: { $0.duration < $1.duration }) else { return nil }
        var covered = CoveredTime()
        for question in slow { covered.add(question.time, question.duration) }
        let share = activity.share(covered.sum)
        let isLong = longest.duration >= limits.lookupWarning.value
        guard isLong || share >= limits.lookupShare.value else { return nil }
        let unanswered = slow.filter { !$0.isAnswered }
        let servers = Dictionary(grouping: slow, by: \.server).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let server = servers.first?.key ?? longest.server
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.5, when: isLong)
        sure.support(0.3, when: slow.count * 2 >= questions.count)
        sure.refute(0.3, when: slow.count * 10 < questions.count)
        let who = activity.title(longest.process)
        let (waited, all) = (Wording.duration(covered.sum), Wording.duration(activity.duration))
        let isWarning = isLong && share >= limits.lookupShare.value || share >= limits.activityShareWarning.value
        var finding = Finding(
            .networkDns, isWarning ? .warning : .info, confidence: sure.value,
            impact: ActivityEvidence.seconds(covered.sum),
            summary: unanswered.isEmpty
                ? "\(who) waited for names to be resolved for \(waited) of \(all): the resolver \(server) answers late."
                : "\(who) waited for names to be resolved for \(waited) of \(all): the resolver \(server) left "
                    + "\(Wording.count(unanswered.count, "question")) without an answer.",
            subject: Subject(kind: "resolver", title: Phrase(server), frames: activity.ownFrames(longest.stack)))
        finding.supports = servers.prefix(3).map { server, asked in
            let most = asked.map(\.duration).max() ?? 0
            return activity.fact(
                "\(server): \(Wording.count(asked.count, "slow question")), the longest took \(Wording.duration(most))")
        }
        if !unanswered.isEmpty {
            finding.supports.append(
                activity.fact("\(Wording.count(unanswered.count, "question")) got no answer before they were given up"))
        }
        let again = repeated(unanswered, questions)
        if again > 0 {
            finding.supports.append(
                activity.fact("\(Wording.count(again, "time")) the same process asked once more right after that"))
        }
        let next = repeated(slow.filter(\.isAnswered), questions)
        if next >= 3 {
            finding.supports.append(
                activity.fact(
                    "\(next) times the next question followed an answer at once, as when a name is tried with one "
                        + "search domain after the other"))
        }
        let refused = questions.filter(\.isRefused).count
        if refused > 0 {
            finding.supports.append(activity.fact("\(Wording.count(refused, "question")) went where nobody listens"))
        }
        let prompt = questions.count - slow.count
        if prompt > 0 {
            finding.refutes.append(
                activity.fact(
                    "\(Wording.count(prompt, "other question")) took less than "
                        + "\(Wording.duration(limits.lookupInfo.value))"
                ))
        }
        finding.remedy =
            "Look at the resolver that /etc/resolv.conf names, and at its search list and ndots, which multiply "
            + "questions; write names with a dot at their end, run a cache on the machine, and keep connections instead of making "
            + "new ones."
        finding.verify =
            "A new capture shows questions that are answered within \(Wording.duration(limits.lookupInfo.value))."
        return finding
    }

    /// How many questions were followed by another one of the same process within a tenth of a second from their end.
    private static func repeated(
        _ some: [ClientSockets.Question], _ all: [ClientSockets.Question]
    ) -> Int {
        var times: [Int32: [Int64]] = [:]
        for question in all { times[question.process, default: []].append(question.time) }
        return some.count { question in
            let end = question.time &+ question.duration
            guard let sent = times[question.process] else { return false }
            // Questions are in the order of their times.
            var (low, high) = (0, sent.count)
            while low < high {
                let middle = (low + high) / 2
                if sent[middle] < end &- 1_000_000 { low = middle + 1 } else { high = middle }
            }
            return low < sent.count && sent[low] <= end &+ 100_000_000
        }
    }

    private static func reuse(_ activity: ActivityEvidence, _ limits: Thresholds) -> [Finding] {
        let found = activity.sockets.peers.filter { peer in
            guard peer.used >= limits.reuseConnections.value, peer.ended * 2 >= peer.used else { return false }
            return Double(peer.exchanges) < limits.reuseExchanges.value * Double(peer.used)
        }
        return found.sorted { ($1.used, $0.address) < ($0.used, $1.address) }.prefix(3).map {
            finding($0, activity, limits)
        }
    }

    static let reuseRemedy: Phrase =
        "Keep one http.Client for all requests, without DisableKeepAlives; read response bodies to their end and "
        + "close them; raise Transport.MaxIdleConnsPerHost (2 unless it is set) to the requests at once, and for "
        + "databases SetMaxIdleConns."

    private static func finding(
        _ peer: ClientSockets.Peer, _ activity: ActivityEvidence, _ limits: Thresholds
    ) -> Finding {
        let rate = Double(peer.used) / (Double(activity.duration) / 1e9)
        let share = activity.share(peer.setUp)
        let isWarning =
            share >= limits.activityShare.value
            || rate >= limits.reuseRateWarning.value && peer.used >= 5 * limits.reuseConnections.value
        var sure = Confidence(0.65, ceiling: 0.85)
        sure.support(0.5, when: peer.used >= 5 * limits.reuseConnections.value)
        sure.support(0.3, when: peer.exchanges == peer.used)
        let isPeers = peer.endedByPeer * 2 > peer.ended
        sure.refute(0.2, when: isPeers)
        let stack = peer.stacks.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        var finding = Finding(
            .networkNoReuse, isWarning ? .warning : .info, confidence: sure.value,
            impact: ActivityEvidence.seconds(peer.setUp),
            summary:
                peer.exchanges == peer.used
                ? "\(activity.title(peer.process)) made \(Wording.count(peer.used, "connection")) to \(peer.address) in "
                    + "\(Wording.duration(activity.duration)) and used each once."
                : "\(activity.title(peer.process)) made \(Wording.count(peer.used, "connection")) to \(peer.address) in "
                    + "\(Wording.duration(activity.duration)) and used each less than twice.",
            subject: Subject(kind: "peer", title: Phrase(peer.address), frames: activity.ownFrames(stack)))
        finding.supports = [
            activity.fact(
                "\(Wording.count(peer.used, "connection")) for \(Wording.count(peer.exchanges, "exchange")), "
                    + "\(peer.bytes / Int64(max(1, peer.used))) bytes each"),
            activity.fact(
                "\(peer.ended) of them ended, on average after "
                    + "\(Wording.duration(peer.life / Int64(max(1, peer.ended))))"
            ),
            activity.fact(
                "connecting took \(Wording.duration(peer.setUp)) together, "
                    + "\(Wording.duration(peer.setUp / Int64(max(1, peer.used)))) each"),
        ]
        if peer.handshakes > 0 {
            finding.supports.append(
                activity.fact(
                    "\(peer.handshakes) of them began with a handshake of TLS, which costs both ends processor time"))
        }
        if peer.endedByPeer > 0 {
            let fact = activity.fact("the peer ended \(peer.endedByPeer) of them: it may not want to keep them")
            if isPeers { finding.refutes.append(fact) } else { finding.supports.append(fact) }
        }
        finding.remedy = reuseRemedy
        finding.verify = "A new capture shows fewer calls of connect to \(peer.address) for the same requests."
        return finding
    }
}
