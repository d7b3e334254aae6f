import Evidence
import GoBinary
import GoProcess

/// What threads, descriptors and memory of the process tell over time: `leak.fd`, `threads.explosion`,
/// `memory.off-heap`.
enum ProcessRules {
    static let all: [Rule] = [
        rule("process.descriptors", "Do open descriptors only grow?", [.leakFd]) { descriptors($0, $1) },
        rule("process.threads", "Do threads only grow?", [.threadsExplosion], needs: .threads) { threads($0, $1) }
            .tryingLogs(),
        rule("process.memory", "Does memory grow outside of Go's heap?", [.memoryOffHeap]) { memory($0, $1) },
    ]

    private static func rule(
        _ id: String, _ question: Phrase, _ causes: [Cause], needs: RuleRequirement = .process,
        find: @escaping @Sendable (ProcessSeries, CaseEvidence) -> Verdict
    ) -> Rule {
        Rule(id: id, .runtime, question: question, requires: [needs], causes: causes) { evidence in
            evidence.context.process.map { find($0, evidence) } ?? Verdict()
        }
    }

    private static func fact(_ text: Phrase) -> Fact { Fact(text, evidence: "looks at the process") }

    private static func number(_ value: Double) -> String { "\(Int(value.rounded()))" }

    // MARK: - Descriptors

    private static func descriptors(_ series: ProcessSeries, _ evidence: CaseEvidence) -> Verdict {
        let limits = evidence.limits
        guard let trend = series.trend({ $0.descriptors.map(Double.init) }) else { return Verdict() }
        guard trend.isSteady, trend.grown >= Double(limits.descriptorGrowth.value) else {
            return Verdict(
                refuted: "there were \(number(trend.first)) open descriptors first and \(number(trend.last)) last")
        }
        let kinds = grownKind(series)
        let opening = evidence.context.activity.flatMap { OpenedDescriptors.left($0) }
        let path = grownPath(series)
        let seen = opening == nil ? callers(series).frames(evidence) : []
        var sure = Confidence(0.65, ceiling: 0.92)
        sure.support(0.5, when: opening != nil)
        sure.support(0.3, when: trend.downs == 0)
        let caller = seen.first.map { FunctionName.short($0.function) }
        let place: Phrase = (opening?.place ?? caller).map { " opened by \($0)" } ?? ""
        var finding = Finding(
            .leakFd, .warning, confidence: sure.value,
            impact: Impact(value: ProcessorRules.rounded(trend.slope), unit: "descriptors per second"),
            summary: "Open descriptors grew from \(number(trend.first)) to \(number(trend.last)) in "
                + "\(Wording.duration(series.duration)), mostly \(kinds)\(place).",
            subject: Subject(
                kind: "descriptor", title: opening.map { Phrase($0.place) } ?? (path.isEmpty ? kinds : Phrase(path)),
                frames: opening?.frames ?? seen))
        finding.supports = [
            fact("\(ProcessorRules.rounded(trend.slope)) more in each second, and the number hardly ever fell")
        ]
        if !path.isEmpty { finding.supports.append(fact("most of the new ones are of \(path)")) }
        if let opening {
            finding.supports.append(
                Fact(
                    "\(opening.place) opened \(opening.opened) while it was recorded, of which \(opening.closed) were "
                        + "closed", evidence: "system activity"))
        } else {
            if let caller {
                finding.supports.append(
                    Fact("\(caller) is who was seen opening some; nothing recorded all", evidence: "goroutines"))
            }
            finding.missing = [
                MissingEvidence(
                    evidence: "the stacks that open them", command: "sudo sonde capture -p PID -o opened.capture")
            ]
        }
        finding.remedy = "Close what is opened there on every way out: `defer f.Close()` behind the check of the error."
        finding.verify = "The number of files in /proc/PID/fd stays level."
        return Verdict(finding)
    }

    /// Who opens what there is more and more of.
    private static func callers(_ series: ProcessSeries) -> LibraryCallers {
        mostGrown(series) == "socket" ? .dials : .opens
    }

    /// The kind of which most came.
    private static func mostGrown(_ series: ProcessSeries) -> String {
        guard let first = series.samples.first, let last = series.samples.last else { return "file" }
        let grown = last.descriptorKinds.map { ($0.key, $0.value - (first.descriptorKinds[$0.key] ?? 0)) }
        return grown.max(by: { ($0.1, $1.0) < ($1.1, $0.0) })?.0 ?? "file"
    }

    /// The same as a plural.
    private static func grownKind(_ series: ProcessSeries) -> Phrase {
        switch mostGrown(series) {
        case "file": "files"
        case "socket": "sockets"
        case "pipe": "pipes"
        case let other: "\(other)s"
        }
    }

