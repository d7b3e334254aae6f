import Evidence

/// `cpu.json-reflection`, `cpu.regexp-compile`, `cpu.string-churn`: one kind of library work dominates, wherever it is
/// called from.
enum WorkFamilyRule {
    private struct Family {
        let cause: Cause
        let work: SampledWork
        /// What takes the time, by its share and by whom it is mostly done for.
        let summary: @Sendable (_ share: String, _ place: String) -> Phrase
        let info: Threshold<Double>
        let warning: Threshold<Double>
        let remedy: Phrase
    }

    private static func families(_ limits: Thresholds) -> [Family] {
        [
            Family(
                cause: .cpuRegexpCompile, work: .regexpCompilation,
                summary: {
                    "Compiling regular expressions takes \($0) of the program's processor time, most of it for \($1)."
                },
                info: limits.processorRegexp, warning: limits.processorRegexpWarning,
                remedy: "Compile the expression once, in a variable of the package, and use it for every call."),
            Family(
                cause: .cpuJsonReflection, work: .reflection,
                summary: {
                    "Encoding/json and reflection takes \($0) of the program's processor time, most of it for \($1)."
                },
                info: limits.processorReflection, warning: limits.processorReflectionWarning,
                remedy: "Encode less or less often, decode into types rather than into `any`, keep what was encoded, "
                    + "or use generated code or encoding/json/v2."),
            Family(
                cause: .cpuStringChurn, work: .text,
                summary: {
                    "Formatting and converting texts takes \($0) of the program's processor time, most of it for \($1)."
                },
                info: limits.processorText, warning: limits.processorTextWarning,
                remedy: "Append to one buffer (strings.Builder with Grow, strconv.Append…) instead of fmt and +, and "
                    + "keep bytes as bytes."),
        ]
    }

    /// At most one: what belongs to one kind of work is not counted for the next.
    static func findings(_ samples: ProcessorEvidence, _ context: DiagnosisContext) -> [Finding] {
        guard ProcessorRules.isBusy(samples, context) else { return [] }
        var taken: SampledWork = []
        return families(context.thresholds).compactMap { family in
            defer { taken.formUnion(family.work) }
            return finding(family, without: taken, samples)
        }
    }

    private static func finding(_ family: Family, without taken: SampledWork, _ samples: ProcessorEvidence) -> Finding?
    {
        let total = samples.programTime
        let meant = samples.stacks.indices.filter { index in
            let stack = samples.stacks[index]
            return stack.isProgram && stack.inner.contains(family.work) && stack.inner.isDisjoint(with: taken)
        }
        let time = meant.reduce(Int64(0)) { $0 &+ samples.stacks[$1].time }
        let share = Double(time) / Double(max(1, total))
        // What the collector does for this work's garbage is not program time, yet the program must be what counts.
        guard share >= family.info.value, total * 2 >= samples.total || share >= family.warning.value else {
            return nil
        }
        let caller = caller(meant, samples)
        let place = caller.map { samples.place(samples.frames[$0.frame]) } ?? "code of Go's library"
        var sure = ProcessorRules.confidence(0.6, ceiling: 0.9, samples)
        sure.support(0.4, when: share >= family.warning.value)
        var finding = Finding(
            family.cause, share >= family.warning.value ? .warning : .info, confidence: sure.value,
            impact: ProcessorRules.impact(time, samples),
            summary: family.summary(ProcessorRules.percent(share), place),
            subject: Subject(
                kind: "function", title: Phrase(place),
                frames: caller.map { samples.resolved(samples.stacks[$0.stack]) } ?? []))
        finding.supports = [ProcessorRules.load(samples)]
        if let caller {
            finding.supports.append(
                samples.fact("\(place) asks for \(ProcessorRules.percent(Double(caller.time) / Double(time))) of it"))
        }
        let collector = samples.share(samples.collectorTime)
        if collector >= 0.05 {
            finding.supports.append(
                samples.fact("the collector takes \(ProcessorRules.percent(collector)) of the processor time besides"))
        }
        finding.remedy = family.remedy
        finding.verify = "New samples show a smaller share of it, and the same work with less processor time."
        return finding
    }

    /// The function of the program that calls for most of the work.
    private static func caller(_ stacks: [Int], _ samples: ProcessorEvidence) -> (frame: Int, stack: Int, time: Int64)?
    {
        var rows: [Int32: (frame: Int, stack: Int, time: Int64, widest: Int64)] = [:]
        for number in stacks {
            let stack = samples.stacks[number]
            guard let frame = stack.own else { continue }
            let function = samples.frames[frame].function
            var row = rows[function] ?? (frame, number, 0, 0)
            row.time &+= stack.time
            if stack.time > row.widest { (row.frame, row.stack, row.widest) = (frame, number, stack.time) }
            rows[function] = row
        }
        let most = rows.max { ($0.value.time, $1.key) < ($1.value.time, $0.key) }
        return most.map { ($0.value.frame, $0.value.stack, $0.value.time) }
    }
}
