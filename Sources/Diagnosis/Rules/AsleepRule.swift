import Evidence
import GoProcess

/// A program none of whose goroutines can ever run again: the runtime's "all goroutines are asleep - deadlock!", a
/// dump in which nobody could run, or a main goroutine that is proved to be stuck.
enum AsleepRule {
    static let rule = Rule(
        id: "deadlock.all", question: "Can any goroutine of the program ever run again?", requires: [.goroutines],
        causes: [.deadlockMutex, .deadlockSelf, .deadlockChannel, .stuckWaitgroup, .stuckCond]
    ) { scene in
        var members = scene.members { group, _ in isStuckKind(group.kind) && group.role == .application }
        guard !members.isEmpty else { return [] }
        // A main goroutine that has nothing more to do rests in an empty select; the others are what is wrong.
        let others = members.filter { !scene.isMain($0) || scene.last.kinds[Int($0)] != .selectNoCases }
        if !others.isEmpty { members = others }
        if scene.context.fatalError.contains("all goroutines are asleep") || isAsleep(scene) {
            return candidate(members, sure: 0.95, "the runtime found that no goroutine could run", scene).map { [$0] }
                ?? []
        }
        guard let main = members.first(where: { scene.isMain($0) }), scene.isProvedStuck(main) else { return [] }
        let stuck = members.filter { scene.isProvedStuck($0) }
        let reason: Phrase = "nothing that can still run reaches what the main goroutine waits for"
        return candidate(stuck, sure: 0.9, reason, scene).map { [$0] } ?? []
    }

    /// In a dump of a live process somebody runs: whoever writes it. Only a dying program is dumped by the runtime.
    private static func isAsleep(_ scene: Scene) -> Bool {
        guard scene.snapshot.source.kind == .text, scene.snapshot.goroutines.contains(where: { $0.id == 1 }) else {
            return false
        }
        return scene.groups.allSatisfy { group in
            group.role == .runtime || isStuckKind(group.kind)
        }
    }

    private static func isStuckKind(_ kind: WaitKind) -> Bool {
        switch kind {
        case .channelReceive, .channelSend, .nilChannelReceive, .nilChannelSend, .select, .selectNoCases, .mutex,
            .readLock, .writeLock, .waitGroup, .cond, .semaphore:
            true
        default: false
        }
    }

    private static func cause(_ members: [UInt32], _ scene: Scene) -> Cause? {
        let kinds = Set(members.map { scene.last.kinds[Int($0)] })
        let locks: Set<WaitKind> = [.mutex, .readLock, .writeLock]
        let nils: Set<WaitKind> = [.nilChannelSend, .nilChannelReceive, .selectNoCases]
        // A nil channel is the root of whatever waits with it, and has a rule of its own.
        if !kinds.isDisjoint(with: nils) { return nil }
        if kinds.isSubset(of: locks) { return members.count == 1 ? .deadlockSelf : .deadlockMutex }
        if kinds == [.waitGroup] { return .stuckWaitgroup }
        if kinds == [.cond] { return .stuckCond }
        return .deadlockChannel
    }

    private static func candidate(
        _ members: [UInt32], sure: Double, _ reason: Phrase, _ scene: Scene
    ) -> Candidate? {
        guard let cause = cause(members, scene) else { return nil }
        // These have rules that know more of a live process.
        if !scene.isText, cause == .stuckWaitgroup || cause == .stuckCond { return nil }
        // Circles that were found by their locks and channels say more.
        if !scene.isText,
            scene.components.cycles.contains(where: { nodes in
                DeadlockRule.Cycle(nodes, scene)?.isStanding(scene) ?? false
            })
        {
            return nil
        }
        let first = members.first { scene.isMain($0) } ?? members[0]
        let places: [Phrase] = members.prefix(4).map {
            "\(scene.name($0)) in \(scene.last.shortFunction($0)) \(scene.ending($0))"
        }
        var finding = Finding(
            cause, .critical, confidence: sure, impact: Impact(value: Double(members.count), unit: "goroutines"),
            summary: members.count > 4
                ? "The program can never go on: \(places.joined(separator: "; ")); and \(members.count - 4) more."
                : "The program can never go on: \(places.joined(separator: "; ")).",
            subject: Subject(
                kind: "goroutines", title: Phrase(scene.last.shortFunction(first)), frames: scene.last.frames(of: first)
            ))
        finding.supports = [Fact(reason)]
        for member in members.prefix(8) {
            finding.supports.append(
                Fact("\(scene.name(member)) waits at \(scene.last.place(of: member))", reference: scene.name(member)))
        }
        if scene.isText {
            finding.missing = [
                MissingEvidence(
                    evidence: "which lock or channel each waits for", command: "sonde why PID, before the program ends")
            ]
        }
        finding.remedy =
            switch cause {
            case .deadlockSelf:
                "\(scene.last.shortFunction(first)) locks what it holds already, or an Unlock is missing."
            case .deadlockMutex: "Take the locks in the same order everywhere, and look for a missing Unlock."
            case .stuckWaitgroup:
                "Call `defer wg.Done()` first in every goroutine that is waited for; compare with Add."
            case .stuckCond:
                "Signal or Broadcast when the condition becomes true, under the lock, and when nobody is left."
            default:
                "Look who should serve \(scene.last.shortFunction(first)): a channel without its receiver or sender, or one "
                    + "that is never closed."
            }
        finding.verify = "The program runs to its end."
        return Candidate(finding, goroutines: members, culprits: members)
    }
}
