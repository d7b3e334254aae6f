import Evidence
import GoTrace
import Host
import Report
import Wire

/// One pass of analyses over the trace in a file, with the warnings that belong to it.
enum TraceRun {
    /// Reads a trace; says on standard error what is wrong with it.
    /// - Throws: when there is no trace, or nothing in it could be read.
    static func pass(_ file: String, _ analyses: [any TraceAnalysis], _ arguments: TraceArguments) throws -> TracePass {
        let (input, head) = try TraceFile.open(file)
        var pass = TracePass(analyses, window: arguments.window, selection: try arguments.selection())
        var reader = try TraceFileReader(input, head: head)
        let damage = Progress.show("reading \(input.name)") { _ in pass.run(&reader) }
        if let damage {
            guard pass.scene.end > pass.scene.start else { throw damage }
            warn(damage.description)
        }
        for counter in reader.quality.counters where counter.severity != .info {
            warn("\(counter.value) \(counter.explanation) (\(counter.name))")
        }
        return pass
    }

    private static func warn(_ text: String) {
        try? StandardStream.error.write(Array("warning: \(Printable.text(text))\n".utf8))
    }
}
