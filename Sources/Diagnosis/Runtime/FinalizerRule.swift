import Evidence
import GoProcess

/// `gc.finalizer-blocked`: the goroutine that runs finalizers or cleanups is held up by one of them.
enum FinalizerRule {
    /// The loops of the runtime that call them (runtime/mfinal.go, mcleanup.go).
    private static let loops: Set<String> = [
        "runtime.runfinq", "runtime.runFinalizers", "runtime.runCleanups", "runtime.(*cleanupQueue).run",
    ]

    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let scene = evidence.scene else { return Verdict() }
        let view = scene.last
        let held = view.snapshot.goroutines.indices.map { UInt32($0) }.filter { index in
            let goroutine = view.goroutine(index)
            guard goroutine.state == .waiting || goroutine.state == .systemCall else { return false }
            let frames = view.snapshot.stacks.resolvedFrames(goroutine.stack)
            guard let loop = frames.firstIndex(where: { loops.contains($0.function) }) else { return false }
            return frames[..<loop].contains { isOwn($0.function) }
        }
        guard let first = held.max(by: { scene.age($0) < scene.age($1) }) else {
            return Verdict(refuted: "no finalizer is being waited for")
        }
        let age = scene.age(first)
        let queued = queue(evidence.runtime)
        guard age >= evidence.limits.finalizerAge.value || queued.grown > 0 else {
            return Verdict(refuted: "a finalizer has been running for \(Wording.duration(max(0, age)))")
        }
        let place = view.place(of: first)
        let isCleanup = view.frames(of: first).contains { $0.function.contains("leanup") }
        var sure = Confidence(0.75, ceiling: 0.95)
        sure.support(0.5, when: queued.grown > 0)
        sure.support(0.3, when: age >= 2 * evidence.limits.finalizerAge.value)
        let waiting: Phrase = queued.last > 0 ? " \(queued.last) more wait for their turn." : ""
        var finding = Finding(
            .gcFinalizerBlocked, .warning, confidence: sure.value,
            impact: Impact(value: Double(max(1, queued.last)), unit: "finalizers"),
            summary: isCleanup
                ? "The goroutine that runs cleanups has been in \(place) for \(Wording.duration(max(0, age))), and no "
                    + "other cleanup can run meanwhile.\(waiting)"
                : "The goroutine that runs finalizers has been in \(place) for \(Wording.duration(max(0, age))), and no "
                    + "other finalizer can run meanwhile.\(waiting)",
            subject: Subject(
                kind: isCleanup ? "cleanup" : "finalizer", title: Phrase(place), frames: view.frames(of: first)))
        finding.supports = [Fact("\(scene.name(first)) \(scene.activity(first).text)", reference: scene.name(first))]
        if queued.grown > 0 {
            finding.supports.append(
                RuntimeRules.fact(
                    isCleanup
                        ? "\(queued.grown) more cleanups were queued while it was watched"
                        : "\(queued.grown) more finalizers were queued while it was watched"))
        }
        finding.remedy =
            isCleanup
            ? "Let no cleanup wait for anything: hand the work to a goroutine of its own, or close what it frees explicitly "
                + "where it is used."
            : "Let no finalizer wait for anything: hand the work to a goroutine of its own, or close what it frees "
                + "explicitly where it is used."
        finding.verify = "A new look shows the goroutine in `finalizer wait` or `cleanup wait`, and the queue empty."
        return Verdict([Candidate(finding, goroutines: [first])])
    }

    private static func queue(_ history: RuntimeHistory?) -> (last: Int, grown: Int) {
        guard let history else { return (0, 0) }
        func count(_ state: RuntimeState) -> Int {
            (state.finalizers.queued ?? 0) + (state.finalizers.cleanupsQueued ?? 0)
        }
        return (count(history.last), count(history.last) - count(history.first))
    }

    private static func isOwn(_ function: String) -> Bool {
        !FunctionName.isStandard(package: FunctionName.package(function))
    }
}
