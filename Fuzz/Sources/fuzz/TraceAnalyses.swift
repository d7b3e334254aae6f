import Diagnosis
import Evidence
import GoProcess
import Report
import Wire

@testable import GoTrace

/// All that sonde finds out from an execution trace, whatever stands in it: every analysis, critical paths, a
/// comparison, an index and queries, down to the reports about them.
struct TraceAnalyses {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func run() {
        guard let whole = pass(Self.analyses + [TraceIndexBuilder(size: bytes.count)]) else { return }
        let scene = whole.pass.scene
        // As with sonde itself, nothing is said of a trace of which nothing can be read.
        guard scene.end > scene.start || scene.end < 0 else { return }
        report(whole)
        // A window that begins and ends within the trace, read without an index and with one.
        let length = max(scene.end &- scene.start, 0)
        let window = TraceWindow(from: length / 3, to: length / 3 &* 2 &+ 1)
        if let part = pass(Self.analyses, window: window) { report(part) }
        if let index = index(whole), let part = pass(Self.analyses, window: window, index: index) { report(part) }
        select(scene)
        followPaths(scene, window)
        compare(whole.pass)
        export(scene)
    }

    private typealias Outcome = (pass: TracePass, reader: TraceFileReader)

    private func input() -> (SequentialInput, head: [UInt8]) {
        let input = SequentialInput(bytes: Bytes(bytes), name: "fuzz")
        var head: [UInt8] = []
        _ = try? input.read(TraceVersion.headerLength, into: &head)
        return (input, head)
    }

    private func pass(
        _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow(),
        selection: GoroutineSelection = GoroutineSelection(), index: TraceIndex? = nil
    ) -> Outcome? {
        let (input, head) = input()
        guard var reader = try? TraceFileReader(input, head: head) else { return nil }
        var pass = TracePass(analyses, window: window, selection: selection)
        if let index, let generation = index.generation(at: index.start &+ (window.from ?? 0)) {
            guard reader.start(at: generation) else { return nil }
            pass.resume(TraceResumption(index, generation))
        }
        consume(pass.run(&reader).map { "\($0)" })
        return (pass, reader)
    }

    private static var analyses: [any TraceAnalysis] {
        TraceEvidence.analyses + [
            GoroutineTimes(keepsLives: true), TaskAnalysis(), RegionAnalysis(), CPUSamples(), SystemCalls(),
            NetworkWaits(), OpenIntervalProfile(), SampleProfile(), TraceMeasures(), TraceContinuity(),
        ] + StateProfile.Kind.allCases.map { StateProfile($0) }
            + CollectorReport.analyses(parts: .usual, goroutines: nil).filter { $0 is MutatorUtilisation }
    }

    // MARK: Reports

    private func report(_ outcome: Outcome) {
        let pass = outcome.pass
        let evidence = TraceEvidence(
            pass, name: "fuzz", version: outcome.reader.version, quality: outcome.reader.quality)
        var context = DiagnosisContext()
        context.trace = evidence
        let summary = TraceSummaryReport(evidence, Diagnosis.diagnose(snapshots: [], context: context))
        write({ summary.write(to: &$0) }, { summary.write(to: &$0) })
        let blocked = TraceBlockedReport(pass)
        write({ blocked.write(to: &$0) }, { blocked.write(to: &$0) })
        let latency = TraceLatencyReport(pass)
        write({ latency.write(to: &$0) }, { latency.write(to: &$0) })
        let goroutines = TraceGoroutinesReport(pass, showsLives: true)
        write({ goroutines.write(to: &$0) }, { goroutines.write(to: &$0) })
        let tasks = AnnotationsReport(tasks: pass)
        write({ tasks.write(to: &$0, limit: .max) }, { tasks.write(to: &$0) })
        let regions = AnnotationsReport(regions: pass)
        write({ regions.write(to: &$0, limit: .max) }, { regions.write(to: &$0) })
        let samples = SampleReport(pass)
        write({ SampleText(samples).write(to: &$0) }, { samples.write(to: &$0) })
        let calls = SystemCallReport(pass)
        write({ SystemCallText(calls).write(to: &$0) }, { calls.write(to: &$0) })
        let network = NetworkReport(pass)
        write({ NetworkText(network).write(to: &$0) }, { network.write(to: &$0) })
        let processors = ProcessorReport(pass)
        write({ ProcessorText(processors).write(to: &$0) }, { processors.write(to: &$0) })
        let creation = CreationReport(pass)
        write({ CreationText(creation).write(to: &$0) }, { creation.write(to: &$0) })
        let collector = CollectorReport(pass)
        write({ CollectorText(collector, showsCurve: true).write(to: &$0) }, { collector.write(to: &$0) })
    }

    private func write(_ text: (inout TextWriter) -> Void, _ json: (inout JSONWriter) -> Void) {
        var writer = TextWriter()
        text(&writer)
        consume(writer.text)
        var document = JSONWriter()
        json(&document)
        consume(document.bytes)
    }

    // MARK: Index

    /// The index of the trace as its file gives it back.
    private func index(_ whole: Outcome) -> TraceIndex? {
        // A file that anybody may have written, beside one that sonde wrote.
        consume(try? TraceIndexFile.decode(bytes))
        guard !whole.reader.version.isLegacy,
            let index = whole.pass.result(TraceIndexBuilder.self).index(of: input().0, places: whole.reader.places)
        else { return nil }
        let file = TraceIndexFile.encode(index)
        guard let back = try? TraceIndexFile.decode(file) else { preconditionFailure("an index cannot be read back") }
        precondition(TraceIndexFile.encode(back) == file, "an index is another once it was read back")
        return back
    }

    // MARK: Selections

