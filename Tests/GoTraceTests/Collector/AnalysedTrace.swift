import GoTrace
import TestSupport
import Wire

/// Passes over whole traces in files.
enum AnalysedTrace {
    static func pass(
        _ path: String, _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow()
    ) throws -> TracePass {
        let input = try SequentialInput(path: path)
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        var reader = try TraceFileReader(input, head: head)
        var pass = TracePass(analyses, window: window)
        if let damage = pass.run(&reader) { throw damage }
        return pass
    }

    /// Programs that keep the collector busy, of all versions of the format, and one that is a server.
    static let programs: [TracedProgram] =
        TracedProgram.versions.flatMap { version in
            [
                TracedProgram(.toolchain, "gc-stress", version: version),
                TracedProgram(.toolchain, "stress", version: version, debug: TracedProgram.manyGenerations),
                TracedProgram(.toolchain, "stacks", version: version, debug: TracedProgram.manyGenerations),
            ]
        } + [TracedProgram(.zoo, "service", version: GoToolchain.newestVersion)]
}
