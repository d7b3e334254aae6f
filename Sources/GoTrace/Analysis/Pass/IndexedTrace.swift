import Evidence
import Wire

/// A trace that is read again and again, of which parts are found by an index once there is one.
public struct IndexedTrace: Sendable {
    private let open: @Sendable () throws -> SequentialInput
    public var index: TraceIndex?

    /// - Parameters:
    ///   - path: of the trace, beside which an index may stand; nil for one that is in no file.
    ///   - open: opens it anew for each pass.
    public init(path: String?, open: @escaping @Sendable () throws -> SequentialInput) {
        self.open = open
        guard let path, let input = try? open() else { return }
        // An index is a hint: one that cannot be read, or is of another trace, is as good as none.
        let place = path + TraceIndex.suffix
        guard MappedFile.exists(place), let bytes = try? MappedFile.openRegular(place, limit: 1 << 32),
            let index = try? TraceIndexFile.decode(bytes.array), index.matches(input)
        else { return }
        self.index = index
    }

    /// What a pass leaves, beside its analyses.
    public struct Outcome: Sendable {
        /// What is wrong with the trace: all before that was looked at.
        public var damage: InputError?
        public var places: [TraceReader.GenerationPlace]
        public var quality: Quality
        public var version: TraceVersion
    }

    /// Bytes of the trace; nil when that is not known.
    public var size: Int? { (try? open())?.size }

    /// Makes a pass over the trace, or over the window of it that the pass looks at.
    /// - Parameters:
    ///   - isStopped: asked now and then; the rest is not read when it says so.
    ///   - progress: called now and then with the bytes read so far, and all there are.
    /// - Throws: when there is no trace.
    public func run(
        _ pass: inout TracePass, isStopped: @escaping () -> Bool = { false },
        progress: @escaping (Int, Int?) -> Void = { _, _ in }
    ) throws -> Outcome {
        let input = try open()
        var head: [UInt8] = []
        _ = try input.read(TraceVersion.headerLength, into: &head)
        var reader = try TraceFileReader(input, head: head)
        if !pass.needsBegin, let from = pass.window.from, let index {
            if let generation = index.generation(at: index.start &+ from), reader.start(at: generation) {
                pass.resume(TraceResumption(index, generation))
            } else if !input.seek(to: head.count) {
                throw InputError(.inputOutput, "cannot be read from its begin again", file: input.name)
            }
        }
        var events = WatchedEvents(reader: reader, isStopped: isStopped) { progress(input.offset, input.size) }
        let damage = pass.run(&events)
        return Outcome(
            damage: damage, places: events.reader.places, quality: events.reader.quality, version: events.reader.version
        )
    }

    /// The index that a pass over all of the trace made.
    public func index(_ builder: TraceIndexBuilder, _ outcome: Outcome) -> TraceIndex? {
        guard !outcome.version.isLegacy, let input = try? open() else { return nil }
        return builder.index(of: input, places: outcome.places)
    }
}

/// The events of a trace until nobody wants more, with word of how far they are read.
private struct WatchedEvents: TraceEventSource {
    var reader: TraceFileReader
    let isStopped: () -> Bool
    let progress: () -> Void

    var tables: TraceTables {
        get { reader.tables }
        _modify { yield &reader.tables }
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        if isStopped() {
            events.removeAll()
        } else {
            progress()
            try reader.read(into: &events, limit: limit)
        }
    }
}
