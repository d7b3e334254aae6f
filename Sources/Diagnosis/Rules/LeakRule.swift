import Evidence
import GoProcess

/// `leak.goroutine`: goroutines of one creation site that nobody will wake, or that only ever grow in number.
enum LeakRule {
    static let rule = Rule(
        id: "leak.goroutine", question: "Do goroutines of one site accumulate where nobody wakes them?",
        requires: [.goroutines],
        causes: [.leakGoroutine, .evidenceInsufficient]
    ) { scene in
        // A site whose waits have a vocabulary of their own is left to those rules.
        let own: Set<WaitKind> = [.cond, .waitGroup]
        return CreationSite.all(scene).compactMap { site in
            let proved = site.members.filter { scene.isProvedStuck($0) }
            let grows = isGrowing(site, scene)
            let isOld = isOldDump(site, scene)
            if !grows, !isOld, proved.isEmpty { return suspicion(site, scene) }
            if !grows, !isOld, !site.kinds.isDisjoint(with: own) { return nil }
            return candidate(site, proved, grows: grows, scene)
        }
    }

    private static func isGrowing(_ site: CreationSite, _ scene: Scene) -> Bool {
        let limits = scene.thresholds
        return scene.hasSequence && site.growsSteadily && site.growth >= limits.leakGrowth.value
            && site.members.count >= limits.leakCount.value && site.departures * 4 <= site.growth
    }

    /// Many in one dump, of every age: some came a minute ago and earlier, others since.
    static func isOldDump(_ site: CreationSite, _ scene: Scene) -> Bool {
        guard scene.isText, site.members.count >= scene.thresholds.leakText.value else { return false }
        let ages = site.members.map(scene.age)
        let old = ages.count { $0 >= scene.thresholds.dumpMinute.value }
        return old * 4 >= site.members.count && Set(ages).count > 2
    }

    private static func candidate(
        _ site: CreationSite, _ proved: [UInt32], grows: Bool, _ scene: Scene
    ) -> Candidate {
        let members = grows || proved.isEmpty ? site.members : proved
        let first = members[0]
        var sure = Confidence(proved.isEmpty ? 0.65 : 0.85, ceiling: 0.97)
        sure.support(0.6, when: !proved.isEmpty && grows)
        sure.support(0.4, when: grows && site.departures == 0)
        sure.support(0.6, when: proved.contains { scene.last.goroutine($0).flags.contains(.leaked) })
        let isBlocked = scene.graph.isBlocked[Int(first)] && scene.progress.canProgress[Int(first)]
        sure.refute(0.3, when: isBlocked && proved.isEmpty)
        let site0 = scene.last.creationPlace(first)
        let rate = rate(site, scene)
        let isSerious = grows || proved.isEmpty || proved.count >= 10
        var finding = Finding(
            .leakGoroutine, isSerious ? .warning : .info, confidence: sure.value,
            impact: grows && rate != nil
                ? Impact(value: rate ?? 0, unit: "goroutines per second")
                : Impact(value: Double(members.count), unit: "goroutines"),
            summary: summary(members, isProved: !proved.isEmpty, scene)
                + (grows
                    ? "; their number only grows (\(site.counts.map(String.init).joined(separator: ", ")))." : "."),
            subject: Subject(
                kind: "creation site", title: Phrase(site0), frames: scene.last.frames(of: first)))
        finding.supports = supports(site, proved, grows: grows, scene)
        if isBlocked {
            finding.refutes = [Fact("somebody who can still run could serve them: \(scene.story(first))")]
        }
        if proved.isEmpty {
            finding.missing = [
                MissingEvidence(
                    evidence: "goroutineleak profile (Go 1.26 on)",
                    command: "sonde why http://HOST:PORT/debug/pprof/goroutineleak?debug=2")
            ]
        }
        finding.remedy = remedy(site, first, scene)
        finding.verify =
            "`\(scene.command())` shows a level number of goroutines created at \(site0); in tests, "
            + "count goroutines before and after."
        return Candidate(finding, goroutines: members)
    }

