import Evidence
import GoProcess

/// Locks that goroutines queue for: `contention.logging`, `contention.lock-across-io`, `contention.mutex`, and locks
/// that nobody can let go of any more.
enum LockRule {
    static let rule = Rule(
        id: "lock.queue", question: "Do goroutines queue for a lock, and what does its holder do?",
        requires: [.objects],
        causes: [.contentionMutex, .contentionLockAcrossIo, .contentionLogging, .deadlockMutex, .deadlockSelf]
    ) { scene in
        // A circle in which somebody moved is none: the reader took a waiter of then for the holder of now.
        let standing = scene.components.cycles.filter { DeadlockRule.Cycle($0, scene)?.isStanding(scene) ?? false }
        let inCircle = Set(standing.flatMap { $0 })
        var result: [Candidate] = []
        for object in scene.histories.keys.sorted() where DeadlockRule.isLock(object, scene) {
            let node = UInt32(scene.graph.goroutineCount) + object
            guard let lock = LockEvidence(object, scene), lock.isNoticeable(scene) else { continue }
            if inCircle.contains(node), lock.waiters.allSatisfy({ !scene.progress.canProgress[Int($0)] }) { continue }
            result.append(lock.isAbandoned(scene) ? AbandonedLock.candidate(lock, scene) : candidate(lock, scene))
        }
        return result
    }

    private static func candidate(_ lock: LockEvidence, _ scene: Scene) -> Candidate {
        let behind = scene.graph.behind(object: lock.object)
        let cause: Cause =
            lock.isLogging(scene) ? .contentionLogging : lock.holderIsSlow ? .contentionLockAcrossIo : .contentionMutex
        let waiting = max(behind.count, lock.waiters.count)
        var finding = Finding(
            cause, scene.severity(waiting: waiting), confidence: confidence(lock, cause, scene),
            impact: scene.impact(waiting: waiting, object: lock.object),
            summary: summary(lock, cause, waiting, scene), subject: subject(lock, scene))
        finding.supports = supports(lock, scene)
        finding.refutes = refutes(lock, scene)
        finding.missing = missing(lock, scene)
        finding.remedy = LockRemedy.text(lock, cause, scene)
        finding.verify =
            cause == .contentionMutex
            ? "`\(scene.command())` no longer shows \(Wording.goroutines(waiting)) waiting for this lock, and its "
                + "holder is rarely caught inside."
            : "`\(scene.command())` no longer shows \(Wording.goroutines(waiting)) waiting for this lock, and its "
                + "holder is never caught in a wait while it holds it."
        return Candidate(
            finding, goroutines: behind + lock.waiters, culprits: culprits(lock, scene), objects: [lock.object],
            ahead: scene.graph.objectsAhead(of: lock.object).filter { !isDescriptor($0, scene) })
    }

    private static func isDescriptor(_ object: WaitObjectID, _ scene: Scene) -> Bool {
        if case .descriptor = scene.snapshot.objects[Int(object)].kind { return true }
        return false
    }

    /// The holders, and who stands at the end of the first one's path.
    private static func culprits(_ lock: LockEvidence, _ scene: Scene) -> Set<UInt32> {
        var result = Set(lock.holders.map(\.goroutine)).union(lock.suspects).subtracting(lock.waiters)
        if let end = lock.end?.goroutine { result.insert(end) }
        return result
    }

    private static func confidence(_ lock: LockEvidence, _ cause: Cause, _ scene: Scene) -> Double {
        let ceiling = cause == .contentionMutex ? 0.9 : 0.95
        let holder = Double(lock.holders.first?.confidence ?? (lock.suspects.isEmpty ? 0.3 : 0.5))
        var sure = Confidence(0.35 + 0.45 * holder, ceiling: ceiling)
        sure.support(0.4, when: scene.hasSequence && lock.history.usualWaiters > 0)
        sure.support(0.4, when: lock.waiters.count >= scene.thresholds.lockQueue.value)
        sure.support(0.3, when: lock.holderActivities.count > 1)
        sure.refute(0.2, when: lock.holders.isEmpty && lock.suspects.isEmpty)
        return sure.value
    }

