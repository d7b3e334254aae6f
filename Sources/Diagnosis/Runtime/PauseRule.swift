import Evidence
import GoProcess

/// `gc.long-pause`: the world takes long to stop, since a goroutine does not reach a safe point.
enum PauseRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let history = evidence.runtime else { return Verdict() }
        let limits = evidence.limits
        let long = history.pauses.filter { Int64($0) >= limits.tracePauseWarning.value }
        let longest = history.pauses.max() ?? 0
        if evidence.load?.samples == nil, let logged = logged(history, evidence) { return Verdict(logged) }
        let isOff = history.last.settings.isAsynchronousPreemptionOff == true
        guard long.count >= (isOff ? 1 : 3), long.count * 3 >= history.pauses.count else {
            return Verdict(
                refuted: "the longest of \(Wording.count(history.pauses.count, "pause")) took "
                    + "\(Wording.duration(Int64(longest)))")
        }
        // Where nothing prevents preemption, it is the machine that did not run a thread.
        guard isOff, let samples = evidence.context.processor else {
            return Verdict(refuted: "pauses were long, and nothing shows a goroutine that cannot be stopped")
        }
        let hot = samples.hotFunctions
        guard let row = hot.hottest else { return Verdict() }
        let (place, stack) = (samples.frames[row.widest.frame], samples.stacks[row.widest.stack])
        let name = samples.place(place)
        let sum = history.pauses.reduce(0, +)
        var finding = Finding(
            .gcLongPause, .warning, confidence: 0.8,
            impact: Impact(
                value: ProcessorRules.rounded(
                    Double(sum) / 1e9 / history.seconds * Double(history.last.goMaxProcs ?? 1)), unit: "processors"),
            summary: "The world was stopped for up to \(Wording.duration(Int64(longest))) by each collection: "
                + "\(name) runs without a place where it can be stopped.",
            subject: Subject(kind: "function", title: Phrase(name), frames: samples.resolved(stack)))
        finding.supports = [
            RuntimeRules.fact(
                "\(long.count) of \(Wording.count(history.pauses.count, "pause")) took "
                    + "\(Wording.duration(limits.tracePauseWarning.value)) or more"),
            RuntimeRules.fact("GODEBUG=asyncpreemptoff=1: loops without calls are not interrupted"),
            samples.fact(
                "\(ProcessorRules.percent(Double(row.own) / Double(max(1, hot.total)))) of the program's processor time "
                    + "is in \(name)"),
        ]
        finding.remedy = "Take asyncpreemptoff=1 out of GODEBUG, or call a function now and then in that loop."
        finding.verify = "`sonde trace gc` on a new trace shows shorter times to stop."
        return Verdict(finding)
    }

    /// A log says how long the world stood, and not whether a goroutine or a busy machine was the reason.
    private static func logged(_ history: RuntimeHistory, _ evidence: CaseEvidence) -> Finding? {
        guard evidence.load != nil else { return nil }
        let least = evidence.limits.tracePauseWarning.value
        let long = history.pauses.filter { Int64($0) >= least }
        guard long.count >= 3, long.count * 3 >= history.pauses.count, let longest = long.max() else { return nil }
        let sum = history.pauses.reduce(0, +)
        var finding = Finding(
            .gcLongPause, .info, confidence: 0.5,
            impact: Impact(
                value: ProcessorRules.rounded(
                    Double(sum) / 1e9 / history.seconds * Double(history.last.goMaxProcs ?? 1)), unit: "processors"),
            summary: "The world was stopped for up to \(Wording.duration(Int64(longest))) by each collection.",
            subject: Subject(kind: "process", title: Phrase(evidence.title)))
        finding.supports = [
            RuntimeRules.fact(
                "\(long.count) of \(Wording.count(history.pauses.count, "pause")) took \(Wording.duration(least)) or more"
            )
        ]
        finding.refutes = [
            RuntimeRules.fact("a machine that is too busy to run a thread at once makes stops as long")
        ]
        finding.missing = [
            MissingEvidence(
                evidence: "which goroutine did not stop",
                command: "curl -o trace.out "
                    + "'http://HOST:PORT/debug/pprof/trace?seconds=5' && sonde trace gc trace.out")
        ]
        finding.remedy =
            "See whether the machine or its quota withholds processors; else find the loop that cannot be interrupted."
        finding.verify = "A new log shows shorter times in front of `ms clock`."
        return finding
    }
}
