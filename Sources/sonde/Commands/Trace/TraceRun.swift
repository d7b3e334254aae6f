import Diagnosis
import Evidence
import GoProcess
import GoTrace
import Host
import Report
import Wire

/// One pass of analyses over the trace in a file, with the warnings that belong to it.
enum TraceRun {
    /// What a pass leaves, beside its analyses.
    struct Outcome {
        var pass: TracePass
        var name: String
        var version: TraceVersion
        var quality: Quality
    }

    /// Reads a trace; says on standard error what is wrong with it.
    /// - Parameter selection: goroutines that the analyses see; those that were chosen unless given.
    /// - Parameter isStopped: asked now and then; the rest is not read when it says so.
    /// - Throws: when there is no trace, nothing in it could be read, or what was chosen is not in it.
    static func pass(
        _ file: String, _ analyses: [any TraceAnalysis], _ choice: some TraceChoice,
        selection: GoroutineSelection? = nil, isStopped: @escaping () -> Bool = { false }
    ) throws -> TracePass {
        try outcome(file, analyses, choice, selection: selection, isStopped: isStopped).pass
    }

    /// - Parameter isQuiet: whether the warnings have been given already, in a pass before.
    static func pass(
        _ file: String, _ analyses: [any TraceAnalysis], window: TraceWindow, isQuiet: Bool = false
    ) throws -> TracePass {
        try read(file, TracePass(analyses, window: window), isQuiet: isQuiet).pass
    }

    /// What the rules of the diagnosis ask of a trace.
    static func evidence(_ file: String, _ choice: some TraceChoice) throws -> TraceEvidence {
        evidence(try outcome(file, TraceEvidence.analyses, choice))
    }

    /// The same of a trace that was collected.
    static func evidence(
        _ input: SequentialInput, isStopped: @escaping () -> Bool = { false }
    ) throws -> TraceEvidence {
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        return evidence(try read(input, head, TracePass(TraceEvidence.analyses), isStopped: isStopped))
    }

    /// What two traces are compared by.
    static func measures(_ file: String, window: TraceWindow) throws -> MeasuredTrace {
        let outcome = try read(file, TracePass([TraceMeasures()], window: window))
        return MeasuredTrace(outcome.pass, name: outcome.name) { FrameKinds.isUser(function: $0) }
    }

    private static func evidence(_ outcome: Outcome) -> TraceEvidence {
        TraceEvidence(outcome.pass, name: outcome.name, version: outcome.version, quality: outcome.quality)
    }

    private static func outcome(
        _ file: String, _ analyses: [any TraceAnalysis], _ choice: some TraceChoice,
        selection: GoroutineSelection? = nil, isStopped: @escaping () -> Bool = { false }
    ) throws -> Outcome {
        let chosen = try choice.selection()
        let sightings = TraceSightings(chosen)
        let pass = TracePass(
            analyses + (sightings.map { [$0] } ?? []), window: choice.window, selection: selection ?? chosen)
        let outcome = try read(file, pass, isStopped: isStopped)
        if sightings != nil, !isStopped(),
            let complaint = outcome.pass.result(TraceSightings.self).complaint(choice.window)
        {
            throw InputError(.usage, complaint, file: outcome.name)
        }
        return outcome
    }

    private static func read(
        _ file: String, _ pass: TracePass, isQuiet: Bool = false, isStopped: @escaping () -> Bool = { false }
    ) throws -> Outcome {
        let (input, head) = try TraceFile.open(file)
        return try read(input, head, pass, isQuiet: isQuiet, isStopped: isStopped)
    }

    private static func read(
        _ input: SequentialInput, _ head: [UInt8], _ pass: TracePass, isQuiet: Bool = false,
        isStopped: @escaping () -> Bool = { false }
    ) throws -> Outcome {
        var pass = pass
        var reader = try TraceFileReader(input, head: head)
        if !pass.needsBegin, let from = pass.window.from, let index = index(of: input) {
            if let generation = index.generation(at: index.start &+ from), reader.start(at: generation) {
                pass.resume(TraceResumption(index, generation))
            } else if !input.seek(to: head.count) {
                throw InputError(.inputOutput, "cannot be read from its begin again", file: input.name)
            }
        }
        var events = StoppableEvents(reader: reader, isStopped: isStopped)
        let damage = Progress.show("reading \(input.name)") { _ in pass.run(&events) }
        if pass.scene.goroutines.isEmpty, !isStopped() {
            throw damage
                ?? InputError(
                    .truncated, "has a header and no events: let the program call trace.Stop", file: input.name)
        }
        if let damage, !isQuiet { warn(damage.description) }
        try checkWindow(pass, name: input.name)
        for counter in events.reader.quality.counters where counter.severity != .info && !isQuiet {
            warn("\(counter.value) \(counter.explanation) (\(counter.name))")
        }
        return Outcome(pass: pass, name: input.name, version: reader.version, quality: events.reader.quality)
    }

    /// Nothing has happened behind the end of a trace, which must not read as if nothing had happened at all.
    private static func checkWindow(_ pass: TracePass, name: String) throws {
        guard let from = pass.window.from, from < pass.window.to ?? .max, pass.scene.end <= pass.scene.start else {
            return
        }
        let length = DurationText.format(pass.scene.now &- pass.traceStart)
        throw InputError(.usage, "ends \(length) after its begin, before the time that --from says", file: name)
    }

    /// The index beside a trace, when there is one of this very trace; the position of `input` is lost then.
    private static func index(of input: SequentialInput) -> TraceIndex? {
        let path = input.name + TraceIndex.suffix
        guard input.size != nil, MappedFile.exists(path) else { return nil }
        do {
            let index = try TraceIndexFile.decode(try MappedFile.openRegular(path, limit: 1 << 32).array)
            if index.matches(input) { return index }
            warn("\(path) is of another trace, or of an earlier state of this one, and is not used")
        } catch { warn("\(path) is not used: \(error)") }
        _ = input.seek(to: TraceVersion.headerLength)
        return nil
    }

    static func warn(_ text: String) {
        try? StandardStream.error.write(Array("warning: \(Printable.text(text))\n".utf8))
    }
}

/// The events of a trace until nobody wants more.
private struct StoppableEvents: TraceEventSource {
    var reader: TraceFileReader
    let isStopped: () -> Bool

    var tables: TraceTables {
        get { reader.tables }
        _modify { yield &reader.tables }
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        if isStopped() { events.removeAll() } else { try reader.read(into: &events, limit: limit) }
    }
}
