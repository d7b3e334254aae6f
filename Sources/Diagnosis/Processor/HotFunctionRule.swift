import Evidence

/// `cpu.hot-function`: one function or subtree takes most of the processor time.
enum HotFunctionRule {
    static func finding(_ samples: ProcessorEvidence, _ context: DiagnosisContext) -> Finding? {
        let limits = context.thresholds
        guard ProcessorRules.isBusy(samples, context) else { return nil }
        let hot = samples.hotFunctions
        guard hot.total * 2 >= samples.total, let row = subject(hot, limits.processorHot.value) else { return nil }
        // Spread over several functions, it is where they are called from.
        let isSpread = Double(row.own) < limits.processorHot.value * Double(max(1, hot.total))
        let share = Double(row.all) / Double(max(1, hot.total))
        let (place, frames) = (samples.frames[row.widest.frame], samples.stacks[row.widest.stack])
        let name = FunctionName.short(samples.function(place).name)
        var sure = ProcessorRules.confidence(isSpread ? 0.45 : 0.6, ceiling: isSpread ? 0.7 : 0.9, samples)
        sure.support(0.4, when: share >= 0.8)
        var finding = Finding(
            .cpuHotFunction, .warning, confidence: sure.value, impact: ProcessorRules.impact(row.all, samples),
            summary: "\(name) takes \(ProcessorRules.percent(share)) of the program's processor time, "
                + "\(ProcessorRules.rounded(Double(row.all) / Double(samples.duration))) processors.",
            subject: Subject(
                kind: isSpread ? "subtree" : "function", title: Phrase(samples.place(place)),
                frames: samples.resolved(frames)))
        finding.supports = [ProcessorRules.load(samples)]
        if let inner = innermost(row, samples) {
            finding.supports.append(
                samples.fact("\(ProcessorRules.percent(inner.share)) of that is in \(inner.name), which it calls"))
        }
        if row.own < row.all {
            finding.supports.append(
                samples.fact(
                    "\(ProcessorRules.percent(Double(row.own) / Double(row.all))) of that is its own, and what it calls "
                        + "of Go's library"))
        }
        if let compiler = context.compiler {
            finding.supports += compiler.inlining(of: samples.function(place).name, in: samples.function(place).file)
        } else {
            finding.missing = [
                MissingEvidence(
                    evidence: "why the compiler made it so", command: "sonde build explain ./... --profile cpu.pb.gz")
            ]
        }
        finding.remedy =
            "Do less in \(name): call it less often, keep its result, or use a better algorithm; "
            + "`sonde profile list` shows the cost of each line."
        finding.verify = "New samples show a smaller share of \(name), and the same work with less processor time."
        return finding
    }

    /// The function to name: the hottest one by itself, else the innermost one around most of the time.
    private static func subject(_ hot: HotFunctions, _ share: Double) -> HotFunctions.Row? {
        if let row = hot.hottest, Double(row.own) >= share * Double(max(1, hot.total)) { return row }
        guard let row = hot.narrowest(share: share) else { return nil }
        return row
    }

    /// The function of Go's library that most of a function's own time is spent in, if it is one.
    private static func innermost(
        _ row: HotFunctions.Row, _ samples: ProcessorEvidence
    ) -> (name: String, share: Double)? {
        var times: [Int32: Int64] = [:]
        for stack in samples.stacks where stack.isProgram {
            guard let own = stack.own, samples.frames[own].function == row.function, own > stack.frames.lowerBound
            else { continue }
            // What the function calls directly.
            times[samples.frames[own - 1].function, default: 0] &+= stack.time
        }
        guard let most = times.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value * 2 >= row.all
        else { return nil }
        let name = samples.functions[Int(most.key)].name
        return (FunctionName.short(name), Double(most.value) / Double(row.all))
    }
}
