import GoTrace
import Wire

/// Writes execution traces as Go's runtime does since 1.22, byte by byte: what tests make small and broken traces with.
///
/// Nothing is checked here: a writer for tests has to write what no runtime would. `TraceGeneration` composes sensible
/// generations. Source: `runtime/trace*.go` and `internal/trace/tracev2` of Go 1.27.3.
struct TraceWireWriter {
    /// How the size of a batch is written.
    enum Padding {
        /// In ten bytes, of which most say nothing: the runtime leaves room for the size before it knows it.
        case runtime
        /// In as few bytes as possible, as Go's tools write it.
        case none
    }

    /// Id of the thread of batches that belong to none, such as those with tables.
    static let noThread = UInt64.max

    let version: TraceVersion
    var padding = Padding.runtime
    private(set) var bytes: [UInt8]

    /// Begins with the header.
    init(version: TraceVersion, padding: Padding = .runtime) {
        self.version = version
        self.padding = padding
        bytes = Array("go 1.\(version.minor) trace".utf8)
        while bytes.count < TraceVersion.headerLength { bytes.append(0) }
    }

    /// A batch of one thread, whatever is in it. Its time is in units of the trace's own clock.
    mutating func batch(generation: UInt64, thread: UInt64, time: UInt64, payload: [UInt8]) {
        bytes.append(EventType.eventBatch.rawValue)
        for value in [generation, thread, time] { bytes.appendVarint(value) }
        appendSize(UInt64(payload.count))
        bytes += payload
    }

    /// A batch of an experiment; 1 is AllocFree.
    mutating func experimentalBatch(
        experiment: UInt8, generation: UInt64, thread: UInt64, time: UInt64, payload: [UInt8]
    ) {
        bytes += [EventType.experimentalBatch.rawValue, experiment]
        for value in [generation, thread, time] { bytes.appendVarint(value) }
        appendSize(UInt64(payload.count))
        bytes += payload
    }

    /// The mark behind a generation, since Go 1.26.
    mutating func endOfGeneration() { bytes.append(EventType.endOfGeneration.rawValue) }

    /// Bytes that are of no kind, for broken traces.
    mutating func raw(_ more: [UInt8]) { bytes += more }

    /// The size of a batch, as `padding` says.
    mutating func appendSize(_ size: UInt64) {
        switch padding {
        case .none: bytes.appendVarint(size)
        case .runtime: bytes += TraceWireWriter.padded(size)
        }
    }

    /// A number in ten bytes: every one but the last says that another one follows.
    static func padded(_ value: UInt64) -> [UInt8] {
        (0..<10).map { UInt8(truncatingIfNeeded: value >> (7 * UInt64($0))) & 0x7f | ($0 < 9 ? 0x80 : 0) }
    }
}

extension [UInt8] {
    /// One event: its number, its arguments in the order of `EventSpec`, its frames, and its data behind their length.
    mutating func appendEvent(
        _ type: EventType, _ arguments: [UInt64] = [], frames: [UInt64] = [], data: [UInt8]? = nil
    ) {
        append(type.rawValue)
        for value in arguments + frames { appendVarint(value) }
        guard let data else { return }
        appendVarint(UInt64(data.count))
        self += data
    }
}
