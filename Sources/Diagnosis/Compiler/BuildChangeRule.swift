import Evidence
import GoBuild

/// `compile.inline-lost`, `compile.escape-added`, `compile.bounds-check-added`: what the compiler decided otherwise than in
/// an earlier build, of functions in which processor time is spent.
enum BuildChangeRule {
    static let rule = Rule(
        id: "build.changes", .code, question: "Does the compiler decide worse of hot functions than it did before?",
        requires: [.builds, .processor],
        causes: [.compileInlineLost, .compileEscapeAdded, .compileBoundsCheckAdded]
    ) { evidence in
        guard let builds = evidence.context.builds, let samples = evidence.context.processor else { return Verdict() }
        let limit = evidence.limits.buildChange.value
        var found: [Cause: [(change: FactChange, time: Int64)]] = [:]
        for (change, time) in zip(builds.changes, builds.times(samples)) {
            guard let cause = causes[change.kind], samples.share(time) >= limit else { continue }
            found[cause, default: []].append((change, time))
        }
        guard !found.isEmpty else {
            return Verdict(
                refuted:
                    "\(Wording.count(builds.changes.count, "change")) since \(builds.before), none of them for the "
                    + "worse in a hot function")
        }
        return Verdict(
            found.sorted { $0.key.rawValue < $1.key.rawValue }.map { cause, changes in
                Candidate(finding(cause, changes, builds, samples, evidence.limits), goroutines: [])
            })
    }

    private static let causes: [FactChange.Kind: Cause] = [
        .inliningLost: .compileInlineLost, .callLost: .compileInlineLost, .escapeAdded: .compileEscapeAdded,
        .allocationAdded: .compileEscapeAdded, .boundsCheckAdded: .compileBoundsCheckAdded,
    ]

    private static func finding(
        _ cause: Cause, _ changes: [(change: FactChange, time: Int64)], _ builds: BuildChanges,
        _ samples: ProcessorEvidence, _ limits: Thresholds
    ) -> Finding {
        let sorted = changes.sorted { ($1.time, $0.change.function) < ($0.time, $1.change.function) }
        let (first, time) = sorted[0]
        let share = samples.share(time)
        let name = "\(FunctionName.short(first.package)).\(first.function)"
        var sure = ProcessorRules.confidence(0.6, ceiling: 0.9, samples)
        sure.support(0.3, when: share >= 0.2)
        var finding = Finding(
            cause, share >= limits.buildChangeWarning.value ? .warning : .info, confidence: sure.value,
            impact: ProcessorRules.impact(time, samples), summary: summary(first, name, share, builds.before),
            subject: Subject(
                kind: "function", title: Phrase(name),
                frames: [ResolvedFrame(function: name, file: first.file, line: first.line)]))
        finding.supports = sorted.prefix(5).map { change, time in
            Fact(
                "\(change.kind.rawValue) \(change.subject.isEmpty ? change.function : change.subject): was "
                    + "\(said(change.before)), is \(said(change.after)); \(ProcessorRules.percent(samples.share(time))) of "
                    + "the processor time", evidence: "two builds", reference: "\(change.file):\(change.line)")
        }
        finding.supports.append(ProcessorRules.load(samples))
        finding.remedy = remedies[cause] ?? ""
        finding.verify = "`sonde build diff \(builds.before)` no longer lists \(name)."
        return finding
    }

    private static func said(_ text: String) -> String { text.isEmpty ? "none" : text }

    private static func summary(_ change: FactChange, _ name: String, _ share: Double, _ before: String) -> Phrase {
        let percent = ProcessorRules.percent(share)
        return switch change.kind {
        case .inliningLost:
            "\(name), which takes \(percent) of the processor time, was inlined in \(before) and is not any more: \(change.after)."
        case .callLost:
            "\(name), which takes \(percent) of the processor time, calls \(change.subject), which was inlined there in \(before)."
        case .allocationAdded:
            "\(name), which takes \(percent) of the processor time, allocates at more places than in \(before): \(change.before), and \(change.after) now."
        case .boundsCheckAdded:
            "\(name), which takes \(percent) of the processor time, checks bounds that it did not check in \(before)."
        default:
            "In \(name), which takes \(percent) of the processor time, more is put on the heap than in \(before): \(change.subject)."
        }
    }

    private static let remedies: [Cause: Phrase] = [
        .compileInlineLost:
            "Take out what made the function too dear, or what forbids it: `sonde build explain` says what costs how much.",
        .compileEscapeAdded:
            "Keep the value on the stack: `sonde build explain` says by which way it leaves the function.",
        .compileBoundsCheckAdded:
            "Show the compiler the bound once, before the loop (such as `_ = values[n-1]`), or range over the slice.",
    ]
}
