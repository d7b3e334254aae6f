/// What an index says of the program at the begin of a generation, for a pass that begins there.
public struct TraceResumption: Sendable {
    /// Begin of the whole trace, in nanoseconds of its clock.
    let traceStart: Int64
    /// Those of which the trace has said nothing yet.
    var goroutines: [Int64: TraceIndex.KnownGoroutine]
    let texts: [String]

    public init(_ index: TraceIndex, _ generation: TraceIndex.Generation) {
        traceStart = index.start
        goroutines = Dictionary(generation.goroutines.map { ($0.id, $0) }) { first, _ in first }
        texts = index.texts
    }
}
