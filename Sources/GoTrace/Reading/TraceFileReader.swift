import Evidence
import Wire

/// A trace of any version, told by its header.
public struct TraceFileReader: TraceEventSource {
    /// One of the two.
    private var current: TraceReader?
    private var legacy: LegacyTraceReader?
    /// The tables of the reader, which has them only while it reads.
    public var tables = TraceTables()
    public let version: TraceVersion

    /// - Parameters:
    ///   - input: the trace, of which `head` was read already; traces before Go 1.22 are read to their end.
    ///   - head: the first bytes, with the header of 16 bytes.
    /// - Throws: `notRecognised` for what is no trace; for traces before Go 1.22 also what is wrong with them.
    public init(
        _ input: SequentialInput, head: [UInt8], incomplete: TraceReader.Incomplete = .salvaged
    ) throws(InputError) {
        guard let version = TraceReader.version(head) else {
            throw InputError(
                .notRecognised, "is no execution trace: its header is missing", file: input.name, offset: 0)
        }
        self.version = version
        if version.isLegacy {
            var bytes = head
            while try input.read(1 << 20, into: &bytes) > 0 {}
            var reader = try LegacyTraceReader(Bytes(bytes), version: version, file: input.name)
            reader.exchange(&tables)
            legacy = reader
        } else {
            current = try TraceReader(input, head: head, incomplete: incomplete)
        }
    }

    /// What was missing or left out so far.
    public var quality: Quality { current?.quality ?? legacy?.quality ?? Quality() }

    /// Where the generations begin that were read so far; none in traces before Go 1.22.
    public var places: [TraceReader.GenerationPlace] { current?.places ?? [] }

    /// Goes on with a generation that an index names.
    /// - Returns: false when that is not possible; the reader is of no use then.
    public mutating func start(at generation: TraceIndex.Generation) -> Bool {
        current?.start(at: generation) ?? false
    }

    public mutating func read(into events: inout [TraceEvent], limit: Int = 4096) throws(InputError) {
        if current != nil {
            current?.exchange(&tables)
            defer { current?.exchange(&tables) }
            try current?.read(into: &events, limit: limit)
        } else {
            legacy?.exchange(&tables)
            defer { legacy?.exchange(&tables) }
            try legacy?.read(into: &events, limit: limit)
        }
    }
}

extension TraceEventSource {
    /// Lends the tables, or takes them back.
    mutating func exchange(_ tables: inout TraceTables) { swap(&self.tables, &tables) }
}
