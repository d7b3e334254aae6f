import Evidence
import GoBinary
import GoProcess

/// From evidence to ranked root causes.
public enum Diagnosis {
    /// The diagnosis of one program from looks at it, oldest first, and whatever else was gathered.
    ///
    /// Nothing is looked up but what the snapshots and `context` hold, and the same input gives the same report.
    public static func diagnose(
        snapshots: [GoroutineSnapshot], context: DiagnosisContext = DiagnosisContext()
    ) -> DiagnosisReport {
        var context = context
        context.hasLooks = snapshots.contains { !$0.objects.isEmpty }
        let evidence = CaseEvidence(scene: Scene(snapshots, context), context: context)
        guard evidence.scene != nil || !evidence.available.isEmpty else {
            return DiagnosisReport(
                target: DiagnosedTarget(kind: "nothing"), collected: [], findings: [nothingCollected()],
                missing: context.missing)
        }
        let (candidates, trials) = walk(evidence)
        let names = PeerNames(evidence)
        var findings = Ranking(thresholds: context.thresholds).ranked(candidates).map(names.named)
        if let healthy = HealthyRule.finding(evidence, beside: findings) { findings.append(healthy) }
        doubt(&findings, context.missing)
        return DiagnosisReport(
            target: target(evidence), collected: collected(snapshots) + collected(context), findings: findings,
            times: context.activity?.times ?? [], walk: trials, figures: CaseFigures.all(evidence),
            missing: context.missing)
    }

    /// Tries every rule, and makes one finding of what different evidence says of the same fault.
    private static func walk(_ evidence: CaseEvidence) -> ([Candidate], [RuleTrial]) {
        let available = evidence.available
        var byEvidence: [RuleRequirement: [Candidate]] = [:]
        var trials: [RuleTrial] = []
        for rule in RuleList.all {
            let lacking = rule.requires.filter { !available.contains($0) }
            guard lacking.isEmpty else {
                trials.append(RuleTrial(rule: rule, outcome: .lacking(lacking)))
                continue
            }
            let verdict = rule.evaluate(evidence)
            let causes = verdict.candidates.map(\.finding.cause)
            trials.append(RuleTrial(rule: rule, outcome: causes.isEmpty ? .refuted(verdict.refuted) : .found(causes)))
            let kind = rule.requires.first == .host ? .activity : rule.requires.first ?? .goroutines
            byEvidence[kind, default: []] += verdict.candidates
        }
        let traced = byEvidence.removeValue(forKey: .trace) ?? []
        let recorded = byEvidence.removeValue(forKey: .activity) ?? []
        let seen = byEvidence.removeValue(forKey: .goroutines) ?? []
        let others = byEvidence.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap(\.value)
        let joined = ActivityRules.joined(TraceRules.joined(seen, traced), recorded)
        let all = Joining.byCause(Joining.byResolver(joined), others)
        return (ProfileJoining.joined(all, evidence.context), trials)
    }

    /// What could not be looked at may be what speaks against a finding; the first one says how to get it.
    private static func doubt(_ findings: inout [Finding], _ missing: [CaseManifest.Missing]) {
        let wanted = missing.filter { !$0.command.isEmpty && $0.evidence != "net/http/pprof" }
        guard !wanted.isEmpty, !findings.isEmpty else { return }
        for index in findings.indices {
            // What was read of the binary, or proved, does not hang on it.
            guard findings[index].confidence < 1 else { continue }
            let left = (0..<min(wanted.count, 3)).reduce(findings[index].confidence) { sure, _ in sure * 0.95 }
            findings[index].confidence = (left * 100).rounded() / 100
        }
        findings[0].missing += wanted.map { MissingEvidence(evidence: Phrase($0.evidence), command: $0.command) }
    }

    private static func nothingCollected() -> Finding {
        Finding(
            .evidenceInsufficient, .info, confidence: 1, impact: Impact(value: 0, unit: "goroutines"),
            summary: "No goroutines were collected, so nothing can be said.",
            subject: Subject(kind: "process", title: "nothing collected"),
            missing: [MissingEvidence(evidence: "goroutines", command: "sonde why PID --duration 5s")],
            remedy: "Collect from the running process.", verify: "The report then names a cause, or `healthy`.")
    }

    private static func target(_ evidence: CaseEvidence) -> DiagnosedTarget {
        let context = evidence.context
        guard let snapshot = evidence.scene?.snapshot else {
            return DiagnosedTarget(
                kind: context.trace != nil
                    ? "execution trace"
                    : context.activity != nil
                        ? "system activity"
                        : context.heap != nil
                            ? "heap profiles" : context.processor != nil ? "processor profile" : "GODEBUG log",
                executable: context.heap?.executable ?? "")
        }
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

    private static func collected(_ context: DiagnosisContext) -> [CollectedEvidence] {
        var result = context.heap?.collected ?? []
        result += [
            context.trace?.collected, context.activity?.collected, context.processor?.collected,
            context.runtimeLog?.collected, context.compiler?.collected,
        ].compactMap(\.self)
        return result
    }

    private static func collected(_ snapshots: [GoroutineSnapshot]) -> [CollectedEvidence] {
        snapshots.map { snapshot in
            let source: Phrase =
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
