import Evidence
import GoTrace
import Host
import Report
import Wire

/// One pass of analyses over the trace in a file, with the warnings that belong to it.
enum TraceRun {
    /// Reads a trace; says on standard error what is wrong with it.
    /// - Parameter selection: goroutines that the analyses see; those that the arguments name unless given.
    /// - Throws: when there is no trace, or nothing in it could be read.
    static func pass(
        _ file: String, _ analyses: [any TraceAnalysis], _ arguments: TraceArguments,
        selection: GoroutineSelection? = nil
    ) throws -> TracePass {
        try pass(file, analyses, window: arguments.window, selection: try selection ?? arguments.selection())
    }

    /// - Parameter isQuiet: whether the warnings have been given already, in a pass before.
    static func pass(
        _ file: String, _ analyses: [any TraceAnalysis], window: TraceWindow,
        selection: GoroutineSelection = GoroutineSelection(), isQuiet: Bool = false
    ) throws -> TracePass {
        let (input, head) = try TraceFile.open(file)
        var pass = TracePass(analyses, window: window, selection: selection)
        var reader = try TraceFileReader(input, head: head)
        if let from = window.from, let index = index(of: input) {
            if let generation = index.generation(at: index.start &+ from), reader.start(at: generation) {
                pass.resume(TraceResumption(index, generation))
            } else if !input.seek(to: head.count) {
                throw InputError(.inputOutput, "cannot be read from its begin again", file: input.name)
            }
        }
        let damage = Progress.show("reading \(input.name)") { _ in pass.run(&reader) }
        if let damage {
            guard pass.scene.end > pass.scene.start else { throw damage }
            if !isQuiet { warn(damage.description) }
        }
        for counter in reader.quality.counters where counter.severity != .info && !isQuiet {
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
