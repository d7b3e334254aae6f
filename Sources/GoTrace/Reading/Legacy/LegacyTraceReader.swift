import Evidence
import Wire

/// Events of a trace of Go 1.11 to 1.21, in order and in the form that events have since Go 1.22.
///
/// The whole file is needed, since its tables stand at the end, and all events are held at once, 56 bytes each. Times
/// are nanoseconds since the first event. The trace counts as one generation: a `sync` event comes first and last.
/// What a trace means, down to the oddities, is what Go 1.27.3 reads in it: `internal/trace/tracev1.go` and
/// `internal/trace/internal/tracev1`. Where that takes an order that differs from run to run (of processors,
/// goroutines and samples with the same time), the smaller number comes first here.
public struct LegacyTraceReader: TraceEventSource, Sendable {
    /// Versions of the header that this reader reads.
    public static let versions = [11, 19, 21].map { TraceVersion(minor: $0) }

    /// What the numbers in events mean; complete from the beginning, except for `clocks`, which grow with each sync.
    public var tables = TraceTables()
    /// What was missing or left out, as far as the events were read.
    public var quality: Quality {
        var result = readingQuality
        result.merge(converter.quality)
        return result
    }

    private var readingQuality = Quality()
    private var converter: LegacyConverter
    private var events: [LegacyEvent]
    private var position = 0
    /// Events that follow from those before `position` and were not handed out yet, from `nextPending` on.
    private var pending: [TraceEvent] = []
    private var nextPending = 0
    private var lastTime: Int64 = -1
    private var syncCount: Int64 = 0
    private var isDone = false

    /// Reads the whole file, with its header of 16 bytes, which says `version`.
    ///
    /// Throws `unsupported` for versions of another format, `truncated` when the file's end is missing, and `malformed`
    /// when the events contradict each other.
    public init(_ bytes: Bytes, version: TraceVersion, file: String?) throws(InputError) {
        guard Self.versions.contains(version) else {
            throw InputError(
                .unsupported,
                version.minor < 11
                    ? "this is a trace of \(version); sonde reads traces of Go 1.11 and newer: record it again"
                    : "\(version) is no version of the format of Go 1.11 to 1.21", file: file, offset: 0)
        }
        let cursor = LegacyRecordCursor(bytes, version: version, file: file)
        let index = try LegacyIndex(cursor, into: &tables, &readingQuality)
        let merge = try LegacyMerge(
            index,
            LegacyStream.Source(
                cursor: cursor, batches: index.batches, symbols: index.symbols, strings: tables.strings,
                quality: readingQuality))
        tables.strings = merge.strings
        readingQuality = merge.quality
        events = merge.events
        try LegacyClock.correctSystemCalls(&events, cursor)
        try LegacyClock.convert(&events, ticksPerSecond: index.ticksPerSecond, cursor)
        LegacyClock.separateTimersAndSystemCalls(&events, timerGoroutines: index.timerGoroutines)
        try LegacyCheck.run(&events, cursor)
        LegacyClock.markBlockingSystemCalls(&events)
        let texts = LegacyTexts(version, into: &tables.strings)
        converter = LegacyConverter(symbols: index.symbols, texts: texts)
    }

    /// Replaces the contents of `events` by the next events, at most `limit` (but at least one); by none at the end.
    public mutating func read(into result: inout [TraceEvent], limit: Int) throws(InputError) {
        result.removeAll(keepingCapacity: true)
        guard !isDone else { return }
        if syncCount == 0, let first = events.first { result.append(sync(first.time - 1)) }
        while result.count < max(limit, 1) {
            if nextPending < pending.count {
                var event = pending[nextPending]
                nextPending += 1
                // Two events never have the same time since Go 1.22.
                event.time = max(event.time, lastTime + 1)
                lastTime = event.time
                result.append(event)
            } else if position < events.count {
                pending.removeAll(keepingCapacity: true)
                nextPending = 0
                converter.convert(events[position], into: &pending)
                position += 1
            } else {
                isDone = true
                events = []
                result.append(sync(lastTime + 1))
                return
            }
        }
    }

    private mutating func sync(_ time: Int64) -> TraceEvent {
        syncCount += 1
        tables.clocks.append(nil)
        var event = TraceEvent(kind: .sync, type: .sync, time: time)
        event.subject = syncCount
        return event
    }
}