    private static func grownPath(_ series: ProcessSeries) -> String {
        guard let first = series.samples.first, let last = series.samples.last else { return "" }
        let grown = last.paths.map { ($0.key, $0.value - (first.paths[$0.key] ?? 0)) }
        guard let most = grown.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }), most.1 >= 5 else { return "" }
        return most.0
    }

    // MARK: - Threads

    private static func threads(_ series: ProcessSeries, _ evidence: CaseEvidence) -> Verdict {
        let limits = evidence.limits
        guard let trend = series.trend({ Double($0.threads) }) else { return Verdict() }
        let isMany = trend.last >= Double(limits.manyThreads.value)
        let grows = trend.isSteady && trend.grown >= Double(limits.threadGrowth.value)
        guard grows || isMany else {
            return Verdict(refuted: "there were \(number(trend.first)) threads first and \(number(trend.last)) last")
        }
        let held = evidence.scene.flatMap { BlockedThreads($0) }
        let was = number(trend.first)
        let now = number(trend.last)
        let time = Wording.duration(series.duration)
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.5, when: grows && isMany)
        sure.support(0.5, when: held != nil)
        var finding = Finding(
            .threadsExplosion, .warning, confidence: sure.value,
            impact: Impact(value: ProcessorRules.rounded(max(trend.slope, 0)), unit: "threads per second"),
            summary: grows
                ? held.map {
                    "The process keeps creating threads: \(was) became \(now) in \(time), most of them in \($0.place)."
                }
                    ?? "The process keeps creating threads: \(was) became \(now) in \(time), each for a call that blocks."
                : held.map { "The process has \(now) threads, most of them in \($0.place)." }
                    ?? "The process has \(now) threads, each held by a call that blocks.",
            subject: Subject(
                kind: "call", title: held.map { Phrase($0.place) } ?? "threads", frames: held?.frames ?? []))
        finding.supports = [fact("\(was) threads first, \(now) last")]
        if let held {
            finding.supports.append(
                Fact(
                    held.count == 1
                        ? "1 goroutine is in \(held.call), each on a thread of its own"
                        : "\(held.count) goroutines are in \(held.call), each on a thread of its own"
                ))
        }
        finding.remedy =
            "Let fewer goroutines be in this call at once (a semaphore around it), or use a call that the runtime can "
            + "wait for without a thread. A program ends at 10,000 threads."
        finding.verify = "The number of threads in /proc/PID/status stays level."
        return Verdict([Candidate(finding, goroutines: held?.goroutines ?? [])])
    }

    // MARK: - Memory

    private static func memory(_ series: ProcessSeries, _ evidence: CaseEvidence) -> Verdict {
        let limits = evidence.limits
        if let build = evidence.scene?.snapshot.buildInformation,
            ["-race", "-msan", "-asan"].contains(where: { build.setting($0) == "true" })
        {
            return Verdict(refuted: "the program was built with a detector that keeps memory of its own")
        }
        guard let first = series.samples.first, let last = series.samples.last, first != last,
            let trend = series.trend({ Double($0.resident) })
        else { return Verdict() }
        // The runtime's own memory lies in mappings of its own; everything else is off its heap.
        let outside = last.mappings.filter { !$0.key.hasPrefix("Go ") }
        let grown = outside.map { ($0.key, $0.value - (first.mappings[$0.key] ?? 0)) }
        let most = grown.max { ($0.1, $1.0) < ($1.1, $0.0) } ?? ("", 0)
        let all = last.resident - first.resident
        guard trend.grown > 0 else { return Verdict(refuted: "resident memory did not grow") }
        guard !trend.isSwing else { return Verdict(refuted: "resident memory went up and down") }
        // Since Go 1.26 the heap may lie anywhere: then only the runtime's own figures tell what is not its.
        if let beyond = beyondRuntime(series, evidence), beyond < limits.offHeapGrowth.value {
            return Verdict(
                refuted: "beyond what the runtime has, memory grew by "
                    + "\(TraceCollectorRule.bytes(Double(max(0, beyond))))")
        }
        guard most.1 >= limits.offHeapGrowth.value, most.1 * 2 >= all else {
            return Verdict(
                refuted: "outside of Go's heap memory grew by \(TraceCollectorRule.bytes(Double(max(0, most.1))))")
        }
        let rate = Double(most.1) / max(0.001, Double(series.duration) / 1e9)
        let mapping = evidence.context.activity.flatMap { MappedMemory.most($0) }
        let name = most.0 == "[heap]" ? "the heap of C" : most.0 == "anonymous" ? "anonymous mappings" : most.0
        let grew = TraceCollectorRule.bytes(Double(most.1))
        let time = Wording.duration(series.duration)
        var sure = Confidence(0.6, ceiling: 0.9)
        sure.support(0.5, when: mapping != nil)
        sure.support(0.3, when: trend.isSteady)
        var finding = Finding(
            .memoryOffHeap, .warning, confidence: sure.value,
            impact: Impact(value: rate.rounded(), unit: "bytes per second"),
            summary: mapping.map {
                "Memory outside of Go's heap grew by \(grew) in \(time), in \(name), mapped by \($0.place)."
            } ?? "Memory outside of Go's heap grew by \(grew) in \(time), in \(name).",
            subject: Subject(kind: "mapping", title: Phrase(mapping?.place ?? name), frames: mapping?.frames ?? []))
        let heap = (last.mappings["Go heap"] ?? 0) - (first.mappings["Go heap"] ?? 0)
        finding.supports = [
            fact(
                "resident memory grew by \(TraceCollectorRule.bytes(Double(all))), Go's heap by "
                    + "\(TraceCollectorRule.bytes(Double(max(0, heap))))"),
            fact("\(name) grew by \(grew) (/proc/PID/smaps)"),
        ]
        finding.remedy =
            "Give back what was taken there: free in C, Munmap in Go, Close of what wraps it. Go's collector knows nothing "
            + "of this memory, and GOMEMLIMIT does not count it."
        finding.verify = "`\(name)` in /proc/PID/smaps stays level."
        return Verdict(finding)
    }

    /// Bytes by which memory grew that the runtime does not have; nil without its figures. What it has and never touched
    /// is not in memory, so that less may be seen than there is, and never more.
    private static func beyondRuntime(_ series: ProcessSeries, _ evidence: CaseEvidence) -> Int64? {
        guard let history = evidence.runtime, let first = series.samples.first, let last = series.samples.last,
            let before = history.first.memory.ready, let after = history.last.memory.ready
        else { return nil }
        func beyond(_ sample: ProcessSample, _ own: Int) -> Int64 {
            max(0, sample.anonymous - Int64(own)) + sample.ofFiles + sample.shared
        }
        return beyond(last, after) - beyond(first, before)
    }
}
