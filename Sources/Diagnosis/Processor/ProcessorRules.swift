import Evidence
import GoProcess
import SystemActivity

/// What samples of the processors say: which work fills them.
enum ProcessorRules {
    static let ofRuntime: [Rule] = [
        rule(
            "processor.runtime-lock", .runtime, "Do locks of the runtime take the processors?", [.contentionRuntimeLock]
        ) { RuntimeLockRule.finding($0, $1).map { [$0] } ?? [] }
    ]

    static let ofCode: [Rule] = [
        rule("processor.spin", .code, "Does a loop only ask whether something has happened?", [.cpuBusyLoop]) {
            BusyLoopRule.finding($0, $1).map { [$0] } ?? []
        },
        rule(
            "processor.library", .code, "Does one kind of library work dominate?",
            [.cpuRegexpCompile, .cpuJsonReflection, .cpuStringChurn]
        ) { WorkFamilyRule.findings($0, $1) },
        rule("processor.hot", .code, "Does one function take most of the processor time?", [.cpuHotFunction]) {
            HotFunctionRule.finding($0, $1).map { [$0] } ?? []
        },
    ]

    private static func rule(
        _ id: String, _ stage: RuleStage, _ question: Phrase, _ causes: [Cause],
        find: @escaping @Sendable (ProcessorEvidence, DiagnosisContext) -> [Finding]
    ) -> Rule {
        Rule(id: id, stage, question: question, requires: [.processor], causes: causes) { evidence in
            guard let samples = evidence.context.processor else { return Verdict() }
            return Verdict(
                find(samples, evidence.context).map { Candidate($0, goroutines: []) },
                refuted: "the program kept \(rounded(samples.processors)) processors busy")
        }
    }

    /// What to say of a profile in which nothing stands out.
    static func healthy(_ samples: ProcessorEvidence) -> Finding {
        // A program that rests for a second and more has no samples; a profile that never began has none either.
        if samples.samples == 0, samples.duration < 1_000_000_000 {
            return Finding(
                .evidenceInsufficient, .info, confidence: 1, impact: Impact(value: 0, unit: "processors"),
                summary: "The profile holds no samples.",
                subject: Subject(kind: "process", title: Phrase(samples.name)),
                missing: [
                    MissingEvidence(
                        evidence: "samples of the program at work", command: "sonde profile record PID -o cpu.pb.gz")
                ], remedy: "Take a profile while the program is slow.",
                verify: "The report then names a cause, or `healthy`.")
        }
        return Finding(
            .healthy, .ok, confidence: 0.5, impact: Impact(value: 0, unit: "processors"),
            summary:
                "No function or kind of work stands out: the program kept \(rounded(samples.processors)) processors "
                + "busy.",
            subject: Subject(kind: "process", title: Phrase(samples.name)), supports: [load(samples)],
            remedy: "Nothing to do.",
            verify: "`sonde profile top` shows where the time went.")
    }

    /// The processors that the program may use: GOMAXPROCS, the machine's, or what a quota leaves of them.
    static func available(_ context: DiagnosisContext) -> Double {
        var result = Double(context.runtime.last?.goMaxProcs ?? context.machineProcessors ?? 1)
        if let host = context.activity?.host {
            result = min(result, Double(host.allowed))
            for quota in host.groups.compactMap(\.quotaProcessors) { result = min(result, quota) }
        }
        return max(result, 0.05)
    }

    /// Whether the program is busy enough that it matters what it computes.
    static func isBusy(_ samples: ProcessorEvidence, _ context: DiagnosisContext) -> Bool {
        samples.processors >= context.thresholds.processorBusy.value * min(1, available(context))
    }

    /// How sure a share of so many samples is.
    static func confidence(_ start: Double, ceiling: Double, _ samples: ProcessorEvidence) -> Confidence {
        var sure = Confidence(start, ceiling: ceiling)
        sure.support(0.4, when: samples.samples >= 200)
        sure.refute(0.3, when: samples.samples < 50)
        return sure
    }

    static func impact(_ time: Int64, _ samples: ProcessorEvidence) -> Impact {
        Impact(value: rounded(Double(time) / Double(samples.duration)), unit: "processors")
    }

    static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    static func percent(_ share: Double) -> String { TraceRules.percent(share) }

    /// `0.98 processors`.
    static func load(_ samples: ProcessorEvidence) -> Fact {
        // A tenth of a processor that no sample shows may be the kernel's account of ticks.
        guard samples.hidden * 10 < samples.duration else {
            return samples.fact(
                "the program's own code kept \(rounded(samples.processors)) processors busy for "
                    + "\(Wording.duration(samples.duration)) (\(samples.samples) samples), and the kernel was at work for it "
                    + "on \(rounded(Double(samples.hidden) / Double(samples.duration))), which no sample shows")
        }
        return samples.fact(
            "the program kept \(rounded(samples.processors)) processors busy for \(Wording.duration(samples.duration)) "
                + "(\(samples.samples) samples)")
    }
}
