import Evidence
import GoProcess

/// Waits that cannot end: `stuck.nil-channel`, `stuck.waitgroup`, `stuck.cond`.
enum StuckRule {
    static let nilChannel = Rule(
        id: "stuck.nil-channel", question: "Does a goroutine wait for a channel that is nil?",
        requires: [.goroutines],
        causes: [.stuckNilChannel]
    ) { scene in
        scene.groups.compactMap { group in
            guard group.role == .application else { return nil }
            switch group.kind {
            case .nilChannelReceive: return nilCandidate(group, "receives from a nil channel", scene)
            case .nilChannelSend: return nilCandidate(group, "sends to a nil channel", scene)
            case .selectNoCases:
                let others = group.members.filter { !scene.isMain($0) }
                if others.isEmpty { return nil }
                var rest = group
                rest.members = others
                return nilCandidate(rest, "waits in a select without cases", scene)
            case .select:
                // Others may wait at the same place for channels that are there.
                var stuck = group
                stuck.members = group.members.filter { isNilSelect($0, scene) }
                if stuck.members.isEmpty { return nil }
                return nilCandidate(stuck, "waits in a select all of whose channels are nil", scene)
            default: return nil
            }
        }
    }

    /// The reader looked at what a goroutine waits for, and found nothing.
    private static func isNilSelect(_ member: UInt32, _ scene: Scene) -> Bool {
        let goroutine = scene.last.goroutine(member)
        guard goroutine.waitCount == 0, !goroutine.flags.contains(.unstable), !scene.isText else { return false }
        if goroutine.flags.contains(.reachabilityChecked) { return true }
        // That the reader sees what others select on says that it sees all there is.
        let isRead = scene.snapshot.goroutines.contains { $0.kind == .select && $0.waitCount > 0 }
        return isRead && scene.hasSequence && scene.ages.isSteady[Int(member)]
    }

    private static func nilCandidate(_ group: GoroutineGroup, _ what: Phrase, _ scene: Scene) -> Candidate {
        let first = group.members[0]
        let number = group.members.count
        let function = scene.last.shortFunction(first)
        // An empty select is written on purpose more often than not.
        let isMild = group.kind == .selectNoCases && number < scene.thresholds.leakCount.value
        let behind = scene.graph.behind(group.members)
        let finding = Finding(
            .stuckNilChannel, isMild ? .info : .warning, confidence: isMild ? 0.6 : 0.95,
            impact: Impact(value: Double(number + behind.count), unit: "goroutines"),
            summary: number == 1
                ? "\(scene.name(first).capitalizedFirst) in \(function) \(what), which never ends."
                : "\(Wording.goroutines(number)) in \(function) each \(what), which never ends.",
            subject: Subject(
                kind: "goroutine", title: Phrase(function), frames: scene.last.frames(of: first)),
            supports: [
                Fact(
                    "wait reason: \(scene.snapshot.stateText(scene.last.goroutine(first)))",
                    reference: scene.name(first)),
                Fact("at \(scene.last.place(of: first)), created at \(scene.last.creationPlace(first))"),
            ],
            remedy: isMild
                ? "If \(function) is meant to rest for ever, nothing; otherwise give its select a way out."
                : "Make the channel before \(function) uses it; a nil channel is right only as a switched-off case "
                    + "beside others in a select.",
            verify: "`\(scene.command())` no longer shows \(function) with that wait reason.")
        return Candidate(finding, goroutines: behind + group.members, culprits: group.members)
    }

    static let waitGroup = Rule(
        id: "stuck.waitgroup", question: "Does a WaitGroup wait for a Done that cannot come?",
        requires: [.goroutines],
        causes: [.stuckWaitgroup]
    ) { scene in
        scene.groups.compactMap { group in
            guard group.role == .application, group.kind == .waitGroup else { return nil }
            let stuck = group.members.filter { WaitGroupEvidence.isStuck($0, scene) }
            return stuck.isEmpty ? nil : WaitGroupEvidence.candidate(stuck, scene)
        }
    }

    static let cond = Rule(
        id: "stuck.cond", question: "Does a goroutine wait for a Cond that nobody can signal?",
        requires: [.goroutines],
        causes: [.stuckCond]
    ) { scene in
        scene.groups.compactMap { group in
            guard group.role == .application, group.kind == .cond else { return nil }
            let stuck = group.members.filter { scene.isProvedStuck($0) }
            guard let first = stuck.first else { return nil }
            let function = scene.last.shortFunction(first)
            let finding = Finding(
                .stuckCond, .warning, confidence: 0.9, impact: Impact(value: Double(stuck.count), unit: "goroutines"),
                summary: "\(Wording.goroutines(stuck.count)) \(Wording.wait(stuck.count)) in \(function) for a "
                    + "sync.Cond that nobody who can still run reaches: no Signal or Broadcast will come.",
                subject: Subject(kind: "goroutines", title: Phrase(function), frames: scene.last.frames(of: first)),
                supports: [
                    Fact("nothing that can still run reaches the Cond", reference: scene.name(first)),
                    Fact("created at \(scene.last.creationPlace(first))"),
                ],
                remedy:
                    "Call Broadcast when the last goroutine that could signal ends, and let the loop in \(function) "
                    + "check for that end.",
                verify: "`\(scene.command())` no longer shows \(function) in sync.(*Cond).Wait.")
            return Candidate(finding, goroutines: stuck, culprits: stuck)
        }
    }
}

extension Scene {
    func isMain(_ index: UInt32) -> Bool {
        let goroutine = last.goroutine(index)
        return goroutine.flags.contains(.main) || goroutine.id == 1
    }
}
