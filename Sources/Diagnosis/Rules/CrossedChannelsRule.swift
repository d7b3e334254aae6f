import Evidence
import GoProcess

/// Goroutines that were started together, wait on different channels, and are proved to be out of everybody's reach:
/// they wait for each other, although their stacks do not show which of them was to serve which channel.
enum CrossedChannelsRule {
    static let rule = Rule(
        id: "deadlock.family", question: "Do goroutines that belong together wait on channels only they could serve?",
        requires: [.objects],
        causes: [.deadlockChannel]
    ) { scene in
        struct Family: Hashable {
            var parent: UInt64
            var creator: StringID
        }
        var families: [Family: [GoroutineGroup]] = [:]
        for group in scene.groups where group.role == .application && isChannelWait(group.kind) {
            guard group.creation != .none, group.members.allSatisfy({ scene.isProvedStuck($0) }) else { continue }
            let creator = scene.snapshot.stacks[group.creation].function
            let parents = Set(group.members.map { scene.last.goroutine($0).parent })
            for parent in parents {
                var part = group
                part.members = group.members.filter { scene.last.goroutine($0).parent == parent }
                families[Family(parent: parent, creator: creator), default: []].append(part)
            }
            // A site with many parents leaks from call to call; it is no closed group.
            if parents.count > 16 { families = families.filter { !parents.contains($0.key.parent) } }
        }
        return families.values.compactMap { groups in candidate(groups, scene) }
            .sorted { $0.goroutines[0] < $1.goroutines[0] }
    }

    private static func isChannelWait(_ kind: WaitKind) -> Bool { kind == .channelReceive || kind == .channelSend }

    private static func candidate(_ groups: [GoroutineGroup], _ scene: Scene) -> Candidate? {
        let members = groups.flatMap(\.members).sorted()
        let objects = Set(members.flatMap { scene.graph.objects(of: $0) })
        let sizes = Set(groups.map(\.members.count))
        // Unlike stacks in like numbers, each on a channel of its own kind, and none of them known to hang on another.
        guard groups.count >= 2, sizes.count == 1, members.count <= 16, objects.count >= 2,
            !members.contains(where: { scene.components.component[Int($0)] != .max && scene.graph.isBlocked[Int($0)] }),
            !scene.hasSequence || members.allSatisfy({ scene.ages.isSteady[Int($0)] })
        else { return nil }
        let functions = Array(Set(members.map { scene.last.shortFunction($0) })).sorted()
        let places: [Phrase] = members.prefix(4).map {
            "\(scene.name($0)) in \(scene.last.shortFunction($0)) \(scene.ending($0))"
        }
        let finding = Finding(
            .deadlockChannel, .critical, confidence: scene.hasSequence ? 0.75 : 0.65,
            impact: Impact(value: Double(members.count), unit: "goroutines"),
            summary: "\(Wording.goroutines(members.count)) that were started together wait for each other: "
                + "\(places.joined(separator: "; ")); nobody else reaches these channels.",
            subject: Subject(
                kind: "goroutines", title: Wording.list(functions, limit: 4), frames: scene.last.frames(of: members[0])),
            supports: [
                Fact("nothing that can still run reaches the channels that they wait for"),
                Fact("all were created at \(scene.last.creationPlace(members[0])) and its neighbours"),
            ],
            refutes: [Fact("their stacks do not show which of them was to serve which channel")],
            remedy: "Break the circle between \(Wording.list(functions, limit: 4)): let one of them send before it "
                + "receives, give a channel a buffer, or close it.",
            verify: "`\(scene.command())` no longer shows these goroutines.")
        return Candidate(finding, goroutines: members, culprits: members, objects: objects)
    }
}
