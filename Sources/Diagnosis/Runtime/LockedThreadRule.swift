import Evidence
import GoProcess
import GoTrace

/// `cpu.locked-thread`: a goroutine that is bound to a thread of its own is what everything waits for.
enum LockedThreadRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let scene = evidence.scene else { return Verdict() }
        let receivers = receivers(evidence.context.trace)
        var best: Bound?
        var known: Set<UInt64> = []
        // In one look or another a goroutine moves so fast that its stack is not read.
        for (number, view) in scene.views.enumerated().reversed() {
            for index in view.snapshot.goroutines.indices.map({ UInt32($0) }) {
                let goroutine = view.goroutine(index)
                guard goroutine.flags.contains(.lockedToThread), view.roles[Int(index)] == .application,
                    !view.frames(of: index).isEmpty, known.insert(goroutine.id).inserted
                else { continue }
                let isInLast = number == scene.views.count - 1
                let behind = isInLast ? waiting(for: index, scene) : []
                let traced = traced(index, view, receivers)
                let found = Bound(view: view, index: index, isInLast: isInLast, behind: behind, traced: traced)
                if found.waiting > best?.waiting ?? 0 { best = found }
            }
        }
        let limits = evidence.limits
        guard let best,
            best.behind.count >= limits.poolWaiters.value
                || best.traced > limits.traceLockInfo.value * (evidence.context.trace?.processorLimit ?? 1)
        else { return Verdict(refuted: "nobody waits for a goroutine that is bound to its thread") }
        return Verdict([candidate(best, scene)])
    }

    /// A goroutine that is bound to its thread.
    private struct Bound {
        /// The newest look that shows its stack, and its place there.
        var view: SnapshotView
        var index: UInt32
        var isInLast: Bool
        /// Those who wait for it in the last look.
        var behind: [UInt32]
        /// How many waited for it in the trace, at any moment.
        var traced: Double
        var waiting: Double { max(Double(behind.count), traced) }
    }

    private static func candidate(_ bound: Bound, _ scene: Scene) -> Candidate {
        let view = bound.view
        let place = view.place(of: bound.index)
        let name = "goroutine \(view.goroutine(bound.index).id)"
        let busy = scene.views.count { other in
            other.snapshot.goroutines.contains {
                $0.id == view.goroutine(bound.index).id && ($0.state == .running || $0.state == .runnable)
            }
        }
        let (behind, traced) = (Wording.goroutines(bound.behind.count), TraceRules.goroutines(bound.traced))
        var sure = Confidence(0.7, ceiling: 0.9)
        sure.support(0.5, when: busy * 2 >= scene.views.count)
        var finding = Finding(
            .cpuLockedThread, .warning, confidence: sure.value,
            impact: bound.behind.count >= 2
                ? scene.impact(waiting: bound.behind.count, object: nil)
                : Impact(value: TraceLockRule.rounded(bound.traced), unit: "goroutine-seconds per second"),
            summary: bound.behind.count >= 2
                ? "\(behind) wait for \(name), which is bound to one thread (runtime.LockOSThread) in \(place)."
                : "\(traced) waited at any moment for \(name), which is bound to one thread (runtime.LockOSThread) in "
                    + "\(place).",
            subject: Subject(kind: "goroutine", title: Phrase(place), frames: view.frames(of: bound.index)))
        finding.supports = [
            Fact("\(name) is locked to its thread", reference: name),
            Fact("it was running or ready in \(busy) of \(Wording.count(scene.views.count, "look"))"),
        ]
        if bound.traced > 0 {
            finding.supports.append(
                Fact(
                    "\(traced) waited at any moment to send to it",
                    evidence: "execution trace"))
        }
        finding.remedy =
            "Do on that thread only what needs it, and the rest elsewhere; hand it several pieces of work at a time, or have "
            + "more such threads."
        finding.verify = "A new look shows nobody waiting for \(place)."
        // Only places in the last look count for what explains what.
        let culprits = bound.isInLast ? [bound.index] : []
        return Candidate(finding, goroutines: bound.behind + culprits, culprits: culprits)
    }

    /// Functions whose goroutines receive from a channel, and how many goroutines wait in the trace, at any moment, to
    /// send to them.
    private static func receivers(_ trace: TraceEvidence?) -> [(function: String, rate: Double)] {
        guard let trace else { return [] }
        return TraceQueue.all(trace.blocked.sends, trace).prefix(8).map {
            (trace.scene.text(TraceChannelRule.receiver($0, trace)), trace.rate($0.waits.sum))
        }
    }

    /// How many goroutines wait in the trace to send to those that run what this one runs; 0 when some of those are not
    /// bound to a thread. A wrapper of the compiler's may lie around the function that the trace names.
    private static func traced(
        _ index: UInt32, _ view: SnapshotView, _ receivers: [(function: String, rate: Double)]
    ) -> Double {
        let own = Set(view.snapshot.stacks.resolvedFrames(view.goroutine(index).stack).map(\.function))
        return receivers.filter { own.contains($0.function) && areAllBound($0.function, view) }.reduce(0) {
            $0 + $1.rate
        }
    }

    private static func areAllBound(_ function: String, _ view: SnapshotView) -> Bool {
        let free = Set(view.snapshot.goroutines.lazy.filter { !$0.flags.contains(.lockedToThread) }.map(\.stack))
        return !free.contains { stack in
            view.snapshot.stacks.resolvedFrames(stack).contains { $0.function == function }
        }
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
