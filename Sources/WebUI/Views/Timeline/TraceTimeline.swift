import Dispatch
import Evidence
import GoTrace
import Synchronization
import Wire

/// What the timeline keeps of a trace: an overview that grows while the trace is read for the first time, and where its
/// parts are.
final class TraceTimeline: Sendable {
    /// All of the trace so far, coarsely.
    struct Overview: Sendable {
        var rows: TimelineAnalysis<TimelineBins>
        /// Root functions by the number of the group.
        var groupNames: [String]
        /// Nanoseconds of the trace's clock.
        var begin: Int64
        var end: Int64
        /// How much of the trace it is of, from 0 to 1.
        var part: Double = 0
        var isComplete = false
        /// What is wrong with the trace, and what was left out.
        var remarks: [String] = []
    }

    private struct State {
        var isStarted = false
        var overview: Overview?
        var failure: (any Error)?
        var trace: IndexedTrace?
        var part = 0.0
    }

    let name: String
    private let path: String?
    private let open: @Sendable () throws -> SequentialInput
    private let state = Mutex(State())

    init(name: String, path: String?, open: @escaping @Sendable () throws -> SequentialInput) {
        self.name = name
        self.path = path
        self.open = open
    }

    /// The timeline of a source of a document.
    /// - Throws: 404 for another kind of source.
    static func of(_ document: Document, _ number: Int) throws -> TraceTimeline {
        let source = try document.source(number)
        guard case .trace(let path, let open) = source.kind else { throw PageError.notFound("trace among the sources") }
        let timeline = document.kept.value("timeline/\(number)") {
            TraceTimeline(name: source.name, path: path, open: open)
        }
        timeline.start(document.control)
        return timeline
    }

    /// The trace, whose parts can be found once an index is there.
    var trace: IndexedTrace { state.withLock { $0.trace } ?? IndexedTrace(path: path, open: open) }

    /// The overview as far as it is.
    /// - Throws: what is wrong when nothing could be read.
    func overview() throws -> Overview? {
        try state.withLock { state in
            if state.overview == nil, let failure = state.failure { throw failure }
            var overview = state.overview
            overview?.part = state.part
            return overview
        }
    }

    /// Begins to read the trace, once.
    private func start(_ control: JobControl) {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted
        }
        guard isFirst else { return }
        DispatchQueue(label: "sonde.timeline").async { [self] in
            do { try read(control) } catch {
                state.withLock { state in
                    state.failure = error
                    state.overview = nil
                }
            }
        }
    }

    private func read(_ control: JobControl) throws {
        let trace = IndexedTrace(path: path, open: open)
        state.withLock { $0.trace = trace }
        let rows = TimelineAnalysis<TimelineBins>(nil) { [weak self] rows, scene in self?.publish(rows, scene) }
        var analyses: [any TraceAnalysis] = [rows]
        if trace.index == nil, let size = trace.size { analyses.append(TraceIndexBuilder(size: size)) }
        var pass = TracePass(analyses)
        let outcome = try trace.run(&pass, isStopped: { control.isCancelled }) { [weak self] read, size in
            guard let size, size > 0 else { return }
            self?.state.withLock { $0.part = min(Double(read) / Double(size), 0.999) }
        }
        if pass.scene.goroutines.isEmpty, !control.isCancelled {
            throw outcome.damage
                ?? InputError(.truncated, "has a header and no events: let the program call trace.Stop", file: name)
        }
        let builder = analyses.count > 1 ? pass.result(TraceIndexBuilder.self) : nil
        let index = builder.flatMap { trace.index($0, outcome) }
        let remarks =
            (outcome.damage.map { [$0.description] } ?? [])
            + outcome.quality.counters.filter { $0.severity != .info }.map { "\($0.value) \($0.explanation)" }
        state.withLock { state in
            if let index { state.trace?.index = index }
            state.part = 1
            state.overview?.isComplete = true
            state.overview?.remarks = remarks
        }
    }

    private func publish(_ rows: TimelineAnalysis<TimelineBins>, _ scene: TraceScene) {
        let names = rows.groups.indices.map { scene.text(scene.groups.root(Int32($0))) }
        let overview = Overview(
            rows: rows, groupNames: names, begin: scene.start, end: max(scene.now, scene.end))
        state.withLock { $0.overview = overview }
    }

    /// What a pass over a window found.
    struct Window: Sendable {
        var rows: TimelineAnalysis<TimelineRaster>
        var scene: TraceScene
    }

    /// Reads a window of the trace anew.
    /// - Parameter scale: in nanoseconds since the trace's begin.
    func window(
        _ scale: TimelineScale, begin: Int64, choice: TimelineAnalysis<TimelineRaster>.Choice, _ control: JobControl
    ) throws -> Window {
        let moved = TimelineScale(from: begin &+ scale.from, to: begin &+ scale.to, parts: scale.parts)
        let pass = try pass(
            [TimelineAnalysis<TimelineRaster>(moved, choice: choice)], from: scale.from, to: scale.to, control)
        return Window(rows: pass.result(), scene: pass.scene)
    }

    /// Makes a pass over a window.
    /// - Parameters:
    ///   - from: nanoseconds since the trace's begin.
    ///   - isStopped: says that nothing more is wanted.
    func pass(
        _ analyses: [any TraceAnalysis], from: Int64?, to: Int64?, _ control: JobControl,
        selection: GoroutineSelection = GoroutineSelection(), isStopped: @escaping () -> Bool = { false }
    ) throws -> TracePass {
        var pass = TracePass(analyses, window: TraceWindow(from: from, to: to), selection: selection)
        _ = try trace.run(&pass, isStopped: { control.isCancelled || isStopped() })
        try control.check()
        return pass
    }
}
