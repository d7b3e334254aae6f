import GoTrace
import TestSupport
import Wire

/// Passes of analyses over whole traces.
enum TestPass {
    static func run(
        _ path: String, _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow()
    ) throws -> TracePass {
        try run(try SequentialInput(path: path), analyses, window, GoroutineSelection())
    }

    static func run(
        _ bytes: [UInt8], _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow(),
        selection: GoroutineSelection = GoroutineSelection()
    ) throws -> TracePass {
        try run(SequentialInput(bytes: Bytes(bytes), name: "trace"), analyses, window, selection)
    }

    private static func run(
        _ input: SequentialInput, _ analyses: [any TraceAnalysis], _ window: TraceWindow,
        _ selection: GoroutineSelection
    ) throws -> TracePass {
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        var reader = try TraceFileReader(input, head: head)
        var pass = TracePass(analyses, window: window, selection: selection)
        if let damage = pass.run(&reader) { throw damage }
        return pass
    }

    /// What a target's instances are, and the paths of some of them.
    static func paths(
        _ bytes: [UInt8], _ target: PathTarget, choose: ([PathInstance]) -> [PathInstance] = { $0 }
    ) throws -> (catalogue: PathCatalogue, paths: PathAnalysis, pass: TracePass) {
        let first = try run(bytes, [PathCatalogue(target)])
        let catalogue = first.result(PathCatalogue.self)
        let wanted = choose(catalogue.instances).map { PathAnalysis.Wanted($0) }
        let analysis = PathAnalysis(wanted, keepsResults: true)
        let end = max(analysis.lastTime - first.traceStart, 1)
        let pass = try run(bytes, [analysis], window: TraceWindow(to: end))
        return (catalogue, pass.result(PathAnalysis.self), pass)
    }
}
