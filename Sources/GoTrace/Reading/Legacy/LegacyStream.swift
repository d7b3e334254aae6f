import Evidence
import Wire

/// The events of one processor in the order in which it wrote them, decoded one by one.
struct LegacyStream {
    let processor: Int32
    /// The event that comes next.
    private(set) var current = LegacyEvent(.processorStop, time: 0, goroutine: 0, processor: -1, offset: 0)
    /// The next stream that waits for the same; -1 is none. Belongs to `LegacyMerge`.
    var nextWaiting: Int32 = -1
    private var nextBatch: Int32
    private var offset = 0
    private var end = 0
    private var time: Int64 = 0
    /// The goroutine that runs on the processor; it outlasts a batch.
    private var goroutine: UInt64 = 0

    init(_ processor: LegacyIndex.Processor) {
        self.processor = processor.number
        nextBatch = processor.firstBatch
    }

    /// What decoding needs and all streams share.
    struct Source {
        var cursor: LegacyRecordCursor
        let batches: [LegacyIndex.Batch]
        let symbols: LegacySymbols
        var strings: StringTable
        var quality: Quality
    }

    /// Moves on to the next event; false when there is none.
    mutating func advance(_ source: inout Source) throws(InputError) -> Bool {
        while true {
            while offset >= end {
                guard nextBatch >= 0 else { return false }
                let batch = source.batches[Int(nextBatch)]
                offset = batch.start
                end = batch.end
                time = batch.time
                nextBatch = batch.next
            }
            source.cursor.offset = offset
            guard try source.cursor.next(skipping: false) else { return false }
            offset = source.cursor.offset
            switch source.cursor.type {
            case .string, .batch, .frequency, .stack, .timerGoroutine, .sample: continue
            default:
                try decode(&source)
                return true
            }
        }
    }

    private mutating func decode(_ source: inout Source) throws(InputError) {
        try source.cursor.checkCount()
        let values = source.cursor.values
        let type = source.cursor.type
        time &+= Int64(truncatingIfNeeded: values[0])
        current = LegacyEvent(
            type, time: time, goroutine: goroutine, processor: processor, offset: source.cursor.start)
        var last = values.count
        if source.cursor.hasStack {
            last -= 1
            current.stack = source.symbols.stack(values[last], &source.quality)
        }
        if last > 1 { current.first = values[1] }
        if last > 2 { current.second = values[2] }
        if last > 3 { current.third = values[3] }
        switch type {
        case .goStart, .goStartLocal, .goStartLabel:
            goroutine = current.first
            current.goroutine = goroutine
        case .systemCallExit, .goWaiting, .goInSystemCall: current.goroutine = current.first
        case .log: current.third = UInt64(source.strings.intern(bytes: source.cursor.textBytes()).rawValue)
        default: if type.leavesGoroutine { goroutine = 0 }
        }
    }
}
