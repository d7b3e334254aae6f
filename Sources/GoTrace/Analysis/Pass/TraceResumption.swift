import Evidence

/// What an index says of the program at the begin of a generation, for a pass that begins there.
public struct TraceResumption: Sendable {
    /// Begin of the whole trace, in nanoseconds of its clock.
    let traceStart: Int64
    /// Those of which the trace has said nothing yet.
    var goroutines: [Int64: TraceIndex.KnownGoroutine]
    let processors: [TraceIndex.KnownProcessor]
    let texts: [String]
    private let frames: [TraceIndex.KnownFrame]
    private let stacks: [[Int]]
    /// Number in the tables of the trace of each stack that was asked for.
    private var stackNumbers: [Int: UInt32] = [0: 0]

    public init(_ index: TraceIndex, _ generation: TraceIndex.Generation) {
        traceStart = index.start
        goroutines = Dictionary(generation.goroutines.map { ($0.id, $0) }) { first, _ in first }
        processors = generation.processors
        texts = index.texts
        frames = index.frames
        stacks = index.stacks
    }

    /// The number that a stack of the index has in the tables of the trace, to which it is added if need be.
    mutating func stack(_ number: Int, in tables: inout TraceTables) -> UInt32 {
        if let known = stackNumbers[number] { return known }
        let numbers = stacks[number].map { index in
            let frame = frames[index]
            return tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: frame.programCounter, function: tables.strings.intern(texts[frame.function]),
                    file: tables.strings.intern(texts[frame.file]), line: frame.line))
        }
        let interned = tables.stacks.intern(numbers[...])
        stackNumbers[number] = interned
        return interned
    }
}
