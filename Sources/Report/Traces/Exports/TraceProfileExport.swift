import Evidence
import GoProfile
import GoTrace
import Wire

/// What a profile made of a trace is of.
public enum TraceProfileKind: String, Sendable, CaseIterable {
    /// As `go tool trace -pprof` has them.
    case net, sync, syscall, sched
    /// Waits whose begin or end is not in the trace.
    case open
    /// CPU samples.
    case samples
}

/// An analysis whose result is a profile.
protocol ProfiledAnalysis: TraceAnalysis {
    /// Types of the values of each sample.
    var sampleTypes: [(type: String, unit: String)] { get }
    /// What one sample stands for, and how much of it.
    var period: (type: String, unit: String, amount: Int64) { get }
    /// Adds the samples, in an order that does not change from run to run.
    func addSamples(to profile: inout TraceProfileBuilder, _ scene: TraceScene)
}

/// Writes the result of an analysis as a profile.
struct TraceProfileExport<Analysis: ProfiledAnalysis>: TraceFileExport {
    private var analysis: Analysis
    private let sink: ([UInt8]) throws -> Void
    private var failure: (any Error)?

    var wants: TraceWants { analysis.wants }

    init(_ analysis: Analysis, sink: @escaping ([UInt8]) throws -> Void) {
        self.analysis = analysis
        self.sink = sink
    }

    mutating func event(_ event: TraceEvent, _ scene: TraceScene) { analysis.event(event, scene) }

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) { analysis.interval(interval, scene) }

    mutating func finish(_ scene: TraceScene) {
        analysis.finish(scene)
        var profile = TraceProfileBuilder(analysis.sampleTypes, analysis.period, scene)
        analysis.addSamples(to: &profile, scene)
        do { try sink(ProtoWriter.gzip(profile.profile)) } catch { failure = error }
    }

    mutating func complete() throws {
        if let failure { throw failure }
    }
}

/// A profile whose stacks are those of a trace.
struct TraceProfileBuilder {
    private var builder: ProfileBuilder
    private let tables: TraceTables
    /// Locations by the numbers of frames, plus one; 0 for those not met yet.
    private var locations: [UInt32]

    init(
        _ types: [(type: String, unit: String)], _ period: (type: String, unit: String, amount: Int64),
        _ scene: TraceScene
    ) {
        builder = ProfileBuilder(sampleTypes: types, periodType: (period.type, period.unit))
        tables = scene.tables
        locations = Array(repeating: 0, count: tables.stacks.frames.count)
        builder.profile.period = period.amount
        builder.profile.durationNanoseconds = scene.end &- scene.start
        // All names are in the trace: nobody needs to look for the program.
        var mapping = ProfileMapping()
        mapping.id = 1
        mapping.hasFunctions = true
        mapping.hasFileNames = true
        mapping.hasLineNumbers = true
        mapping.hasInlineFrames = true
        builder.profile.mappings = [mapping]
        if let clocks = tables.clocks.first ?? nil {
            builder.profile.timeNanoseconds =
                clocks.wallSeconds &* 1_000_000_000 &+ clocks.wallNanoseconds &+ scene.start &- clocks.trace
        }
    }

    var profile: Profile { builder.profile }

    mutating func add(stack: UInt32, values: [Int64], labels: [(key: String, text: String)] = []) {
        let run = tables.stacks[stack].filter { !isEmpty($0) }.map { location($0) }
        let labels = labels.filter { !$0.text.isEmpty }.map {
            ProfileLabel(key: builder.intern($0.key), string: builder.intern($0.text))
        }
        builder.append(stack: run, values: values, labels: labels)
    }

    /// Where the runtime had no stack, it writes one frame of which nothing is known.
    private func isEmpty(_ number: UInt32) -> Bool {
        let frame = tables.stacks.frames[Int(number)]
        return frame.programCounter == 0 && frame.function == .empty && frame.file == .empty
    }

    /// Inlined calls are frames of their own in a trace, so that a frame is a location.
    private mutating func location(_ number: UInt32) -> UInt32 {
        if locations[Int(number)] != 0 { return locations[Int(number)] - 1 }
        let frame = tables.stacks.frames[Int(number)]
        let name = builder.profile.strings.intern(bytes: tables.strings.bytes(frame.function))
        let file = builder.profile.strings.intern(bytes: tables.strings.bytes(frame.file))
        let function = builder.function(name: name, file: file)
        let index = UInt32(builder.profile.locations.count)
        builder.profile.locations.append(
            id: UInt64(index) + 1, mapping: 0, address: frame.programCounter,
            lines: [ProfileLine(function: function, line: Int64(clamping: frame.line))])
        locations[Int(number)] = index + 1
        return index
    }
}

extension StateProfile: ProfiledAnalysis {
    var sampleTypes: [(type: String, unit: String)] { [("contentions", "count"), ("delay", "nanoseconds")] }
    var period: (type: String, unit: String, amount: Int64) { ("trace", "count", 1) }

    func addSamples(to profile: inout TraceProfileBuilder, _ scene: TraceScene) {
        for stack in counts.indices where counts[stack] > 0 {
            profile.add(stack: UInt32(stack), values: [counts[stack], nanoseconds[stack]])
        }
    }
}

extension OpenIntervalProfile: ProfiledAnalysis {
    var sampleTypes: [(type: String, unit: String)] { [("contentions", "count"), ("delay", "nanoseconds")] }
    var period: (type: String, unit: String, amount: Int64) { ("trace", "count", 1) }

    func addSamples(to profile: inout TraceProfileBuilder, _ scene: TraceScene) {
        let rows = sums.map { key, sum in
            let labels = [
                ("state", key.state.label), ("wait", key.state == .waiting ? key.wait.rawValue : ""),
                ("group", scene.text(scene.groups.root(key.group))),
                ("begin", key.isOlder ? "before the trace" : "in the trace"),
                ("end", key.isOpen ? "after the trace" : "in the trace"),
            ]
            return (stack: key.stack, sum: sum, labels: labels)
        }
        for row in rows.sorted(by: { ($0.stack, $0.labels.order) < ($1.stack, $1.labels.order) }) {
            profile.add(stack: row.stack, values: [row.sum.count, row.sum.nanoseconds], labels: row.labels)
        }
    }
}

extension SampleProfile: ProfiledAnalysis {
    /// The trace does not say the rate; the runtime's is 100 Hz unless the program changed it.
    private static let samplePeriod: Int64 = 10_000_000

    var sampleTypes: [(type: String, unit: String)] { [("samples", "count"), ("cpu", "nanoseconds")] }
    var period: (type: String, unit: String, amount: Int64) { ("cpu", "nanoseconds", Self.samplePeriod) }

    func addSamples(to profile: inout TraceProfileBuilder, _ scene: TraceScene) {
        let rows = counts.map { key, count in
            let labels = [("state", key.state.label), ("group", scene.text(scene.groups.root(key.group)))]
            return (stack: key.stack, count: count, labels: labels)
        }
        for row in rows.sorted(by: { ($0.stack, $0.labels.order) < ($1.stack, $1.labels.order) }) {
            profile.add(
                stack: row.stack, values: [row.count, row.count &* Self.samplePeriod], labels: row.labels)
        }
    }
}

extension [(String, String)] {
    /// A text by which sets of labels with the same keys are put into order.
    fileprivate var order: String { map { $0.1 }.joined(separator: "\0") }
}

extension GoroutineState {
    /// The state as the value of a label; empty when unknown.
    fileprivate var label: String {
        switch self {
        case .runnable, .running, .waiting, .syscall: "\(self)"
        case .undetermined, .notExist: ""
        }
    }
}
