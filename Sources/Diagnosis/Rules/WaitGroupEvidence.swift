import Evidence
import GoProcess

/// Whether a WaitGroup's waiter waits for nobody.
enum WaitGroupEvidence {
    /// Proved by reachability; or nobody refers to the WaitGroup, its waiter started nobody who is still there, and
    /// it stood still while it was watched.
    ///
    /// A waiter that counts on goroutines which are stuck themselves is not stuck for want of a Done.
    static func isStuck(_ waiter: UInt32, _ scene: Scene) -> Bool {
        if scene.graph.isBlocked[Int(waiter)] { return false }
        if scene.isProvedStuck(waiter) { return !hasChildren(waiter, scene) }
        let goroutine = scene.last.goroutine(waiter)
        if scene.isText { return isStuckInDump(waiter, scene) }
        guard scene.hasSequence, scene.ages.isSteady[Int(waiter)], !goroutine.flags.contains(.reachabilityChecked),
            scene.age(waiter) >= scene.thresholds.lockAge.value, let object = scene.graph.objects(of: waiter).first
        else { return false }
        return counter(object, scene) > 0 && scene.snapshot.objects[Int(object)].references == []
            && !hasChildren(waiter, scene)
    }

    private static func isStuckInDump(_ waiter: UInt32, _ scene: Scene) -> Bool {
        let knowsParents = scene.snapshot.goroutines.contains { $0.parent != 0 }
        return knowsParents && scene.age(waiter) >= scene.thresholds.dumpMinute.value && !hasChildren(waiter, scene)
    }

    private static func hasChildren(_ waiter: UInt32, _ scene: Scene) -> Bool {
        let id = scene.last.goroutine(waiter).id
        return scene.snapshot.goroutines.contains {
            $0.parent == id && !$0.flags.contains(.system) && Children.maySignal($0, scene.snapshot)
        }
    }

    private static func counter(_ object: WaitObjectID, _ scene: Scene) -> Int {
        if case .waitGroup(let facts) = scene.snapshot.objects[Int(object)].kind { return facts.counter }
        return 0
    }

    static func candidate(_ waiters: [UInt32], _ scene: Scene) -> Candidate {
        let first = waiters[0]
        let isProved = scene.isProvedStuck(first)
        let function = scene.last.shortFunction(first)
        let object = scene.graph.objects(of: first).first
        let missing = object.map { counter($0, scene) } ?? 0
        var sure = Confidence(isProved ? 0.9 : scene.isText ? 0.55 : 0.7, ceiling: 0.97)
        sure.support(0.5, when: missing > 0)
        sure.support(0.3, when: scene.hasSequence)
        let behind = scene.graph.behind(waiters)
        let who =
            waiters.count == 1 ? Phrase(scene.name(first).capitalizedFirst) : Wording.goroutines(waiters.count)
        var finding = Finding(
            .stuckWaitgroup, isProved || scene.hasSequence ? .critical : .warning, confidence: sure.value,
            impact: Impact(value: Double(waiters.count + behind.count), unit: "goroutines"),
            summary: missing > 0
                ? "\(who) \(Wording.wait(waiters.count)) in \(function) for a WaitGroup that still counts \(missing), "
                    + "but nobody is left to call Done."
                : "\(who) \(Wording.wait(waiters.count)) in \(function) for a WaitGroup that nobody seems left to call "
                    + "Done on.",
            subject: Subject(
                kind: "goroutines", title: Phrase(function),
                address: object.map { scene.snapshot.objects[Int($0)].address },
                frames: scene.last.frames(of: first)))
        finding.supports = [
            Fact("no goroutine that \(scene.name(first)) started is left", reference: scene.name(first))
        ]
        if missing > 0 {
            finding.supports.append(
                Fact(missing == 1 ? "1 call of Done is missing" : "\(missing) calls of Done are missing"))
        }
        if isProved { finding.supports.append(Fact("nothing that can still run reaches the WaitGroup")) }
        let oldest = scene.oldest(waiters)
        if oldest >= 0 { finding.supports.append(Fact("it has waited for at least \(Wording.duration(oldest))")) }
        if !isProved {
            finding.missing = [
                MissingEvidence(
                    evidence: "who still refers to the WaitGroup", command: scene.command())
            ]
        }
        finding.remedy =
            "Call `defer wg.Done()` as the first statement of every goroutine that \(function) waits for, and Add before "
            + "the go statement; look for early returns and panics without Done."
        finding.verify = "`\(scene.command())` no longer shows \(function) in sync.(*WaitGroup).Wait."
        return Candidate(
            finding, goroutines: behind + waiters, culprits: waiters, objects: Set(object.map { [$0] } ?? []))
    }
}
