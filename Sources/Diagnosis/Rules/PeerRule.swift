import Evidence
import GoProcess

/// Waits for the other side of a connection: `network.slow-peer`, `network.slow-client`, `network.dns`.
enum PeerRule {
    static let rule = Rule(
        id: "network.peer", question: "Do goroutines wait for a peer that answers or reads late?",
        requires: [.goroutines],
        causes: [.networkSlowPeer, .networkSlowClient, .networkDns]
    ) { scene in
        PeerWaits.all(scene).filter { $0.isNoticeable(scene) }.map { candidate($0, scene) }
    }

    private static func candidate(_ waits: PeerWaits, _ scene: Scene) -> Candidate {
        let behind = scene.graph.behind(waits.members)
        let waiting = Set(behind).union(waits.members).count
        let oldest = waits.longest(scene)
        var sure = Confidence(waits.isRequest ? 0.7 : 0.6, ceiling: 0.9)
        sure.support(0.5, when: oldest >= scene.thresholds.slowIO.value)
        sure.support(0.4, when: waits.members.count >= scene.thresholds.peerWaiters.value)
        sure.support(0.3, when: !behind.isEmpty)
        sure.support(0.3, when: waits.direction == .write && waits.sendQueue(scene) > 0)
        sure.refute(0.15, when: scene.isText)
        let isLate =
            oldest >= scene.thresholds.slowIO.value
            || waits.lateCount(scene) >= scene.thresholds.channelSenders.value || isMost(waits, scene)
        var finding = Finding(
            waits.cause, isLate ? scene.severity(waiting: waiting) : .info, confidence: sure.value,
            impact: Impact(
                value: Double(waiting), unit: scene.hasSequence ? "goroutine-seconds per second" : "goroutines"),
            summary: summary(waits, behind.count, oldest, scene), subject: subject(waits, scene))
        finding.supports = PeerFacts.supports(waits, oldest, scene)
        finding.missing =
            waits.peer.isEmpty && scene.last.descriptor(waits.members[0]) == nil
            ? [MissingEvidence(evidence: "sockets: which peer it is", command: scene.command())] : []
        finding.remedy = PeerFacts.remedy(waits, scene)
        finding.verify =
            "`\(scene.command())` shows fewer goroutines waiting at \(scene.last.place(of: waits.members[0])), and none "
            + "for longer than the timeout."
        return Candidate(finding, goroutines: behind + waits.members, culprits: waits.members)
    }

    /// Most of what the program is for waits there.
    private static func isMost(_ waits: PeerWaits, _ scene: Scene) -> Bool {
        let program = scene.last.roles.count { $0 == .application }
        return waits.members.count >= scene.thresholds.channelSenders.value && waits.members.count * 2 >= program
            && (!scene.hasSequence || waits.lateCount(scene) > 0)
    }

    private static func summary(_ waits: PeerWaits, _ behind: Int, _ oldest: Int64, _ scene: Scene) -> Phrase {
        let number = waits.members.count
        let function = scene.last.shortFunction(waits.members[0])
        let peer = waits.peer.isEmpty ? "a peer" : waits.peer
        let age: Phrase = oldest >= 0 ? ", the longest for at least \(Wording.duration(oldest))" : ""
        let more: Phrase =
            behind <= 0 ? "" : number == 1 ? "; \(behind) more wait behind it" : "; \(behind) more wait behind them"
        let who: Phrase = "\(Wording.goroutines(number)) in \(function)"
        let wait = Wording.wait(number)
        switch waits.direction {
        case .write:
            return waits.peer.isEmpty
                ? "\(who) \(wait) to write to peers that do not read\(age)\(more)."
                : "\(who) \(wait) to write to \(peer), which does not read\(age)\(more)."
        case .connect: return "\(who) \(wait) for a connection to \(peer)\(age)\(more)."
        case .resolve:
            return waits.peer.isEmpty
                ? "\(who) \(wait) for name resolution\(age)\(more)."
                : "\(who) \(wait) for name resolution by \(peer)\(age)\(more)."
        case .read: return "\(who) \(wait) for an answer from \(peer)\(age)\(more)."
        }
    }

    private static func subject(_ waits: PeerWaits, _ scene: Scene) -> Subject {
        let function = scene.last.shortFunction(waits.members[0])
        return Subject(
            kind: waits.direction == .resolve ? "resolver" : "peer",
            title: Phrase(waits.peer.isEmpty ? function : waits.peer),
            frames: scene.last.frames(of: waits.members[0]))
    }
}
