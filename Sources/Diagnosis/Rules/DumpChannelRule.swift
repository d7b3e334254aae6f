import Evidence
import GoProcess

/// Many senders at one place in evidence without channels: a semaphore when others are past the same statement and
/// wait for something slow; otherwise a queue or a leak, which a dump cannot tell apart.
enum DumpChannelRule {
    static let rule = Rule(
        id: "channel.dump", question: "Do goroutines wait to send, as far as stacks without channels tell?",
        requires: [.goroutines],
        causes: [.poolExhausted, .evidenceInsufficient]
    ) { scene in
        guard scene.isText else { return [] }
        return CreationSite.all(scene).compactMap { site in
            guard site.kinds == [.channelSend], site.members.count >= scene.thresholds.channelSenders.value else {
                return nil
            }
            return pool(site, scene) ?? undecided(site, scene)
        }
    }

    private static func pool(_ site: CreationSite, _ scene: Scene) -> Candidate? {
        let first = site.members[0]
        let functions = scene.last.programFunctions(scene.last.goroutine(first).stack)
        guard let inner = functions.first else { return nil }
        let all = scene.last.goroutines(with: [inner], excluding: site.members)
        // Past the statement means deeper: the sender's own function called something.
        let holders = all.filter { scene.last.programFunctions(scene.last.goroutine($0).stack).first != inner }
        guard !holders.isEmpty, scene.areMostlySlow(holders), let common = scene.commonActivity(holders) else {
            return nil
        }
        let function = scene.last.shortFunction(first)
        let number = site.members.count
        var sure = Confidence(0.55, ceiling: 0.75)
        sure.support(0.4, when: holders.count > 1 && common.count * 2 > holders.count)
        let finding = Finding(
            .poolExhausted, scene.severity(waiting: number), confidence: sure.value,
            impact: Impact(value: Double(number), unit: "goroutines"),
            summary: "\(Wording.goroutines(number)) wait to send in \(function), likely for a slot; "
                + "\(Wording.count(holders.count, "other is", "others are")) past that point in "
                + "\(scene.last.shortFunction(common.example)), where each \(common.text).",
            subject: Subject(
                kind: "pool", title: "semaphore of \(function)", frames: scene.last.frames(of: common.example)),
            supports: [
                Fact("all wait at \(scene.last.place(of: first))", reference: scene.name(first)),
                Fact("\(scene.names(holders)) went on from there", reference: scene.name(holders[0])),
            ],
            refutes: [Fact("the dump has no channels: that they wait for the same one is inferred from the code")],
            missing: [missing(scene)],
            remedy: "Make what the holders do in \(scene.last.shortFunction(common.example)) shorter: a timeout on the "
                + "slow call; only then raise the limit.",
            verify: "A new dump shows no queue in \(function).")
        return Candidate(finding, goroutines: site.members, culprits: holders)
    }

    private static func undecided(_ site: CreationSite, _ scene: Scene) -> Candidate? {
        let first = site.members[0]
        if LeakRule.isOldDump(site, scene) || site.members.contains(where: { scene.isProvedStuck($0) }) { return nil }
        let function = scene.last.shortFunction(first)
        let finding = Finding(
            .evidenceInsufficient, .info, confidence: 0.9,
            impact: Impact(value: Double(site.members.count), unit: "goroutines"),
            summary: "\(Wording.goroutines(site.members.count)) created at \(scene.last.creationPlace(first)) wait to "
                + "send in \(function); a dump cannot tell a slow receiver from one that is gone.",
            subject: Subject(
                kind: "creation site", title: Phrase(scene.last.creationPlace(first)),
                frames: scene.last.frames(of: first)),
            supports: [Fact("all wait at \(scene.last.place(of: first))", reference: scene.name(first))],
            missing: [missing(scene)],
            remedy: "Look at the running process: its memory tells which channels they are and who refers to them.",
            verify: "The report then names `backpressure.channel`, `pool.exhausted` or `leak.goroutine`.")
        return Candidate(finding, goroutines: site.members)
    }

    private static func missing(_ scene: Scene) -> MissingEvidence {
        MissingEvidence(evidence: "channels and who refers to them, from the running process", command: scene.command())
    }
}
