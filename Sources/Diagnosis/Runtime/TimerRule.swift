import Evidence
import GoProcess

/// `leak.timer`: timers that are never stopped and never read accumulate.
enum TimerRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let history = evidence.runtime, let trend = history.trend({ $0.timers.count }) else { return Verdict() }
        guard trend.isSteady, trend.grown >= Double(evidence.limits.timerGrowth.value),
            let group = grownGroup(history)
        else { return Verdict(refuted: "there were \(Int(trend.first)) timers first and \(Int(trend.last)) last") }
        let (first, last) = (Int(trend.first), Int(trend.last))
        let site = site(group, evidence)
        var sure = Confidence(0.7, ceiling: 0.92)
        sure.support(0.5, when: site != nil)
        sure.support(0.3, when: trend.downs == 0)
        let what: Phrase =
            group.isPeriodic
            ? "tickers"
            : group.kind == .function
                ? "timers that call \(FunctionName.short(group.function))" : "timers with a channel"
        var finding = Finding(
            .leakTimer, .warning, confidence: sure.value,
            impact: Impact(value: ProcessorRules.rounded(trend.slope), unit: "timers per second"),
            summary:
                "Timers grew from \(first) to \(last) in \(Wording.duration(Int64(history.seconds * 1e9))), most of "
                + "them \(what)\(site.map { " made in \($0.place)" } ?? "").",
            subject: Subject(
                kind: "creation site", title: Phrase(site?.place ?? FunctionName.short(group.function)),
                frames: site?.frames ?? [ResolvedFrame(function: group.function, file: "", line: 0)]))
        finding.supports = [
            RuntimeRules.fact("\(ProcessorRules.rounded(trend.slope)) more in each second"),
            RuntimeRules.fact(
                ("of \(history.last.timers.sampled) that were looked at, \(group.count) are \(what)" as Phrase)
                    + (group.medianDistance.map { ", due in \(Wording.duration(Int64(max(0, $0)))) at the median" }
                        ?? "")),
        ]
        finding.remedy =
            "Stop what is made: `defer timer.Stop()`, `defer ticker.Stop()`, `defer cancel()`; one timer with Reset instead of "
            + "time.After in a loop."
        finding.verify = "The number of timers stays level under the same load."
        return Verdict(finding)
    }

    /// The group that most of the new ones belong to. What sleeps, and what a connection may take, ends by itself.
    private static func grownGroup(_ history: RuntimeHistory) -> TimerState.Group? {
        func estimate(_ group: TimerState.Group, _ state: RuntimeState) -> Double {
            Double(group.count) / Double(max(1, state.timers.sampled)) * Double(state.timers.count ?? 0)
        }
        let before = history.first
        let rows = history.last.timers.groups.filter { $0.kind == .channel || $0.kind == .function }.map { group in
            let former = before.timers.groups.first {
                $0.kind == group.kind && $0.function == group.function && $0.isPeriodic == group.isPeriodic
            }
            return (group, estimate(group, history.last) - (former.map { estimate($0, before) } ?? 0))
        }
        guard let most = rows.max(by: { $0.1 < $1.1 }), most.1 > 0 else { return nil }
        return most.0
    }

    /// Who makes them: seen in samples, as far as making them takes time; else goroutines that wait for one beside
    /// something else; else the function that they are to call, which stands in its maker.
    private static func site(
        _ group: TimerState.Group, _ evidence: CaseEvidence
    ) -> (place: String, frames: [ResolvedFrame])? {
        if group.kind == .function, group.function.contains("."), isOwn(group.function) {
            return (FunctionName.short(group.function), [ResolvedFrame(function: group.function, file: "", line: 0)])
        }
        if let samples = evidence.context.processor {
            let rows = HotFunctions(samples) { stack in
                guard let own = stack.own else { return false }
                return samples.frames[stack.frames.lowerBound..<own].contains {
                    makers.contains(samples.function($0).name)
                }
            }
            if let row = rows.hottest, row.own > 0 {
                return (
                    samples.place(samples.frames[row.widest.frame]), samples.resolved(samples.stacks[row.widest.stack])
                )
            }
        }
        return nil
    }

    private static let makers: Set<String> = [
        "time.NewTimer", "time.After", "time.NewTicker", "time.Tick", "time.AfterFunc", "time.newTimer",
        "context.WithTimeout", "context.WithDeadline", "context.WithDeadlineCause", "context.WithTimeoutCause",
    ]

    private static func isOwn(_ function: String) -> Bool {
        !FunctionName.isStandard(package: FunctionName.package(function))
    }
}
