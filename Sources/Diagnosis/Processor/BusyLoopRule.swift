import Evidence

/// `cpu.busy-loop`: a goroutine looks again and again whether something has happened, and does nothing else.
enum BusyLoopRule {
    static func finding(_ samples: ProcessorEvidence, _ context: DiagnosisContext) -> Finding? {
        let limits = context.thresholds
        guard ProcessorRules.isBusy(samples, context) else { return nil }
        let hot = samples.hotFunctions
        guard let row = hot.hottest, row.own > 0 else { return nil }
        let polling = Polling(row.function, samples)
        // Giving the processor away runs on the scheduler's own stack.
        let yielding = polling.yields ? samples.time(where: \.isScheduler) : 0
        // Who asks never rests; goroutines that park and wake each other all the time do something else.
        guard polling.yields || samples.share(samples.time(where: \.isScheduler)) < limits.processorPoll.value else {
            return nil
        }
        // A select also gives and takes without waiting where a channel has room: then others take and give as often.
        let isTrading = polling.names.first == "runtime.selectgo" && transfers(samples) * 5 >= polling.asking
        guard !isTrading else { return nil }
        let time = polling.time &+ yielding
        guard Double(time) >= limits.processorSpin.value * Double(samples.total &- samples.collectorTime),
            Double(polling.asking &+ yielding) >= limits.processorPoll.value * Double(time)
        else { return nil }
        let (place, stack) = (samples.frames[row.widest.frame], samples.stacks[row.widest.stack])
        let name = FunctionName.short(samples.function(place).name)
        var sure = ProcessorRules.confidence(0.6, ceiling: 0.9, samples)
        sure.support(0.5, when: Double(polling.asking &+ yielding) >= 0.5 * Double(time))
        var finding = Finding(
            .cpuBusyLoop, .warning, confidence: sure.value, impact: ProcessorRules.impact(time, samples),
            summary:
                "\(name) spins: it takes \(ProcessorRules.percent(samples.share(time))) of the processor time with "
                + "asking whether something has happened (\(Wording.list(polling.names))).",
            subject: Subject(kind: "function", title: Phrase(samples.place(place)), frames: samples.resolved(stack)))
        finding.supports = [
            ProcessorRules.load(samples),
            samples.fact(
                "\(ProcessorRules.percent(Double(polling.asking &+ yielding) / Double(max(1, time)))) of its time goes to "
                    + "\(Wording.list(polling.names)), the rest to the loop itself"),
        ]
        finding.remedy =
            "Let \(name) wait: a channel, a Cond or a context instead of asking; no `default` in its select; a Ticker "
            + "where it has to look at times."
        finding.verify = "New samples no longer show \(name), and the program rests when it has nothing to do."
        return finding
    }

    /// Time in sends and receives that wait where they must: who only asks has none.
    private static func transfers(_ samples: ProcessorEvidence) -> Int64 {
        samples.time { stack in
            stack.isProgram && samples.frames[stack.frames].contains { waiting.contains(samples.function($0).name) }
        }
    }

    private static let waiting: Set<String> = ["runtime.chansend1", "runtime.chanrecv1", "runtime.chanrecv2"]

    /// What a function does besides asking.
    private struct Polling {
        /// Nanoseconds of the function with what it calls, as far as that is asking or the function itself.
        var time: Int64 = 0
        var asking: Int64 = 0
        var yields = false
        var names: [String] = []

        init(_ function: Int32, _ samples: ProcessorEvidence) {
            var sums: [String: Int64] = [:]
            for stack in samples.stacks where stack.isProgram {
                guard let own = stack.own, samples.frames[own].function == function else { continue }
                if own == stack.frames.lowerBound {
                    time &+= stack.time
                    continue
                }
                // Work of the library that is no asking: then it computes something.
                let called = samples.function(samples.frames[own - 1])
                guard called.work.contains(.poll) || Self.asks(stack, own, samples) else { continue }
                time &+= stack.time
                asking &+= stack.time
                let name = FunctionName.short(called.name)
                sums[name, default: 0] &+= stack.time
                if called.name == "runtime.Gosched" { yields = true }
            }
            names = sums.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(3).map { $0.key }
            if names.isEmpty { names = ["runtime.Gosched"] }
        }

        /// An attempt that does not wait: of a channel or a lock.
        private static func asks(_ stack: ProcessorEvidence.Stack, _ own: Int, _ samples: ProcessorEvidence) -> Bool {
            let inner = samples.frames[stack.frames.lowerBound..<own]
            if inner.contains(where: { handing.contains(samples.function($0).name) }) { return false }
            return inner.contains { asking.contains(samples.function($0).name) }
                || (inner.count <= 2 && inner.allSatisfy { samples.function($0).work.contains(.poll) })
        }

        /// What only happens when something was given or taken, or when it is waited for.
        private static let handing: Set<String> = [
            "runtime.gopark", "runtime.goready", "runtime.send", "runtime.recv", "runtime.goparkunlock",
            "runtime.acquireSudog", "runtime.releaseSudog",
        ]

        private static let asking: Set<String> = [
            "runtime.selectnbrecv", "runtime.selectnbsend", "runtime.selectgo", "runtime.Gosched", "time.Now",
            "runtime.chanlen", "runtime.reflect_chanlen", "time.Since", "time.Until",
        ]
    }
}
