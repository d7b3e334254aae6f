import Evidence
import GoTrace
import Host
import Report
import Wire

/// One pass of analyses over the trace in a file, with the warnings that belong to it.
enum TraceRun {
    /// Reads a trace; says on standard error what is wrong with it.
    /// - Parameter selection: goroutines that the analyses see; those that the arguments name unless given.
    /// - Parameter isStopped: asked now and then; the rest is not read when it says so.
    /// - Throws: when there is no trace, or nothing in it could be read.
    static func pass(
        _ file: String, _ analyses: [any TraceAnalysis], _ arguments: TraceArguments,
        selection: GoroutineSelection? = nil, isStopped: @escaping () -> Bool = { false }
    ) throws -> TracePass {
        let (input, head) = try TraceFile.open(file)
        var pass = TracePass(analyses, window: arguments.window, selection: try selection ?? arguments.selection())
        var reader = try TraceFileReader(input, head: head)
        if let from = arguments.window.from, let index = index(of: input) {
            if let generation = index.generation(at: index.start &+ from), reader.start(at: generation) {
                pass.resume(TraceResumption(index, generation))
            } else if !input.seek(to: head.count) {
                throw InputError(.inputOutput, "cannot be read from its begin again", file: input.name)
            }
        }
        var events = StoppableEvents(reader: reader, isStopped: isStopped)
        let damage = Progress.show("reading \(input.name)") { _ in pass.run(&events) }
        if let damage {
            guard pass.scene.end > pass.scene.start else { throw damage }
            warn(damage.description)
        }
        for counter in events.reader.quality.counters where counter.severity != .info {
            warn("\(counter.value) \(counter.explanation) (\(counter.name))")
        }
        return pass
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
        set { reader.tables = newValue }
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        if isStopped() { events.removeAll() } else { try reader.read(into: &events, limit: limit) }
    }
}
