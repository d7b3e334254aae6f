import Evidence
import GoProcess

/// Circles of the wait-for graph out of which there is no way: `deadlock.mutex`, `deadlock.self`, `deadlock.channel`.
enum DeadlockRule {
    static let rule = Rule(
        id: "deadlock.cycle", question: "Do goroutines wait for each other in a circle?", requires: [.objects],
        causes: [.deadlockMutex, .deadlockSelf, .deadlockChannel, .evidenceInsufficient]
    ) { scene in
        var byShape: [[StackID]: Cycle] = [:]
        for nodes in scene.components.cycles {
            guard let cycle = Cycle(nodes, scene), cycle.isStanding(scene) else { continue }
            let shape = cycle.goroutines.map { scene.last.goroutine($0).stack }.sorted()
            byShape[shape] = byShape[shape]?.joined(cycle) ?? cycle
        }
        return byShape.values.sorted { $0.goroutines[0] < $1.goroutines[0] }.map { candidate($0, scene) }
    }

    /// One circle, or several of the same shape.
    struct Cycle {
        /// Members of the first circle, ascending.
        var goroutines: [UInt32]
        var objects: [WaitObjectID]
        /// Members of all circles of this shape.
        var all: [UInt32]
        var allObjects: [WaitObjectID]
        var number = 1

        init?(_ nodes: [UInt32], _ scene: Scene) {
            let count = scene.graph.goroutineCount
            goroutines = nodes.filter { Int($0) < count }
            objects = nodes.filter { Int($0) >= count }.map { $0 - UInt32(count) }
            all = goroutines
            allObjects = objects
            if goroutines.isEmpty || objects.isEmpty { return nil }
        }

        func joined(_ other: Cycle) -> Cycle {
            var result = self
            result.all += other.goroutines
            result.allObjects += other.objects
            result.number += 1
            return result
        }

        /// Nobody in it can get on, and nobody moved while it was watched.
        func isStanding(_ scene: Scene) -> Bool {
            goroutines.allSatisfy { member in
                !scene.progress.canProgress[Int(member)]
                    && (!scene.hasSequence || scene.ages.isSteady[Int(member)])
            }
        }
    }

    private static func candidate(_ cycle: Cycle, _ scene: Scene) -> Candidate {
        let isLocksOnly = cycle.objects.allSatisfy { isLock($0, scene) }
        let behind = scene.graph.behind(cycle.all)
        let cause: Cause =
            !isLocksOnly ? .deadlockChannel : cycle.objects.count == 1 ? .deadlockSelf : .deadlockMutex
        let isProved = isClosed(cycle, scene)
        let hasLock = cycle.objects.contains { isLock($0, scene) }
        var sure = Confidence(edgeConfidence(cycle, scene), ceiling: 0.98)
        sure.support(0.5, when: scene.hasSequence)
        sure.support(0.7, when: isProved && cause == .deadlockChannel)
        sure.refute(0.25, when: cause == .deadlockChannel && !isProved)
        let isUnproved = cause == .deadlockChannel && !isProved && !hasLock
        var finding = Finding(
            isUnproved ? .evidenceInsufficient : cause, isUnproved ? .info : .critical, confidence: sure.value,
            impact: scene.impact(waiting: behind.count + cycle.all.count, object: nil),
            summary: summary(cycle, behind.count, cause, scene), subject: subject(cycle, cause, scene))
        finding.supports = supports(cycle, scene, isProved: isProved)
        if cause == .deadlockChannel, !isProved {
            finding.missing.append(
                MissingEvidence(
                    evidence: "proof that nobody else reaches the channels (goroutineleak profile, Go 1.26 on)",
                    command: "sonde why http://HOST:PORT/debug/pprof/goroutineleak?debug=2"))
        }
        if !scene.hasSequence {
            finding.missing.append(
                MissingEvidence(evidence: "a second look: nobody in the circle moves", command: scene.command()))
        }
        finding.remedy = remedy(cycle, cause, scene)
        finding.verify =
            "After the fix `\(scene.command())` no longer reports `\(cause.rawValue)`, and the goroutines of "
            + "\(scene.last.shortFunction(cycle.goroutines[0])) come and go."
        return Candidate(
            finding, goroutines: behind + cycle.all, culprits: cycle.all, objects: Set(cycle.allObjects))
    }

    static func isLock(_ object: WaitObjectID, _ scene: Scene) -> Bool {
        switch scene.snapshot.objects[Int(object)].kind {
        case .mutex, .rwMutex: true
        default: false
        }
    }

    /// No goroutine outside of the circle reaches its channels: the reader or the runtime proved it of the members.
    private static func isClosed(_ cycle: Cycle, _ scene: Scene) -> Bool {
        cycle.goroutines.allSatisfy { member in
            let flags = scene.last.goroutine(member).flags
            let waitsForLock = scene.graph.objects(of: member).allSatisfy { isLock($0, scene) }
            return flags.contains(.unreachable) || flags.contains(.leaked) || waitsForLock
        }
    }

