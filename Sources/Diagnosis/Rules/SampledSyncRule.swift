import Evidence
import GoProcess

/// `io.disk-sync` where system calls were not recorded: how many of the looks found a goroutine in a call that waits for
/// the disk.
///
/// No single call need be long for that: a program that synchronises after each record is found in it again and again.
enum SampledSyncRule {
    static let rule = Rule(
        id: "io.sync-sampled", .waiting, question: "Do looks often find a goroutine in a call that waits for the disk?",
        requires: [.sequence], causes: [.ioDiskSync]
    ) { evidence in
        guard let scene = evidence.scene else { return Verdict() }
        guard evidence.context.activity?.hasEvents != true else {
            return Verdict(refuted: "system calls were recorded, which say more")
        }
        guard scene.views.count >= evidence.limits.syncLooks.value else {
            return Verdict(refuted: "\(Wording.count(scene.views.count, "look")) are too few to tell how often")
        }
        let found = Found(scene, synchronous: evidence.context.process?.synchronousFiles ?? [])
        let share = Self.leastShare(found.looks, of: scene.views.count)
        guard let place = found.place, share >= evidence.limits.activityShare.value else {
            return Verdict(refuted: "\(found.looks) of \(scene.views.count) looks found one")
        }
        return Verdict([candidate(found, place, share, scene, evidence)])
    }

    /// A goroutine that a look found there.
    private struct Place {
        var view: SnapshotView
        var goroutine: UInt32
        /// Empty when the kernel did not show the thread's call: it does not while the thread runs in it.
        var call: String
        var target: String
    }

    /// What the looks found.
    private struct Found {
        /// Looks that found at least one goroutine in such a call.
        private(set) var looks = 0
        /// Where most of these were found, of which one whose call is known.
        private(set) var place: Place?
        /// How many looks found each file, and how many any.
        private(set) var files: [String: Int] = [:]
        private(set) var named = 0

        init(_ scene: Scene, synchronous: Set<String>) {
            var functions: [String: (count: Int, best: Place)] = [:]
            for view in scene.views {
                let places = Self.places(view, synchronous)
                if !places.isEmpty { looks += 1 }
                let targets = Set(places.map(\.target)).subtracting([""])
                if !targets.isEmpty { named += 1 }
                for target in targets { files[target, default: 0] += 1 }
                for place in places {
                    let function = view.function(place.goroutine)
                    guard let known = functions[function] else {
                        functions[function] = (1, place)
                        continue
                    }
                    functions[function] = (known.count + 1, known.best.call.isEmpty ? place : known.best)
                }
            }
            place = functions.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value.best
        }

        private static func places(_ view: SnapshotView, _ synchronous: Set<String>) -> [Place] {
            view.kinds.indices.compactMap { index in
                let goroutine = UInt32(index)
                guard view.goroutine(goroutine).state == .systemCall else { return nil }
                let call = view.systemCall(goroutine)
                let isSync =
                    call.map {
                        DiskCalls.syncing.contains($0.name)
                            || DiskCalls.writing.contains($0.name) && synchronous.contains($0.target)
                    } ?? view.traits(goroutine).contains(.diskSync)
                return isSync
                    ? Place(view: view, goroutine: goroutine, call: call?.name ?? "", target: call?.target ?? "") : nil
            }
        }
    }

    /// The least part of the time that these looks leave probable: the lower end of Wilson's interval of 95 %
    /// (Wilson 1927).
    static func leastShare(_ hits: Int, of looks: Int) -> Double {
        guard looks > 0 else { return 0 }
        let (count, share, z) = (Double(looks), Double(hits) / Double(looks), 1.96)
        let middle = share + z * z / (2 * count)
        let spread = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
        return max(0, (middle - spread) / (1 + z * z / count))
    }

    private static func candidate(
        _ found: Found, _ place: Place, _ share: Double, _ scene: Scene, _ evidence: CaseEvidence
    ) -> Candidate {
        let looks = scene.views.count
        let function = place.view.shortFunction(place.goroutine)
        let file = found.files.max { ($0.value, $1.key) < ($1.value, $0.key) }
        // Most looks have to name one: the rest may have been at others.
        let isOne = found.named * 2 > found.looks && (file?.value ?? 0) * 2 > found.named
        let title: Phrase =
            isOne
            ? Phrase(file?.key ?? "") : found.files.count < 2 ? "a file" : Wording.count(found.files.count, "file")
        let call = place.call.isEmpty ? "fsync" : place.call
        let seconds = Double(found.looks) / Double(looks) * Double(scene.ages.observed) / 1e9
        let isWarning = share >= evidence.limits.activityShareWarning.value
        var sure = Confidence(0.6, ceiling: 0.85)
        sure.support(0.4, when: isWarning)
        sure.support(0.3, when: isOne)
        var finding = Finding(
            .ioDiskSync, isWarning ? .warning : .info, confidence: sure.value,
            impact: Impact(value: (seconds * 1000).rounded() / 1000, unit: "seconds"),
            summary: "\(found.looks) of \(looks) looks found \(function) waiting for the disk: in \(call) on \(title).",
            subject: Subject(kind: "file", title: title, frames: place.view.frames(of: place.goroutine)))
        finding.impact.over = Double(scene.ages.observed) / 1e9
        finding.supports = [
            Fact(
                "at least \(TraceRules.percent(share)) of the time one was under way (95 % sure)",
                evidence: "system calls"),
            Fact("called at \(place.view.place(of: place.goroutine))"),
        ]
        if !isOne, !found.files.isEmpty {
            let names = found.files.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
            finding.supports.append(
                Fact("files in the calls that were seen: \(names.joined(separator: ", "))", evidence: "system calls"))
        }
        if !DiskCalls.syncing.contains(call) {
            finding.supports.append(
                Fact("the file is open with O_SYNC or O_DSYNC: each write waits for the disk", evidence: "descriptors"))
        }
        finding.missing = [
            MissingEvidence(
                evidence: "system calls: how many, and how long each takes", command: "sudo \(scene.command())")
        ]
        finding.remedy =
            "Write in larger pieces and synchronise once for many records; put the file on a faster device."
        finding.verify = "`\(scene.command())` finds \(function) there in fewer looks."
        return Candidate(finding, goroutines: [], culprits: [])
    }
}