    private static let queries = [
        "kind == mutex && duration > 1ms", "stack ~ \"main\" || waker ~ \"main\" || creator ~ \"main\"",
        "!(open || censored || lost) && (age > 1us || begin == woken)",
        "root ~ \"\" || function ~ \"x\" || reason == network",
        "id >= 0 && parent < 5 || processor != 0 || thread == 5 || woken-by == 1 || state == running",
    ]

    private func select(_ scene: TraceScene) {
        var selections: [GoroutineSelection] = Self.queries.map { text in
            guard let query = try? TraceQuery(parsing: text) else { preconditionFailure("\(text) is no query") }
            return GoroutineSelection(condition: query.condition())
        }
        selections.append(GoroutineSelection(ids: [scene.goroutines.first?.id ?? 1], root: { !$0.isEmpty }))
        selections.append(GoroutineSelection(task: .id(1)))
        selections.append(GoroutineSelection(task: .type("")))
        for selection in selections {
            // Those analyses that `--task` and `--where` go with.
            let analyses: [any TraceAnalysis] = [
                GoroutineTimes(keepsLives: true), BlockedTime(), SchedulingLatency(), CreationTree(), NetworkWaits(),
                SystemCalls(), ProcessorUse(), TaskAnalysis(), RegionAnalysis(), TraceMeasures(),
            ]
            consume(pass(analyses, selection: selection)?.pass.scene.end)
            consume(pass([BlockedTime(selection: selection)])?.pass.result(BlockedTime.self).places)
        }
    }

    // MARK: Paths

    private func followPaths(_ scene: TraceScene, _ window: TraceWindow) {
        var targets: [PathTarget] = [
            .whatThereIs, .request(handler: nil), .task(id: nil, type: nil), .task(id: 1, type: nil), .region(""),
        ]
        for goroutine in scene.goroutines.prefix(3) {
            targets.append(.goroutine(goroutine.id, from: nil, to: nil))
            targets.append(.goroutine(goroutine.id, from: window.from, to: window.to))
        }
        for target in targets { follow(target, TraceWindow()) }
        follow(.whatThereIs, window)
        follow(.region(""), window)
    }

    private func follow(_ target: PathTarget, _ window: TraceWindow) {
        guard let first = pass([PathCatalogue(target)], window: window)?.pass else { return }
        let catalogue = first.result(PathCatalogue.self)
        guard !catalogue.instances.isEmpty else { return }
        let sorted = catalogue.instances.filter(\.isComplete).sorted { ($0.duration, $1.id) < ($1.duration, $0.id) }
        let sets = PathComparison(sorted, slow: .from(0.9), ordinary: .around(0.5))
        let all = catalogue.instances.map { PathAnalysis.Wanted($0) }
        let choices: [(PathReport.Choice, [PathAnalysis.Wanted], sets: Int)] = [
            (.all, all, 1), (.comparison(slow: "p90", ordinary: "p50"), sets.wanted, 2),
            (.one(word: "The slowest"), Array(all.suffix(1)), 1),
        ]
        for (choice, wanted, sets) in choices where !wanted.isEmpty {
            let analysis = PathAnalysis(wanted, sets: sets, keepsResults: wanted.count == 1)
            let start = first.traceStart
            let needed = TraceWindow(from: analysis.firstTime &- start, to: max(analysis.lastTime &- start, 1))
            guard let second = pass([analysis], window: needed)?.pass else { continue }
            let paths = second.result(PathAnalysis.self)
            check(paths.results)
            let report = PathReport(choice, paths, second.scene, start: start, sorted: sorted, catalogue: catalogue)
            write({ report.write(to: &$0, limit: .max) }, { report.write(to: &$0) })
        }
    }

    /// A path covers its instance: none of its time is counted twice, and none is left out.
    private func check(_ results: [PathResult]) {
        for result in results {
            var time = result.instance.start
            for segment in result.segments {
                precondition(segment.start == time, "a gap in a critical path")
                precondition(segment.end > time, "a critical path goes back")
                time = segment.end
            }
            precondition(time == result.instance.end, "a critical path ends beside its end")
        }
    }

    // MARK: Comparison and exports

    private func compare(_ pass: TracePass) {
        let trace = MeasuredTrace(pass, name: "fuzz") { FrameKinds.isUser(function: $0) }
        for unit in [TraceComparison.Unit.second, .request, .task("")] where trace.has(unit) {
            let report = TraceDiffReport(TraceComparison(before: trace, after: trace, unit: unit))
            write({ report.write(to: &$0, limit: 0) }, { report.write(to: &$0) })
        }
    }

    private func export(_ scene: TraceScene) {
        for format in TraceExport.allCases {
            for kind in format == .pprof ? TraceProfileKind.allCases : [.sync] {
                let export = format.analysis(TraceExport.Options(kind: kind)) { consume($0.count) }
                guard let outcome = pass([export]) else { continue }
                guard var done = outcome.pass.analyses.first as? any TraceFileExport else { continue }
                try? done.complete()
            }
        }
    }
}

/// The intervals of each goroutine follow one another without a gap.
private struct TraceContinuity: TraceAnalysis {
    var wants: TraceWants { [.intervals, .processors] }
    var ends: [Int32: (goroutine: Int64, end: Int64)] = [:]

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        if let last = ends[interval.slot], last.goroutine == interval.goroutine, interval.begin != .created {
            precondition(last.end == interval.start || interval.isCensored, "a gap between intervals")
        }
        precondition(interval.end >= interval.start, "an interval ends before it begins")
        ends[interval.slot] = (interval.goroutine, interval.end)
    }

    mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        precondition(interval.end > interval.start, "a processor's interval is empty")
    }
}
