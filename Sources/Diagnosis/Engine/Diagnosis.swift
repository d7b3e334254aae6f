import Evidence
import GoBinary
import GoProcess

/// From snapshots to ranked root causes.
public enum Diagnosis {
    /// The diagnosis of one program from one look at it or several, oldest first.
    ///
    /// Nothing is looked up but what the snapshots and `context` hold, and the same input gives the same report.
    public static func diagnose(
        snapshots: [GoroutineSnapshot], context: DiagnosisContext = DiagnosisContext()
    ) -> DiagnosisReport {
        guard let scene = Scene(snapshots, context) else {
            if context.heap != nil || context.trace != nil || context.activity != nil { return diagnoseFiles(context) }
            return DiagnosisReport(
                target: DiagnosedTarget(kind: "nothing"), collected: [], findings: [nothingCollected()])
        }
        let evidence = available(scene)
        var candidates: [Candidate] = []
        for rule in Rules.all where evidence.isSuperset(of: rule.requires) { candidates += rule.evaluate(scene) }
        if let heap = context.heap { candidates += HeapLeakRule.candidates(heap, context.thresholds) }
        let traced = context.trace.map { TraceRules.candidates($0, context) } ?? []
        candidates = TraceRules.joined(candidates, traced)
        if let activity = context.activity {
            candidates = ActivityRules.joined(candidates, ActivityRules.candidates(activity, context))
        }
        var findings = Ranking(thresholds: context.thresholds).ranked(candidates)
        // What a trace shows in its second is going on: nothing that it finds is beside the point.
        if traced.isEmpty, !findings.contains(where: { $0.severity >= .warning || $0.cause == .evidenceInsufficient }) {
            findings.append(HealthyRule.finding(scene))
        }
        return DiagnosisReport(
            target: target(scene.snapshot), collected: collected(snapshots) + collected(context),
            findings: findings, times: context.activity?.times ?? [])
    }

    /// What heap profiles and a trace tell without any look at goroutines.
    private static func diagnoseFiles(_ context: DiagnosisContext) -> DiagnosisReport {
        var candidates: [Candidate] = []
        if let heap = context.heap { candidates += HeapLeakRule.candidates(heap, context.thresholds) }
        if let trace = context.trace { candidates += TraceRules.candidates(trace, context) }
        if let activity = context.activity { candidates += ActivityRules.candidates(activity, context) }
        var findings = Ranking(thresholds: context.thresholds).ranked(candidates)
        if let trace = context.trace, findings.isEmpty {
            findings.append(TraceRules.healthy(trace))
        } else if let activity = context.activity, findings.isEmpty {
            findings.append(ActivityRules.healthy(activity))
        } else if findings.isEmpty, let heap = context.heap {
            findings.append(HeapLeakRule.nothingGrows(heap))
        }
        return DiagnosisReport(
            target: DiagnosedTarget(
                kind: context.trace != nil
                    ? "execution trace" : context.activity != nil ? "system activity" : "heap profiles",
                executable: context.heap?.executable ?? ""),
            collected: collected(context), findings: findings, times: context.activity?.times ?? [])
    }

    private static func collected(_ context: DiagnosisContext) -> [CollectedEvidence] {
        (context.heap?.collected ?? []) + (context.trace.map { [$0.collected] } ?? [])
            + (context.activity.map { [$0.collected] } ?? [])
    }

    private static func available(_ scene: Scene) -> Set<RuleRequirement> {
        var result: Set<RuleRequirement> = []
        if !scene.snapshot.goroutines.isEmpty { result.insert(.goroutines) }
        if !scene.snapshot.objects.isEmpty { result.insert(.objects) }
        if scene.hasSequence { result.insert(.sequence) }
        if scene.snapshot.buildInformation != nil { result.insert(.buildInformation) }
        return result
    }

    private static func nothingCollected() -> Finding {
        Finding(
            .evidenceInsufficient, .info, confidence: 1, impact: Impact(value: 0, unit: "goroutines"),
            summary: "No goroutines were collected, so nothing can be said.",
            subject: Subject(kind: "process", title: "nothing collected"),
            missing: [MissingEvidence(evidence: "goroutines", command: "sonde why PID --duration 5s")],
            remedy: "Collect from the running process.", verify: "The report then names a cause, or `healthy`.")
    }

    private static func target(_ snapshot: GoroutineSnapshot) -> DiagnosedTarget {
        let build = snapshot.buildInformation
        let kind =
            switch snapshot.source.kind {
            case .process: "process"
            case .core: "core"
            case .text, .groupedText: "goroutine dump"
            }
        return DiagnosedTarget(
            kind: kind, processID: snapshot.source.processID, executable: snapshot.source.executable,
            goVersion: snapshot.goVersion.isEmpty ? build?.goVersion ?? "" : snapshot.goVersion,
            module: build?.main?.path ?? build?.path ?? "", revision: build?.revision ?? "",
            isModified: build?.isModified)
    }

    private static func collected(_ snapshots: [GoroutineSnapshot]) -> [CollectedEvidence] {
        snapshots.map { snapshot in
            let source =
                switch snapshot.source.kind {
                case .process: "process memory"
                case .core: "core file \(snapshot.source.name)"
                case .text: "goroutine dump \(snapshot.source.name)"
                case .groupedText: "grouped goroutine dump \(snapshot.source.name)"
                }
            return CollectedEvidence(
                evidence: "goroutines", source: source, stoppedNanoseconds: snapshot.stoppedNanoseconds,
                durationNanoseconds: snapshot.durationNanoseconds, quality: snapshot.quality.counters)
        }
    }
}
