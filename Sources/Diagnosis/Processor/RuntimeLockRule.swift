import Evidence

/// `contention.runtime-lock`: the time goes to locks of the runtime itself.
enum RuntimeLockRule {
    static func finding(_ samples: ProcessorEvidence, _ context: DiagnosisContext) -> Finding? {
        let limits = context.thresholds
        let isMeant = { (stack: ProcessorEvidence.Stack) in
            stack.work.contains(.runtimeLock) && !stack.isCollector && !isFinding(stack, samples)
        }
        let time = samples.time(where: isMeant)
        let share = samples.share(time)
        guard share >= limits.runtimeLockInfo.value, ProcessorRules.isBusy(samples, context) else { return nil }
        let stacks = samples.stacks.filter(isMeant).sorted { $0.time > $1.time }
        guard let first = stacks.first else { return nil }
        let callers = HotFunctions(samples, where: isMeant)
        let own = callers.hottest.map { samples.frames[$0.widest.frame] }
        let called = runtimeFunction(first, samples)
        let title: Phrase = own.map { "\(called), called by \(samples.place($0))" } ?? Phrase(called)
        var sure = ProcessorRules.confidence(0.5, ceiling: 0.8, samples)
        sure.support(0.4, when: share >= limits.runtimeLockWarning.value)
        var finding = Finding(
            .contentionRuntimeLock, share >= limits.runtimeLockWarning.value ? .warning : .info, confidence: sure.value,
            impact: ProcessorRules.impact(time, samples),
            summary: "\(ProcessorRules.percent(share)) of the processor time goes to locks inside the runtime, in "
                + "\(title).",
            subject: Subject(
                kind: "function", title: title,
                frames: samples.resolved(own == nil ? first : samples.stacks[callers.hottest?.widest.stack ?? 0])))
        finding.supports = [ProcessorRules.load(samples)]
        finding.remedy =
            "Have fewer goroutines meet in one place: one done channel that thousands select on, timers that are set "
            + "again and again, or more processors (GOMAXPROCS) than the work needs. Newer versions of Go lock less."
        finding.verify = "New samples show less time in runtime.lock2 and futex."
        return finding
    }

    /// Threads that look for work and find none meet at the scheduler's lock: that is idleness, not contention.
    private static func isFinding(_ stack: ProcessorEvidence.Stack, _ samples: ProcessorEvidence) -> Bool {
        stack.isScheduler
            && samples.frames[stack.frames].contains { idling.contains(samples.function($0).name) }
    }

    private static let idling: Set<String> = ["runtime.stopm", "runtime.notesleep", "runtime.sysmon"]

    /// The function of the runtime that takes the lock.
    private static func runtimeFunction(_ stack: ProcessorEvidence.Stack, _ samples: ProcessorEvidence) -> String {
        let names = samples.frames[stack.frames].map { samples.function($0) }
        let lock = names.lastIndex { $0.work.contains(.runtimeLock) } ?? 0
        return names[lock...].dropFirst().first { FunctionName.package($0.name) == "runtime" }?.name ?? "runtime.lock2"
    }
}
