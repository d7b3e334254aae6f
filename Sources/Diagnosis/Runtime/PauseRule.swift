import Evidence
import GoProcess

/// `gc.long-pause`: the world takes long to stop, since a goroutine does not reach a safe point.
enum PauseRule {
    static func verdict(_ evidence: CaseEvidence) -> Verdict {
        guard let history = evidence.runtime else { return Verdict() }
        let limits = evidence.limits
        let long = history.pauses.filter { Int64($0) >= limits.tracePauseWarning.value }
        let longest = history.pauses.max() ?? 0
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
        let hot = HotFunctions(samples)
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
}
