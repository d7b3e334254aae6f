import Evidence
import GoProcess

/// `pool.exhausted`: callers wait for a slot, and what the holders do is the root.
enum PoolRule {
    static let rule = Rule(
        id: "pool.exhausted", question: "Do goroutines wait for a slot of a pool, and what do its holders do?",
        requires: [.goroutines],
        causes: [.poolExhausted]
    ) { scene in
        let pools = ChannelPools.all(scene) + FramePools.all(scene)
        return pools.filter { $0.isNoticeable(scene) }.map { candidate($0, scene) }
    }

    private static func candidate(_ pool: PoolEvidence, _ scene: Scene) -> Candidate {
        let behind = pool.object.map { scene.graph.behind(object: $0) } ?? scene.graph.behind(pool.waiters)
        let waiting = Set(behind).union(pool.waiters).count
        let isForEver = !pool.nested.isEmpty || pool.lostSlots != nil
        var sure = Confidence(0.6, ceiling: 0.95)
        sure.support(0.5, when: !pool.holders.isEmpty && scene.areMostlySlow(pool.holders))
        sure.support(0.4, when: scene.hasSequence)
        sure.support(0.4, when: pool.capacity == pool.holders.count)
        sure.support(0.5, when: isForEver)
        sure.refute(0.2, when: scene.isText)
        sure.refute(0.25, when: pool.holders.isEmpty && !isForEver)
        let severity: Severity = isForEver && scene.hasSequence ? .critical : scene.severity(waiting: waiting)
        var finding = Finding(
            .poolExhausted, severity, confidence: sure.value,
            impact: scene.impact(waiting: waiting, object: pool.object),
            summary: summary(pool, waiting, scene), subject: subject(pool, scene))
        finding.supports = supports(pool, scene)
        finding.missing =
            scene.hasSequence ? [] : [MissingEvidence(evidence: "goroutines over time", command: scene.command())]
        finding.remedy = remedy(pool, scene)
        finding.verify =
            "`\(scene.command())` no longer shows goroutines waiting in \(scene.last.shortFunction(pool.waiters[0])) "
            + "for this pool."
        // Those at the ends of the holders' paths are why the slots do not come back.
        let ends = pool.holders.prefix(4096).map { scene.graph.path(from: $0).end }
        let ahead = pool.holders.prefix(4096).flatMap { holder in
            scene.graph.path(from: holder).steps.map(\.object)
        }
        return Candidate(
            finding, goroutines: behind + pool.waiters,
            culprits: Set(pool.holders + ends + pool.witnesses).subtracting(pool.waiters),
            objects: Set(pool.object.map { [$0] } ?? []), ahead: ahead)
    }

    private static func summary(_ pool: PoolEvidence, _ waiting: Int, _ scene: Scene) -> Phrase {
        let slots: Phrase = pool.capacity.map { " of \(Wording.count($0, "slot"))" } ?? ""
        let start: Phrase = "\(Wording.goroutines(waiting)) \(Wording.wait(waiting)) for the \(pool.title)\(slots)"
        if !pool.nested.isEmpty {
            return
                "\(start); \(Wording.goroutines(pool.nested.count)) of them hold a slot already and wait for a second"
                + " one in \(scene.last.shortFunction(pool.nested[0]))."
        }
        if let lost = pool.lostSlots {
            let place = takingPlace(pool, scene)
            return lost == pool.capacity
                ? "\(start), but nobody holds one any more: \(lost) were taken at \(place) and never given back."
                : "\(start), but hardly anybody holds one any more: \(lost) were taken at \(place) and never given back."
        }
        guard let common = scene.commonActivity(pool.holders) else {
            return "\(start); who holds its slots is not known."
        }
        let (function, story) = (scene.last.shortFunction(common.example), scene.story(common.example))
        if pool.holders.count == 1 { return "\(start); its 1 holder \(story)." }
        return common.count == pool.holders.count
            ? "\(start); its \(pool.holders.count) holders are in \(function), where each \(story)."
            : "\(start); most of its \(pool.holders.count) holders are in \(function), where each \(story)."
    }

    /// Where slots are taken: the caller of the function that waits.
    private static func takingPlace(_ pool: PoolEvidence, _ scene: Scene) -> String {
        scene.last.place(of: pool.waiters[0])
    }

    private static func subject(_ pool: PoolEvidence, _ scene: Scene) -> Subject {
        let shown: UInt32 =
            !pool.nested.isEmpty || pool.lostSlots != nil
            ? pool.nested.first ?? pool.waiters[0]
            : scene.commonActivity(pool.holders)?.example ?? pool.waiters[0]
        return Subject(
            kind: "pool", title: pool.title,
            address: pool.object.map { scene.snapshot.objects[Int($0)].address }, frames: scene.last.frames(of: shown))
    }

    private static func supports(_ pool: PoolEvidence, _ scene: Scene) -> [Fact] {
        var facts: [Fact] = []
        if let places = Scene.mostFrequent(pool.waiters.prefix(4096).map { scene.last.place(of: $0) }) {
            facts.append(
                Fact(
                    "\(Wording.goroutines(pool.waiters.count)) wait for a slot, most at \(places.value)",
                    reference: places.value))
        }
        if let capacity = pool.capacity { facts.append(Fact("all \(Wording.count(capacity, "slot")) are taken")) }
        if !pool.holders.isEmpty {
            facts.append(
                Fact("\(scene.names(pool.holders)) hold slots", reference: scene.name(pool.holders[0])))
        }
        if let common = scene.commonActivity(pool.holders) {
            facts.append(
                Fact(
                    "\(common.count) of \(min(256, pool.holders.count)) holders: \(common.text)",
                    reference: scene.name(common.example)))
        }
        let oldest = scene.oldest(pool.waiters)
        if oldest >= 0 { facts.append(Fact("the longest wait for a slot is at least \(Wording.duration(oldest))")) }
        return facts
    }

    private static func remedy(_ pool: PoolEvidence, _ scene: Scene) -> Phrase {
        if !pool.nested.isEmpty {
            return "Do not take a second slot while holding one: finish the first query, close its rows, or use the "
                + "same transaction in \(scene.last.shortFunction(pool.nested[0]))."
        }
        if pool.lostSlots != nil {
            return "Give the slot back on every path behind \(takingPlace(pool, scene)), errors and early returns "
                + "included: `defer` it (rows.Close, Body.Close, the receive from the channel) right behind the taking."
        }
        let work = scene.commonActivity(pool.holders).map { scene.last.shortFunction($0.example) } ?? "its holders"
        return "Make what the holders do in \(work) shorter: a timeout on the slow call, and no slot held across it; "
            + "only then \(pool.widening)."
    }
}
