import Evidence
import GoProcess

/// What a log of the runtime (GODEBUG=gctrace, schedtrace) tells: the same figures as a look at the running program, but of
/// a longer time.
public struct RuntimeLogEvidence: Sendable {
    public let name: String
    /// Times that are looked at one after another: the whole of it, and of a long one also its end; first those of the run or
    /// process with most lines.
    let windows: [RuntimeLogWindow]
    private let collections: Int
    private let looks: Int
    private let processes: Int
    /// Nanoseconds.
    private let duration: Int64
    private let quality: [QualityCounter]

    /// A program begins otherwise than it goes on: so much is left out, at most half, in nanoseconds.
    private static let startUp = 30_000_000_000
    /// What the end of a log is, in nanoseconds.
    private static let end = 60_000_000_000

    /// Compilers that a go command runs, and their like, are done sooner, and nobody asks about them.
    private static let leastOfOthers = 10_000_000_000

    public init(_ log: RuntimeLog) {
        name = log.name
        collections = log.collections.count
        looks = log.looks.count
        quality = log.quality.counters
        processes = 1 + log.others.count
        let states = log.states
        duration = Int64((states.last?.monotonicTime ?? 0) - (states.first?.monotonicTime ?? 0))
        windows =
            Self.windows(states, least: 0)
            + log.others.flatMap { Self.windows(RuntimeLog(name: log.name, $0).states, least: Self.leastOfOthers) }
    }

    /// - Parameter least: nanoseconds that they have to span.
    private static func windows(_ states: [RuntimeState], least: Int) -> [RuntimeLogWindow] {
        let first = states.first?.monotonicTime ?? 0
        let last = states.last?.monotonicTime ?? 0
        guard last - first >= least else { return [] }
        let settled = first + min((last - first) / 2, startUp)
        var begins = [settled]
        if last - settled > 3 * end { begins.append(last - end) }
        return begins.compactMap { begin in
            RuntimeLogWindow(Array(states.drop { ($0.monotonicTime ?? 0) < begin }))
        }
    }

    var collected: CollectedEvidence {
        let found = (Wording.count(collections, "collection"), Wording.count(looks, "look"))
        let more = processes - 1
        return CollectedEvidence(
            evidence: "GODEBUG log",
            source: more == 0
                ? "\(name) (\(found.0), \(found.1) at the scheduler)"
                : "\(name) (\(found.0), \(found.1) at the scheduler; \(more) more runs or processes)",
            stoppedNanoseconds: 0, durationNanoseconds: duration, quality: quality)
    }

    /// What to say when nothing in it stands out.
    var healthy: Finding {
        let load = windows.first?.load
        return Finding(
            .healthy, .ok, confidence: collections + looks >= 20 ? 0.5 : 0.3,
            impact: Impact(value: 0, unit: "processors"),
            summary: "Nothing in the log stands out: neither the collector nor the scheduler holds the program up.",
            subject: Subject(kind: "log", title: Phrase(name)), supports: [load?.fact].compactMap(\.self),
            missing: [
                MissingEvidence(
                    evidence: "what goroutines wait for, which such a log does not tell", command: "sonde why PID")
            ], remedy: "Nothing to do.",
            verify: "`sonde why PID` while the program is slow shows what it waits for then.")
    }
}

/// A stretch of a log.
struct RuntimeLogWindow: Sendable {
    let states: [RuntimeState]
    /// Threads over time; nil without looks at the scheduler.
    let threads: ProcessSeries?
    private let seconds: Double
    private let busyProcessors: Double?
    private let collectorProcessors: Double
    private let limit: Int
    private let lines: Int

    static let evidence = "GODEBUG log"

    /// Nil for a stretch with fewer than two moments.
    init?(_ states: [RuntimeState]) {
        guard let history = RuntimeHistory(states) else { return nil }
        self.states = states
        seconds = history.seconds
        lines = states.count
        limit = history.last.goMaxProcs ?? 1
        let busy = states.compactMap { state in
            state.scheduler.idleProcessors.map { Double(max(0, (state.goMaxProcs ?? 1) - $0)) }
        }
        busyProcessors = busy.count >= 3 ? busy.reduce(0, +) / Double(busy.count) : nil
        let time = history.grown { $0.collector.processorTime.collector } ?? 0
        collectorProcessors = min(Double(time) / 1e9 / history.seconds, Double(limit))
        let samples = states.compactMap { state -> ProcessSample? in
            guard let threads = state.scheduler.threads, let time = state.monotonicTime else { return nil }
            var sample = ProcessSample(time: Int64(time))
            sample.threads = threads
            return sample
        }
        threads = samples.count >= 3 ? ProcessSeries(samples) : nil
    }

    /// Without looks at the scheduler, how busy the program is besides collecting is not known: the collector's part of
    /// all processors is then the least that it can be.
    var load: RuntimeLoad {
        let busy = busyProcessors.map { max($0, collectorProcessors) }
        let span = Wording.duration(Int64(seconds * 1e9))
        let text: Phrase =
            busy.map { "the program kept \(ProcessorRules.rounded($0)) of \(limit) processors busy for \(span)" }
            ?? "the collector kept \(ProcessorRules.rounded(collectorProcessors)) of \(limit) processors busy for \(span)"
        return RuntimeLoad(
            processors: busy ?? collectorProcessors, collectorProcessors: collectorProcessors,
            share: collectorProcessors / max(busy ?? Double(limit), 0.001),
            fact: Fact("\(text) (\(Wording.count(lines, "line")))", evidence: Self.evidence), lines: lines)
    }
}

extension CaseEvidence {
    /// The same with the figures of a log in the place of those of looks, for each time of it.
    var logged: [CaseEvidence] {
        guard let log = context.runtimeLog else { return [] }
        return log.windows.map { window in
            var context = context
            context.runtimeLog = nil
            context.runtime = window.states
            context.process = window.threads
            context.processor = nil
            return CaseEvidence(scene: scene, context: context, load: window.load)
        }
    }
}

extension Rule {
    /// The same rule, which also tries what a log tells when nothing else names a cause.
    /// - Parameter isSupplement: also where there are looks; otherwise only without them.
    func tryingLogs(isSupplement: Bool = true) -> Rule {
        Rule(id: id, stage, question: question, requires: requires, causes: causes) { evidence in
            let verdict = evaluate(evidence)
            guard verdict.candidates.isEmpty, isSupplement || evidence.runtime == nil else { return verdict }
            var refuted = verdict.refuted
            for logged in evidence.logged {
                let other = evaluate(logged)
                if !other.candidates.isEmpty { return other.ofLog }
                if refuted.isEmpty { refuted = other.refuted }
            }
            return Verdict(refuted: refuted)
        }
    }
}

extension Verdict {
    /// What the rules call looks at the runtime and the process was read in a log.
    fileprivate var ofLog: Verdict {
        var result = self
        for index in result.candidates.indices {
            result.candidates[index].finding.supports = result.candidates[index].finding.supports.map { fact in
                guard ["runtime state", "looks at the process"].contains(fact.evidence) else { return fact }
                return Fact(fact.fact, evidence: RuntimeLogWindow.evidence, reference: fact.reference)
            }
        }
        return result
    }
}
