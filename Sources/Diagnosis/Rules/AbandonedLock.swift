import Evidence
import GoProcess

/// A lock that is held although no stack refers to it beside its waiters: one of them locked it before, or an Unlock
/// is missing.
enum AbandonedLock {
    static func candidate(_ lock: LockEvidence, _ scene: Scene) -> Candidate {
        let again = ownReader(lock, scene)
        let cause: Cause = again != nil || lock.waiters.count == 1 ? .deadlockSelf : .deadlockMutex
        let references = scene.snapshot.objects[Int(lock.object)].references ?? []
        let behind = scene.graph.behind(object: lock.object)
        var sure = Confidence(0.5, ceiling: 0.85)
        sure.support(0.5, when: again != nil)
        sure.support(0.3, when: scene.ages.observed >= scene.thresholds.slowIO.value)
        sure.refute(0.4, when: !references.isEmpty)
        let title = scene.title(lock.object)
        let waiting = max(behind.count, lock.waiters.count)
        var finding = Finding(
            cause, .critical, confidence: sure.value, impact: scene.impact(waiting: waiting, object: lock.object),
            summary: summary(lock, again, waiting, scene),
            subject: Subject(
                kind: "lock", title: title, address: scene.snapshot.objects[Int(lock.object)].address,
                frames: scene.last.frames(of: again ?? lock.waiters[0])))
        finding.supports = [
            Fact(
                "nobody who waits for it moved in \(scene.views.count) looks over "
                    + "\(Wording.duration(scene.ages.observed))"),
            Fact("no stack but those of its waiters refers to it as its holder's would"),
        ]
        if let again {
            finding.supports.append(
                Fact(
                    "readers still hold it, and \(scene.name(again)) is the writer that waits for them to leave",
                    reference: scene.name(again)))
        }
        finding.refutes =
            references.isEmpty ? [] : [Fact("\(Wording.goroutines(references.count)) elsewhere refer to it")]
        finding.missing = [
            MissingEvidence(
                evidence: "who took the lock last",
                command: "curl -o mutex.pb.gz 'http://HOST:PORT/debug/pprof/mutex' && sonde why mutex.pb.gz")
        ]
        let function = scene.last.shortFunction(again ?? lock.waiters[0])
        finding.remedy =
            again != nil
            ? "Do not lock again in \(function): its caller holds the lock. Split it into a method that locks and one "
                + "that expects the lock to be held."
            : "Look at every path through the functions that lock \(title), \(function) among them, for a return or "
                + "panic without Unlock; `defer` the Unlock right behind the Lock."
        finding.verify = "`\(scene.command())` no longer reports goroutines that stand at \(function)."
        return Candidate(finding, goroutines: behind + lock.waiters, culprits: [], objects: [lock.object])
    }

    private static func summary(_ lock: LockEvidence, _ again: UInt32?, _ waiting: Int, _ scene: Scene) -> Phrase {
        let title = scene.title(lock.object)
        if let again {
            return "\(scene.name(again).capitalizedFirst) waits in \(scene.last.shortFunction(again)) for \(title), "
                + "which it seems to hold already; \(Wording.goroutines(waiting)) \(Wording.wait(waiting)) in all."
        }
        return "\(Wording.goroutines(waiting)) \(Wording.wait(waiting)) for \(title), which is locked although no "
            + "goroutine seems to hold it: an Unlock is probably missing."
    }

    /// The one writer of an RWMutex that still has readers, when no reader is to be found: it reads itself.
    private static func ownReader(_ lock: LockEvidence, _ scene: Scene) -> UInt32? {
        guard case .rwMutex(let facts) = scene.snapshot.objects[Int(lock.object)].kind, facts.departing > 0 else {
            return nil
        }
        let writers = lock.waiters.filter { scene.last.kinds[Int($0)] == .writeLock }
        return writers.count == 1 ? writers[0] : nil
    }
}
