import Evidence
import GoProcess

/// `threads.cgo-blocked` from looks alone: goroutines that stand in a function of C whose thread waits in the kernel, in
/// most looks several at once. Each call may be too short for a look to see it twice.
enum SampledForeignRule {
    static let rule = Rule(
        id: "threads.cgo-sampled", .waiting,
        question: "Do looks often find several goroutines in a function of C that waits?", requires: [.sequence],
        causes: [.threadsCgoBlocked]
    ) { evidence in
        guard let scene = evidence.scene else { return Verdict() }
        guard scene.views.count >= evidence.limits.syncLooks.value else {
            return Verdict(refuted: "\(Wording.count(scene.views.count, "look")) are too few to tell how often")
        }
        var found: [String: Found] = [:]
        for view in scene.views {
            for (function, goroutines) in waiting(view) {
                found[function, default: Found(view: view, goroutine: goroutines[0])].counts.append(goroutines.count)
            }
        }
        let most = found.max { ($0.value.sum, $1.key) < ($1.value.sum, $0.key) }
        guard let (function, place) = most,
            place.crowdedLooks(evidence.limits.peerWaiters.value) * 2 > scene.views.count
        else {
            return Verdict(refuted: "in \(most?.value.counts.count ?? 0) of \(scene.views.count) looks any was found")
        }
        return Verdict([Candidate(finding(function, place, scene), goroutines: [])])
    }

    private struct Found {
        /// One of those that were found there.
        var view: SnapshotView
        var goroutine: UInt32
        /// How many in each look that found any.
        var counts: [Int] = []
        var sum: Int { counts.reduce(0, +) }
        func crowdedLooks(_ least: Int) -> Int { counts.count { $0 >= least } }
    }

    /// Goroutines whose thread waits in a function of C, by that function. What computes there shows no system call.
    private static func waiting(_ view: SnapshotView) -> [String: [UInt32]] {
        var result: [String: [UInt32]] = [:]
        for index in view.kinds.indices.map({ UInt32($0) }) {
            let goroutine = view.goroutine(index)
            guard goroutine.state == .systemCall, view.systemCall(index) != nil,
                let function = foreignFunction(view, goroutine.stack)
            else { continue }
            result[function, default: []].append(index)
        }
        return result
    }

    /// `C.recognise_page`; nil outside of C.
    private static func foreignFunction(_ view: SnapshotView, _ stack: StackID) -> String? {
        let names = view.snapshot.stacks.resolvedFrames(stack).map(\.function)
        guard names.contains("runtime.cgocall"), let name = names.first(where: { $0.contains("._Cfunc_") }) else {
            return nil
        }
        return FunctionName.short(name).split(separator: ".").last.map {
            String($0).replacing("_Cfunc_", with: "C.")
        }
    }

    private static func finding(_ function: String, _ place: Found, _ scene: Scene) -> Finding {
        let looks = scene.views.count
        let mean = Double(place.sum) / Double(looks)
        var sure = Confidence(0.6, ceiling: 0.85)
        sure.support(0.4, when: place.counts.count * 10 >= looks * 9)
        var finding = Finding(
            .threadsCgoBlocked, .warning, confidence: sure.value,
            impact: Impact(value: (mean * 10).rounded() / 10, unit: "goroutine-seconds per second"),
            summary:
                "\(ProcessorRules.rounded(mean)) goroutines at a time wait in \(function), and each holds a thread of its own meanwhile.",
            subject: Subject(
                kind: "C function", title: Phrase(function), frames: place.view.frames(of: place.goroutine)))
        finding.supports = [
            Fact(
                "\(place.counts.count) of \(looks) looks found some there, at most \(place.counts.max() ?? 0) at once",
                evidence: "system calls"),
            Fact("called at \(place.view.place(of: place.goroutine))"),
        ]
        finding.remedy =
            "Let fewer goroutines call \(function) at once (each holds a thread of its own), and find out in C what it waits for."
        finding.verify = "`\(scene.command())` finds fewer goroutines in \(function)."
        return finding
    }
}