    private static func summary(_ lock: LockEvidence, _ cause: Cause, _ waiting: Int, _ scene: Scene) -> Phrase {
        let title = scene.title(lock.object)
        let start: Phrase = "\(Wording.goroutines(waiting)) \(Wording.wait(waiting)) for \(title)"
        if let common = scene.commonActivity(lock.suspects) {
            return suspected(start, lock.suspects, common, scene)
        }
        guard let holder = lock.holders.first else {
            return "\(start), whose holder changes too fast or does not show; "
                + "it is taken in \(scene.last.shortFunction(lock.waiters[0]))."
        }
        let function = scene.last.shortFunction(holder.goroutine)
        let who: Phrase = "probably held by \(scene.name(holder.goroutine)) in \(function)"
        if cause == .contentionLogging {
            return "\(start), the way into the log: \(who), which \(scene.story(holder.goroutine))."
        }
        if scene.graph.isBlocked[Int(holder.goroutine)] || lock.end?.activity.isWaiting == true {
            return "\(start), \(who), which \(scene.story(holder.goroutine))."
        }
        if cause == .contentionLockAcrossIo, let slow = lock.slowActivity {
            return "\(start), whose holder mostly \(slow.text) meanwhile (\(function))."
        }
        return "\(start), \(who), which \(scene.activity(holder.goroutine).text) meanwhile."
    }

    private static func suspected(
        _ start: Phrase, _ suspects: [UInt32], _ common: (text: Phrase, count: Int, example: UInt32), _ scene: Scene
    ) -> Phrase {
        let function = scene.last.shortFunction(common.example)
        if suspects.count == 1 {
            return "\(start), likely held by \(scene.name(suspects[0])) in \(function), which \(common.text)."
        }
        let number = Wording.goroutines(suspects.count)
        return common.count == 1
            ? "\(start), held by one of \(number) in \(function), where one \(common.text)."
            : "\(start), held by one of \(number) in \(function), where each \(common.text)."
    }

    private static func subject(_ lock: LockEvidence, _ scene: Scene) -> Subject {
        let object = scene.snapshot.objects[Int(lock.object)]
        // The holder's blocking stack is what has to change; without a holder the queue's.
        let shown = lock.end?.goroutine ?? lock.waiters[0]
        return Subject(
            kind: "lock", title: scene.title(lock.object), address: object.address,
            frames: scene.last.frames(of: shown))
    }

    private static func supports(_ lock: LockEvidence, _ scene: Scene) -> [Fact] {
        let places = Scene.mostFrequent(lock.waiters.map { scene.last.place(of: $0) })
        var facts: [Fact] = []
        if let places {
            facts.append(
                Fact("\(places.count) of \(lock.waiters.count) waiters are at \(places.value)", reference: places.value)
            )
        }
        if let holder = lock.holders.first,
            let inference = scene.snapshot.objects[Int(lock.object)].holders.first(where: {
                $0.goroutine == holder.goroutine
            })
        {
            let at: Phrase = scene.takingPlace(inference).map { ", which took it at \($0)" } ?? ""
            facts.append(
                Fact(
                    inference.reasons.isEmpty
                        ? "holder: \(scene.name(holder.goroutine))\(at)"
                        : "holder: \(scene.name(holder.goroutine))\(at) (\(Wording.reasons(inference.reasons)))",
                    reference: scene.name(holder.goroutine)))
            facts.append(
                Fact(
                    "\(scene.name(holder.goroutine)) \(scene.story(holder.goroutine))",
                    reference: scene.name(holder.goroutine)))
        }
        if scene.hasSequence {
            let queue = lock.history.waiters.map(String.init).joined(separator: ", ")
            facts.append(Fact("waiting in each look: \(queue)"))
            if lock.holderChanges {
                facts.append(Fact("the holder changes from look to look, so the lock does move"))
            }
        }
        if lock.oldest >= 0 { facts.append(Fact("the longest wait is at least \(Wording.duration(lock.oldest))")) }
        return facts
    }

    private static func refutes(_ lock: LockEvidence, _ scene: Scene) -> [Fact] {
        var facts: [Fact] = []
        if let holder = lock.holders.first, holder.confidence < 0.6 {
            facts.append(Fact("the holder is a guess with confidence \(Int(holder.confidence * 100)) %"))
        }
        if scene.hasSequence, lock.history.waiters.contains(0) { facts.append(Fact("in one look nobody waited")) }
        return facts
    }

    private static func missing(_ lock: LockEvidence, _ scene: Scene) -> [MissingEvidence] {
        if !scene.hasSequence {
            return [MissingEvidence(evidence: "goroutines over time", command: scene.command())]
        }
        guard lock.holders.isEmpty else { return [] }
        return [
            MissingEvidence(
                evidence: "mutex profile, which names the holders",
                command: "curl -o mutex.pb.gz 'http://HOST:PORT/debug/pprof/mutex?seconds=10' && sonde why mutex.pb.gz")
        ]
    }
}