    private static func summary(_ members: [UInt32], isProved: Bool, _ scene: Scene) -> Phrase {
        let first = members[0]
        let (site, function) = (scene.last.creationPlace(first), scene.last.shortFunction(first))
        let who = Wording.goroutines(members.count)
        let what = scene.activity(first).text
        if members.count == 1 {
            return isProved
                ? "\(who) created at \(site) is stuck in \(function): it \(what), and nobody can wake it any more"
                : "\(who) created at \(site) is stuck in \(function): it \(what)"
        }
        return isProved
            ? "\(who) created at \(site) are stuck in \(function): each \(what), and nobody can wake them any more"
            : "\(who) created at \(site) are stuck in \(function): each \(what)"
    }

    private static func supports(
        _ site: CreationSite, _ proved: [UInt32], grows: Bool, _ scene: Scene
    ) -> [Fact] {
        var facts: [Fact] = []
        let leaked = proved.count { scene.last.goroutine($0).flags.contains(.leaked) }
        if leaked > 0 { facts.append(Fact("the runtime itself found \(leaked) of them leaked")) }
        if proved.count > leaked {
            facts.append(
                Fact("nothing that can still run reaches what \(proved.count - leaked) of them wait for"))
        }
        if grows {
            facts.append(
                Fact(
                    "\(site.growth) came and \(site.departures) left in \(scene.views.count) looks over "
                        + "\(Wording.duration(scene.ages.observed))"))
        }
        let oldest = scene.oldest(site.members)
        if oldest >= 0 { facts.append(Fact("the oldest has waited for at least \(Wording.duration(oldest))")) }
        facts.append(
            Fact("all wait at \(scene.last.place(of: site.members[0]))", reference: scene.name(site.members[0])))
        return facts
    }

    private static func remedy(_ site: CreationSite, _ first: UInt32, _ scene: Scene) -> Phrase {
        let function = scene.last.shortFunction(first)
        switch scene.last.kinds[Int(first)] {
        case .channelSend:
            return "Let the sender in \(function) give up: a buffer for the one result, or a select with the request's "
                + "context; a receiver that returns early must not leave it behind."
        case .channelReceive:
            return
                "Close the channel that \(function) receives from when there is nothing more to come, or select on a "
                + "context that ends with the caller."
        case .select:
            return "Make sure that one case of the select in \(function) always comes: cancel the context that it "
                + "watches on every path (`defer cancel()`)."
        default: return "Give what \(function) waits for an end: a close, a cancel or a timeout."
        }
    }

    private static func rate(_ site: CreationSite, _ scene: Scene) -> Double? {
        guard scene.ages.observed > 0 else { return nil }
        let perSecond = Double(site.growth) / (Double(scene.ages.observed) / 1e9)
        return (perSecond * 10).rounded() / 10
    }

    /// Very many in one look prove nothing: they may be what the program is for.
    private static func suspicion(_ site: CreationSite, _ scene: Scene) -> Candidate? {
        guard !scene.hasSequence, site.members.count >= scene.thresholds.leakSuspect.value else { return nil }
        let first = site.members[0]
        guard !scene.graph.isBlocked[Int(first)] else { return nil }
        let place = scene.last.creationPlace(first)
        let finding = Finding(
            .evidenceInsufficient, .info, confidence: 0.9,
            impact: Impact(value: Double(site.members.count), unit: "goroutines"),
            summary: "\(Wording.goroutines(site.members.count)) created at \(place) wait in "
                + "\(scene.last.shortFunction(first)); one look cannot tell a leak from a program that has that many.",
            subject: Subject(kind: "creation site", title: Phrase(place), frames: scene.last.frames(of: first)),
            supports: [Fact("all wait at \(scene.last.place(of: first))", reference: scene.name(first))],
            missing: [
                MissingEvidence(
                    evidence: "whether their number grows", command: scene.command("why", "--duration 30s")),
                MissingEvidence(
                    evidence: "goroutineleak profile (Go 1.26 on)",
                    command: "sonde why http://HOST:PORT/debug/pprof/goroutineleak?debug=2"),
            ],
            remedy: "Collect once more before changing anything.",
            verify: "The report then names `leak.goroutine`, or `healthy`.")
        return Candidate(finding, goroutines: site.members)
    }
}

extension Scene {
    /// The runtime or the reader proved that nobody reaches what a goroutine waits for.
    func isProvedStuck(_ index: UInt32) -> Bool {
        let flags = last.goroutine(index).flags
        return flags.contains(.unreachable) || flags.contains(.leaked)
    }
}
