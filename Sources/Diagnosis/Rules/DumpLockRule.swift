import Evidence
import GoProcess

/// Lock queues in evidence without addresses: text dumps, or goroutines whose lock the reader could not find.
///
/// Methods of one type, or one function, most probably lock the same lock; whoever is inside the same methods
/// without waiting for a lock most probably holds it. That is likely, not certain, and the confidence says so.
enum DumpLockRule {
    static let rule = Rule(
        id: "lock.dump", question: "Do goroutines queue for a lock, as far as stacks without addresses tell?",
        requires: [.goroutines],
        causes: [.contentionMutex, .contentionLockAcrossIo, .contentionLogging, .deadlockMutex, .evidenceInsufficient]
    ) { scene in
        let clusters = DumpLock.all(scene)
        var result = crossed(clusters, scene).map { [$0] } ?? []
        let explained = Set(result.flatMap(\.goroutines))
        for cluster in clusters where !cluster.waiters.allSatisfy(explained.contains) {
            if let candidate = candidate(cluster, scene) { result.append(candidate) }
        }
        return result
    }

    private static func candidate(_ lock: DumpLock, _ scene: Scene) -> Candidate? {
        guard lock.isNoticeable(scene) else { return nil }
        let slow = lock.holders.filter { scene.activity($0).isSlow }
        let computing = lock.holders.filter { scene.activity($0).isComputing }
        let logging = lock.waiters.count { scene.last.traits($0).contains(.logging) } * 2 > lock.waiters.count
        if logging { return queue(lock, .contentionLogging, slow.first ?? lock.holders.first, 0.6, scene) }
        if let holder = slow.first {
            return queue(lock, .contentionLockAcrossIo, holder, slow.count == 1 ? 0.65 : 0.5, scene)
        }
        if let holder = computing.first { return queue(lock, .contentionMutex, holder, 0.55, scene) }
        return insufficient(lock, scene)
    }

    private static func queue(
        _ lock: DumpLock, _ cause: Cause, _ holder: UInt32?, _ start: Double, _ scene: Scene
    ) -> Candidate {
        let number = lock.waiters.count
        var sure = Confidence(start, ceiling: 0.8)
        sure.support(0.4, when: number >= scene.thresholds.lockQueue.value)
        sure.support(0.3, when: scene.hasSequence)
        let waits = scene.last.shortFunction(lock.waiters[0])
        let who: Phrase = "\(Wording.goroutines(number)) \(Wording.wait(number)) for a lock in \(waits)"
        var finding = Finding(
            cause, scene.severity(waiting: number), confidence: sure.value,
            impact: Impact(value: Double(number), unit: "goroutines"),
            summary: holder.map {
                "\(who), likely held by \(scene.name($0)) in \(scene.last.shortFunction($0)), which \(scene.story($0))."
            } ?? "\(who), the way into the log.",
            subject: Subject(
                kind: "lock", title: "lock of \(lock.title)", frames: scene.last.frames(of: holder ?? lock.waiters[0])))
        finding.supports = [
            Fact("\(Wording.goroutines(number)) wait in \(waits)", reference: scene.name(lock.waiters[0]))
        ]
        if let holder {
            finding.supports.append(
                Fact(
                    "\(scene.name(holder)) is inside \(lock.title) as well and does not wait for a lock",
                    reference: scene.name(holder)))
        }
        finding.refutes = [
            Fact("the dump has no addresses: that they wait for the same lock is inferred from the code")
        ]
        if lock.holders.count > 1 {
            finding.refutes.append(
                Fact("\(Wording.goroutines(lock.holders.count)) are inside \(lock.title); only one can hold a Mutex"))
        }
        finding.missing = [missing(scene)]
        finding.remedy =
            cause == .contentionMutex
            ? "Do less in \(waits) while the lock is held, or split it."
            : cause == .contentionLogging
                ? "Write the log without holding callers up: buffered or asynchronous, and fewer lines on this path."
                : "In \(holder.map { scene.last.shortFunction($0) } ?? waits), unlock before the slow operation and lock "
                    + "again only to store its result; give it a timeout."
        finding.verify = "A new dump shows no queue in \(waits)."
        return Candidate(
            finding, goroutines: lock.waiters, culprits: cause == .contentionMutex ? [] : holder.map { [$0] } ?? [])
    }

    private static func insufficient(_ lock: DumpLock, _ scene: Scene) -> Candidate? {
        guard lock.waiters.count >= scene.thresholds.lockWaiters.value else { return nil }
        let waits = scene.last.shortFunction(lock.waiters[0])
        var finding = Finding(
            .evidenceInsufficient, .info, confidence: 0.9,
            impact: Impact(value: Double(lock.waiters.count), unit: "goroutines"),
            summary: "\(Wording.goroutines(lock.waiters.count)) wait for a lock in \(waits), but without addresses its "
                + "holder cannot be told.",
            subject: Subject(
                kind: "lock", title: "lock of \(lock.title)", frames: scene.last.frames(of: lock.waiters[0])))
        finding.supports = [Fact("nobody else is inside \(lock.title)", reference: scene.name(lock.waiters[0]))]
        finding.missing = [missing(scene)]
        finding.remedy = "Look at the running process: its memory tells which lock it is and who refers to it."
        finding.verify = "The report then names the lock and its holder."
        return Candidate(finding, goroutines: lock.waiters)
    }

    private static func missing(_ scene: Scene) -> MissingEvidence {
        MissingEvidence(evidence: "locks and their holders from the running process", command: scene.command())
    }

    /// Two queues, each of whose members came through the code of the other.
    private static func crossed(_ clusters: [DumpLock], _ scene: Scene) -> Candidate? {
        for (place, a) in clusters.enumerated() {
            for b in clusters[(place + 1)...] where a.outer.contains(b.key) && b.outer.contains(a.key) {
                let all = (a.waiters + b.waiters).sorted()
                guard a.holders.isEmpty, b.holders.isEmpty, scene.oldest(all) >= scene.thresholds.dumpMinute.value
                else { continue }
                let finding = Finding(
                    .deadlockMutex, .critical, confidence: 0.6,
                    impact: Impact(value: Double(all.count), unit: "goroutines"),
                    summary: "Likely deadlock of \(Wording.goroutines(all.count)): some wait for a lock in \(a.title) "
                        + "inside of \(b.title), others the other way round.",
                    subject: Subject(
                        kind: "lock cycle", title: "locks of \(a.title) and \(b.title)",
                        frames: scene.last.frames(of: all[0])),
                    supports: [
                        Fact("\(scene.names(a.waiters)) wait in \(a.title)"),
                        Fact("\(scene.names(b.waiters)) wait in \(b.title)"),
                        Fact("nobody inside either is able to run"),
                    ], missing: [missing(scene)],
                    remedy: "Take the locks of \(a.title) and \(b.title) in the same order everywhere.",
                    verify: "A new dump shows neither waiting for a lock.")
                return Candidate(finding, goroutines: all, culprits: all)
            }
        }
        return nil
    }
}
