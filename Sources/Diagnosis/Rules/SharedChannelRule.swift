import Evidence
import GoProcess

/// Goroutines that all wait for one channel which nobody but they themselves can reach: each was to serve the others.
enum SharedChannelRule {
    static let rule = Rule(
        id: "deadlock.shared-channel",
        question: "Do goroutines wait for a channel that only they themselves could serve?",
        requires: [.objects],
        causes: [.deadlockChannel]
    ) { scene in
        var members: [WaitObjectID: [UInt32]] = [:]
        for group in scene.groups where group.role == .application {
            guard group.kind == .channelSend || group.kind == .channelReceive else { continue }
            for member in group.members where scene.isProvedStuck(member) {
                let objects = scene.graph.objects(of: member)
                if objects.count == 1, let object = objects.first { members[object, default: []].append(member) }
            }
        }
        // A site that left goroutines behind at several channels leaks, from call to call; it is no closed group.
        var channels: [FrameID: Set<WaitObjectID>] = [:]
        for (object, goroutines) in members {
            for goroutine in goroutines {
                channels[scene.last.goroutine(goroutine).creation, default: []].insert(object)
            }
        }
        let alone = members.filter { _, goroutines in
            goroutines.allSatisfy { channels[scene.last.goroutine($0).creation]?.count == 1 }
        }
        return alone.sorted { $0.key < $1.key }.compactMap { candidate($0.key, $0.value.sorted(), scene) }
    }

    private static func candidate(_ object: WaitObjectID, _ members: [UInt32], _ scene: Scene) -> Candidate? {
        guard members.count >= 2, members.count == scene.graph.waiters(of: object).count,
            !scene.hasSequence || members.allSatisfy({ scene.ages.isSteady[Int($0)] }),
            case .channel(let facts) = scene.snapshot.objects[Int(object)].kind
        else { return nil }
        let function = scene.last.shortFunction(members[0])
        let sends = ChannelQueue.sends(members[0], object, scene)
        // Receivers of a channel that is gone with its senders were left behind, call by call.
        guard sends else { return nil }
        let behind = scene.graph.behind(members)
        let title = scene.title(object)
        var sure = Confidence(0.75, ceiling: 0.95)
        sure.support(0.5, when: scene.hasSequence)
        sure.support(0.3, when: facts.capacity > 0 && facts.length >= facts.capacity)
        var finding = Finding(
            .deadlockChannel, .critical, confidence: sure.value,
            impact: Impact(value: Double(members.count + behind.count), unit: "goroutines"),
            summary:
                "\(Wording.goroutines(members.count)) in \(function) wait to send to \(title), from which nobody but "
                + "they themselves could receive.",
            subject: Subject(
                kind: "goroutines", title: Phrase(function), address: scene.snapshot.objects[Int(object)].address,
                frames: scene.last.frames(of: members[0])))
        finding.supports = [
            Fact("nothing that can still run reaches the channel"),
            Fact(
                facts.capacity == 0
                    ? "it has no buffer" : "its buffer holds \(facts.length) of \(facts.capacity) elements"),
            Fact(
                "such as \(scene.name(members[0])) at \(scene.last.place(of: members[0]))",
                reference: scene.name(members[0])),
        ]
        if scene.hasSequence { finding.supports.append(Fact("none of them moved in \(scene.views.count) looks")) }
        finding.remedy =
            "Let somebody else send in \(function), or let it keep what it has for the channel in a slice of its own while "
            + "it receives: who serves a channel must not wait for room in it."
        finding.verify = "`\(scene.command())` no longer shows these goroutines."
        return Candidate(finding, goroutines: behind + members, culprits: members, objects: [object])
    }
}
