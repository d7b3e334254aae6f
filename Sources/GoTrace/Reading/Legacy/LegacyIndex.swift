import Evidence
import Wire

/// What a first pass over a trace of the old format finds: the batches of each processor, the tables, which stand at
/// the end of the file, and the samples, which stand between the events of a processor without being its own.
struct LegacyIndex {
    /// The batches of a processor, in the order of the file.
    struct Processor {
        var number: Int32
        var firstBatch: Int32
        var lastBatch: Int32
    }

    /// A run of events of one processor.
    struct Batch {
        /// Offset behind the batch's own record.
        var start: Int
        var end: Int
        /// Ticks.
        var time: Int64
        /// The next batch of the same processor; -1 is none.
        var next: Int32
    }

    private(set) var processors: [Processor] = []
    private(set) var batches: [Batch] = []
    private(set) var samples: [LegacyEvent] = []
    /// Goroutines that serve timers, as Go up to 1.13 had them.
    private(set) var timerGoroutines: Set<UInt64> = []
    /// Ticks of the trace's clock per second.
    private(set) var ticksPerSecond: Int64 = 0
    private(set) var symbols = LegacySymbols()
    private var indexOfProcessor: [Int32: Int32] = [:]

    init(
        _ cursor: LegacyRecordCursor, into tables: inout TraceTables, _ quality: inout Quality
    ) throws(InputError) {
        var cursor = cursor
        while try cursor.next(skipping: true) {
            if cursor.type == .string {
                try symbols.addString(cursor, to: &tables.strings)
            } else {
                if cursor.type == .batch { try addBatch(cursor) }
                guard !batches.isEmpty else {
                    throw cursor.error(.malformed, "\(cursor.type.name) stands before the first batch")
                }
                try addEntry(cursor)
            }
            if !batches.isEmpty { batches[batches.count - 1].end = cursor.offset }
        }
        guard ticksPerSecond > 0 else {
            throw cursor.error(
                .truncated, "the trace has no frequency of its clock; " + LegacyRecordCursor.advice)
        }
        // In an order that does not depend on which processor was the first to fill a batch.
        processors.sort { $0.number < $1.number }
        symbols.resolveStacks(into: &tables, &quality)
        for index in samples.indices { samples[index].stack = symbols.stack(UInt64(samples[index].stack), &quality) }
    }

    private mutating func addBatch(_ cursor: LegacyRecordCursor) throws(InputError) {
        let number: Int32
        if cursor.values[0] == .max {
            number = -1
        } else if let exact = Int32(exactly: cursor.values[0]) {
            number = exact
        } else {
            throw cursor.error(.malformed, "a batch claims to be of processor \(cursor.values[0]); the file is damaged")
        }
        guard let index = Int32(exactly: batches.count) else {
            throw cursor.error(.tooLarge, "the trace has more than \(Int32.max) batches")
        }
        batches.append(
            Batch(
                start: cursor.offset, end: cursor.offset, time: Int64(truncatingIfNeeded: cursor.values[1]), next: -1))
        if let known = indexOfProcessor[number] {
            batches[Int(processors[Int(known)].lastBatch)].next = index
            processors[Int(known)].lastBatch = index
        } else {
            indexOfProcessor[number] = Int32(processors.count)
            processors.append(Processor(number: number, firstBatch: index, lastBatch: index))
        }
    }

    private mutating func addEntry(_ cursor: LegacyRecordCursor) throws(InputError) {
        switch cursor.type {
        case .frequency:
            try cursor.checkCount()
            guard let ticks = Int64(exactly: cursor.values[0]), ticks > 0 else {
                throw cursor.error(
                    .malformed,
                    "the trace's clock has a frequency of \(Int64(truncatingIfNeeded: cursor.values[0])): the clocks "
                        + "of the processors disagreed when it was recorded; record it again")
            }
            ticksPerSecond = ticks
        case .timerGoroutine:
            try cursor.checkCount()
            timerGoroutines.insert(cursor.values[0])
        case .stack: try symbols.addStack(cursor)
        case .sample: try addSample(cursor)
        default: break
        }
    }

    /// A sample's own time is the one that the signal's handler took.
    private mutating func addSample(_ cursor: LegacyRecordCursor) throws(InputError) {
        try cursor.checkCount()
        let values = cursor.values
        var event = LegacyEvent(
            .sample, time: Int64(truncatingIfNeeded: values[1]), goroutine: values[3],
            processor: Int32(truncatingIfNeeded: values[2]), offset: cursor.start)
        event.stack = UInt32(truncatingIfNeeded: values[4])
        samples.append(event)
    }
}