    /// The weakest edge of the circle.
    private static func edgeConfidence(_ cycle: Cycle, _ scene: Scene) -> Double {
        var weakest = 1.0
        let members = Set(cycle.goroutines)
        for object in cycle.objects {
            let inside = scene.graph.blockers(of: object).filter { members.contains($0.goroutine) }
            // One of several suspects holds it: that it is inside is as sure as all of those inside together.
            let isSuspected = inside.first?.relation == .suspect
            let sure = isSuspected ? inside.reduce(0) { $0 + $1.confidence } : inside.map(\.confidence).max() ?? 0
            weakest = min(weakest, Double(sure))
        }
        return weakest
    }

    private static func steps(_ cycle: Cycle, _ scene: Scene) -> [BlockingPath.Step] {
        let path = scene.graph.path(from: cycle.goroutines[0])
        guard path.isCycle, let start = path.steps.firstIndex(where: { $0.goroutine == path.end }) else { return [] }
        return Array(path.steps[start...])
    }

    private static func summary(_ cycle: Cycle, _ behind: Int, _ cause: Cause, _ scene: Scene) -> Phrase {
        let first = cycle.goroutines[0]
        let more: Phrase =
            behind == 0 ? "" : "; \(Wording.goroutines(behind)) more \(Wording.wait(behind)) behind"
        let repeated: Phrase = cycle.number == 1 ? "" : " (\(cycle.number) times alike)"
        if cause == .deadlockSelf {
            return "\(scene.name(first).capitalizedFirst) waits for ever in \(scene.last.shortFunction(first)) for "
                + "\(scene.title(cycle.objects[0])), which it holds itself\(repeated)\(more)."
        }
        let chain = steps(cycle, scene).prefix(4).map { step -> Phrase in
            let (waiter, other) = (scene.name(step.goroutine), scene.name(step.blocker.goroutine))
            let (function, object) = (scene.last.shortFunction(step.goroutine), scene.title(step.object))
            return step.blocker.relation == .reference
                ? "\(waiter) in \(function) waits for \(object), which only \(other) could serve"
                : "\(waiter) in \(function) waits for \(object), held by \(other)"
        }
        let text: Phrase =
            chain.isEmpty
            ? "\(scene.names(cycle.goroutines)) wait for each other" : chain.joined(separator: "; ")
        return "Deadlock of \(Wording.goroutines(cycle.goroutines.count))\(repeated): \(text)\(more)."
    }

    private static func subject(_ cycle: Cycle, _ cause: Cause, _ scene: Scene) -> Subject {
        let titles = cycle.objects.map { scene.title($0) }
        let kind = cause == .deadlockSelf ? "lock" : cause == .deadlockMutex ? "lock cycle" : "goroutines"
        let title = cause == .deadlockSelf ? titles[0] : Wording.list(titles, limit: 4)
        return Subject(
            kind: kind, title: title, address: scene.snapshot.objects[Int(cycle.objects[0])].address,
            frames: scene.last.frames(of: cycle.goroutines[0]))
    }

    private static func supports(_ cycle: Cycle, _ scene: Scene, isProved: Bool) -> [Fact] {
        var facts: [Fact] = []
        for member in cycle.goroutines.prefix(8) {
            let object = scene.graph.objects(of: member).first
            let place = scene.last.place(of: member)
            facts.append(
                Fact(
                    object.map { "\(scene.name(member)) waits at \(place) for \(scene.title($0))" }
                        ?? "\(scene.name(member)) waits at \(place)",
                    reference: scene.name(member)))
        }
        for object in cycle.objects.prefix(8) {
            let blocker = scene.graph.blockers(of: object).first?.goroutine
            guard let holder = scene.snapshot.objects[Int(object)].holders.first(where: { $0.goroutine == blocker })
            else { continue }
            let at: Phrase = scene.takingPlace(holder).map { ", taken at \($0)" } ?? ""
            let reasons: Phrase = holder.reasons.isEmpty ? "" : ": \(Wording.reasons(holder.reasons))"
            facts.append(
                Fact(
                    "\(scene.title(object)) is probably held by \(scene.name(holder.goroutine))\(at)\(reasons)",
                    reference: scene.name(holder.goroutine)))
        }
        if scene.hasSequence {
            facts.append(
                Fact(
                    "none of them moved in \(scene.views.count) looks over "
                        + "\(Wording.duration(scene.ages.observed))"))
        }
        if isProved, !cycle.objects.allSatisfy({ isLock($0, scene) }) {
            facts.append(Fact("no goroutine that can still run reaches what they wait for"))
        }
        return facts
    }

    private static func remedy(_ cycle: Cycle, _ cause: Cause, _ scene: Scene) -> Phrase {
        let functions = Array(Set(cycle.goroutines.map { scene.last.shortFunction($0) })).sorted()
        switch cause {
        case .deadlockSelf:
            return "Do not lock again in \(functions[0]): split it into a method that locks and one that expects the "
                + "lock to be held, and call the latter from code that holds it. Go's locks are not reentrant, and "
                + "RLock under one's own RLock stops as soon as a writer comes between."
        case .deadlockMutex:
            let titles = cycle.objects.map { scene.title($0) }
            return "Take \(Wording.list(titles, limit: 4)) in the same order everywhere; now "
                + "\(Wording.list(functions, limit: 4)) take them in different orders."
        default:
            return "Break the circle between \(Wording.list(functions, limit: 4)): give one of the channels a buffer, "
                + "receive in a goroutine of its own, or let go of locks before sending or receiving."
        }
    }
}

extension String {
    /// The text with its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
