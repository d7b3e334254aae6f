import Evidence
import Wire

/// Makes the index of a trace in a pass over it.
public struct TraceIndexBuilder: TraceAnalysis {
    public var wants: TraceWants { .others }

    private var generations: [TraceIndex.Generation] = []
    private var texts: [String] = [""]
    private var textNumbers: [StringID: Int] = [.empty: 0]
    private var frames: [TraceIndex.KnownFrame] = []
    /// By the number of the frame in the trace.
    private var frameNumbers: [UInt32: Int] = [:]
    private var stacks: [[Int]] = [[]]
    /// By the number of the stack in the trace.
    private var stackNumbers: [UInt32: Int] = [0: 0]
    /// Goroutines, processors and frames of stacks that are noted so far, over all generations.
    private var noted = 0
    private let limit: Int
    private var start: Int64 = 0
    private var end: Int64 = 0

    /// - Parameter size: bytes of the trace. The index takes about a tenth of that at most; above, generations are
    ///   noted without their goroutines.
    public init(size: Int) { limit = Swift.max(10_000, size / 100) }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.kind == .sync else { return }
        let live = scene.goroutines.filter { $0.state != .notExist }
        var generation = TraceIndex.Generation(
            number: 0, offset: 0, start: event.time, goroutines: [], processors: [])
        if noted + live.count + scene.processors.count <= limit {
            noted += live.count + scene.processors.count
            for processor in scene.processors {
                generation.processors.append(
                    TraceIndex.KnownProcessor(
                        id: processor.id, state: processor.state, goroutine: processor.goroutine,
                        thread: processor.thread))
            }
            for goroutine in live {
                generation.goroutines.append(
                    TraceIndex.KnownGoroutine(
                        id: goroutine.id, state: goroutine.state, begin: goroutine.begin,
                        isCensored: goroutine.isCensored, since: goroutine.since, created: goroutine.created,
                        parent: goroutine.parent, reason: text(goroutine.reason, scene),
                        root: text(scene.groups.root(goroutine.group), scene), stack: stack(goroutine.stack, scene)))
            }
        }
        generations.append(generation)
    }

    public mutating func finish(_ scene: TraceScene) {
        start = scene.start
        end = scene.end
    }

    private mutating func text(_ id: StringID, _ scene: TraceScene) -> Int {
        if let known = textNumbers[id] { return known }
        textNumbers[id] = texts.count
        texts.append(scene.text(id))
        return texts.count - 1
    }

    private mutating func stack(_ id: UInt32, _ scene: TraceScene) -> Int {
        if let known = stackNumbers[id] { return known }
        stackNumbers[id] = stacks.count
        let numbers = scene.tables.stacks[id]
        stacks.append(numbers.map { frame($0, scene) })
        noted += numbers.count
        return stacks.count - 1
    }

    private mutating func frame(_ id: UInt32, _ scene: TraceScene) -> Int {
        if let known = frameNumbers[id] { return known }
        frameNumbers[id] = frames.count
        let frame = scene.tables.stacks.frames[Int(id)]
        frames.append(
            TraceIndex.KnownFrame(
                programCounter: frame.programCounter, function: text(frame.function, scene),
                file: text(frame.file, scene), line: frame.line))
        return frames.count - 1
    }

    /// The index of the trace that the pass went over.
    /// - Parameter places: where each generation begins, as `TraceReader.places` has it.
    /// - Returns: nil for a pipe.
    public func index(of input: SequentialInput, places: [TraceReader.GenerationPlace]) -> TraceIndex? {
        guard let size = input.size, let fingerprint = TraceIndex.fingerprint(of: input) else { return nil }
        let placed = zip(generations, places).map { generation, place in
            TraceIndex.Generation(
                number: place.number, offset: place.offset, start: generation.start, goroutines: generation.goroutines,
                processors: generation.processors)
        }
        return TraceIndex(
            size: size, fingerprint: fingerprint, start: start, end: end, generations: placed, texts: texts,
            frames: frames, stacks: stacks)
    }
}
