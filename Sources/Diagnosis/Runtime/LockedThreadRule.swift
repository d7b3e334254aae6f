import Evidence
import GoProcess

/// `cpu.locked-thread`: a goroutine that is bound to a thread of its own is what everything waits for.
enum LockedThreadRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let scene = evidence.scene else { return Verdict() }
        let view = scene.last
        var best: (index: UInt32, behind: [UInt32])?
        for index in view.snapshot.goroutines.indices.map({ UInt32($0) }) {
            let goroutine = view.goroutine(index)
            guard goroutine.flags.contains(.lockedToThread), view.roles[Int(index)] == .application else { continue }
            let behind = waiting(for: index, scene)
            if behind.count > best?.behind.count ?? 0 { best = (index, behind) }
        }
        guard let best, best.behind.count >= evidence.limits.poolWaiters.value else {
            return Verdict(refuted: "nobody waits for a goroutine that is bound to its thread")
        }
        let place = view.place(of: best.index)
        let name = scene.name(best.index)
        let busy = scene.views.count { other in
            other.snapshot.goroutines.contains {
                $0.id == view.goroutine(best.index).id && ($0.state == .running || $0.state == .runnable)
            }
        }
        var sure = Confidence(0.7, ceiling: 0.9)
        sure.support(0.5, when: busy * 2 >= scene.views.count)
        var finding = Finding(
            .cpuLockedThread, .warning, confidence: sure.value,
            impact: scene.impact(waiting: best.behind.count, object: nil),
            summary: "\(Wording.goroutines(best.behind.count)) wait for \(name), which is bound to one thread "
                + "(runtime.LockOSThread) in \(place).",
            subject: Subject(kind: "goroutine", title: Phrase(place), frames: view.frames(of: best.index)))
        finding.supports = [
            Fact("\(name) is locked to its thread and \(scene.activity(best.index).text)", reference: name),
            Fact("it was running or ready in \(busy) of \(Wording.count(scene.views.count, "look"))"),
        ]
        finding.remedy =
            "Do on that thread only what needs it, and the rest elsewhere; hand it several pieces of work at a time, or have "
            + "more such threads."
        finding.verify = "A new look shows nobody waiting for \(place)."
        return Verdict([Candidate(finding, goroutines: best.behind + [best.index], culprits: [best.index])])
    }

    /// Those who wait for the goroutine, and those who wait for a channel that it serves.
    private static func waiting(for index: UInt32, _ scene: Scene) -> [UInt32] {
        var all = Set(scene.graph.behind([index]))
        for object in scene.histories.keys {
            guard let queue = ChannelQueue(object, scene), queue.consumers.contains(index) else { continue }
            all.formUnion(queue.senders)
        }
        return all.sorted()
    }
}
