import Wire

/// A generation whose tables were decoded: what its events are read with. Numbers of strings and stacks are its own.
///
/// Source: `internal/trace/generation.go` of Go 1.27.3.
struct ParsedGeneration {
    struct Text {
        var offset: Int
        var length: Int
    }

    /// A frame with its texts as numbers of the generation.
    struct WireFrame {
        var programCounter: UInt64
        var function: UInt64
        var file: UInt64
        var line: UInt64
    }

    struct Sample {
        var time: Int64
        var thread: UInt64
        var processor: UInt64
        var goroutine: UInt64
        var stack: UInt64
    }

    /// The events of one thread.
    struct ThreadEvents {
        var thread: UInt64
        var batches: [RawBatch]
    }

    /// A reading of the clocks as it stands in the file.
    struct Clock {
        var time: UInt64
        var monotonic: UInt64
        var seconds: UInt64
        var nanoseconds: UInt64
    }

    var raw: RawGeneration
    /// In the order in which threads appear.
    private(set) var threads: [ThreadEvents] = []
    private var threadIndexes: [UInt64: Int] = [:]
    /// Index in `texts` of each string.
    private(set) var strings = NumberTable()
    private(set) var texts: [Text] = []
    /// Index in `stackRuns` of each stack.
    private(set) var stacks = NumberTable()
    /// Each stack's frames in `frames`.
    private(set) var stackRuns: [Range<Int>] = []
    private(set) var frames: [WireFrame] = []
    /// In the order of their times.
    private(set) var samples: [Sample] = []
    /// Nanoseconds for each unit of time; nil as long as the generation does not say.
    private(set) var unit: Double?
    private(set) var clock: Clock?
    private(set) var experimentalBatches = 0
    private(set) var experimentalBytes = 0

    static let largestText = 1 << 10
    static let deepestStack = 128

    /// - Parameter unit: what to assume when a lenient generation does not say how long its units are.
    init(_ raw: RawGeneration, version: TraceVersion, unit assumed: Double?) throws(InputError) {
        self.raw = raw
        for batch in raw.batches { try add(batch, version) }
        if self.unit == nil {
            guard raw.isLenient, let assumed else {
                throw raw.error("a generation does not say how long its units of time are", at: raw.bytes.count)
            }
            self.unit = assumed
        }
        guard clock != nil || !version.hasClockSnapshots || raw.isLenient else {
            throw raw.error("a generation has no reading of the clocks", at: raw.bytes.count)
        }
        sortSamples()
    }

    /// Nanoseconds of a time or a difference of times, as Go converts floating-point numbers on amd64.
    @inline(__always)
    static func nanoseconds(_ units: UInt64, _ unit: Double) -> Int64 {
        let value = Double(units) * unit
        // False for what is no number, too.
        return value < 0x1p63 ? Int64(value) : .min
    }

    /// Nanoseconds for each unit at a frequency.
    static func unit(frequency: UInt64) -> Double { 1.0 / (Double(frequency) / 1e9) }

    private mutating func add(_ batch: RawBatch, _ version: TraceVersion) throws(InputError) {
        guard batch.experiment == 0 else {
            experimentalBatches += 1
            experimentalBytes += batch.contents.count
            return
        }
        switch raw.bytes[batch.contents].first.map({ BatchContents($0, version) }) ?? .events {
        case .strings: try addStrings(batch)
        case .stacks: try addStacks(batch)
        case .cpuSamples: try addSamples(batch)
        case .sync: try setSync(batch, version)
        case .events:
            if let index = threadIndexes[batch.thread] {
                threads[index].batches.append(batch)
            } else {
                threadIndexes[batch.thread] = threads.count
                threads.append(ThreadEvents(thread: batch.thread, batches: [batch]))
            }
        }
    }

    private func number(_ offset: inout Int, _ end: Int, _ what: StaticString) throws(InputError) -> UInt64 {
        let start = offset
        guard let value = raw.bytes.varint(&offset, before: end) else {
            throw raw.error("\(what) is cut off or no number", at: start)
        }
        return value
    }

    private func expect(
        _ type: EventType, _ offset: inout Int, _ what: StaticString
    ) throws(InputError) {
        guard raw.bytes[offset] == type.rawValue else {
            throw raw.error("event \(raw.bytes[offset]) stands where \(what) should be", at: offset)
        }
        offset += 1
    }

    private mutating func addStrings(_ batch: RawBatch) throws(InputError) {
        var offset = batch.contents.lowerBound + 1
        let end = batch.contents.upperBound
        while offset < end {
            let start = offset
            try expect(.string, &offset, "a string")
            let id = try number(&offset, end, "the number of a string")
            let length = try number(&offset, end, "the length of a string")
            guard length <= UInt64(Self.largestText), Int(length) <= end - offset else {
                throw raw.error("a string claims \(length) bytes", at: start)
            }
            guard strings.insert(id, UInt32(texts.count)) else {
                throw raw.error("string \(id) is there twice", at: start)
            }
            texts.append(Text(offset: offset, length: Int(length)))
            offset += Int(length)
        }
    }

    private mutating func addStacks(_ batch: RawBatch) throws(InputError) {
        var offset = batch.contents.lowerBound + 1
        let end = batch.contents.upperBound
        while offset < end {
            let start = offset
            try expect(.stack, &offset, "a stack")
            let id = try number(&offset, end, "the number of a stack")
            let depth = try number(&offset, end, "the depth of a stack")
            guard depth <= UInt64(Self.deepestStack) else {
                throw raw.error("a stack claims \(depth) frames; the most are \(Self.deepestStack)", at: start)
            }
            let first = frames.count
            for _ in 0..<depth {
                frames.append(
                    WireFrame(
                        programCounter: try number(&offset, end, "an address of a stack"),
                        function: try number(&offset, end, "a function of a stack"),
                        file: try number(&offset, end, "a file of a stack"),
                        line: try number(&offset, end, "a line of a stack")))
            }
            guard stacks.insert(id, UInt32(stackRuns.count)) else {
                throw raw.error("stack \(id) is there twice", at: start)
            }
            stackRuns.append(first..<frames.count)
        }
    }

    private mutating func addSamples(_ batch: RawBatch) throws(InputError) {
        var offset = batch.contents.lowerBound + 1
        let end = batch.contents.upperBound
        while offset < end {
            try expect(.cpuSample, &offset, "a sample")
            samples.append(
                Sample(
                    time: Int64(bitPattern: try number(&offset, end, "the time of a sample")),
                    thread: try number(&offset, end, "the thread of a sample"),
                    processor: try number(&offset, end, "the processor of a sample"),
                    goroutine: try number(&offset, end, "the goroutine of a sample"),
                    stack: try number(&offset, end, "the stack of a sample")))
        }
    }

    private mutating func setSync(_ batch: RawBatch, _ version: TraceVersion) throws(InputError) {
        var offset = batch.contents.lowerBound + (version.hasClockSnapshots ? 1 : 0)
        let end = batch.contents.upperBound
        while offset < end {
            let start = offset
            let type = EventType(rawValue: raw.bytes[offset])
            offset += 1
            if type == .frequency {
                // The reference takes an infinite unit for none at all.
                guard unit == nil else { throw raw.error("the frequency is there twice", at: start) }
                unit = Self.unit(frequency: try number(&offset, end, "the frequency"))
            } else if type == .clockSnapshot, version.hasClockSnapshots {
                guard clock == nil else { throw raw.error("the clocks are read twice", at: start) }
                let difference = try number(&offset, end, "a clock")
                clock = Clock(
                    time: batch.time &+ difference, monotonic: try number(&offset, end, "a clock"),
                    seconds: try number(&offset, end, "a clock"), nanoseconds: try number(&offset, end, "a clock"))
            } else {
                throw raw.error("event \(raw.bytes[start]) stands among frequency and clocks", at: start)
            }
        }
    }

    private mutating func sortSamples() {
        guard let unit, !samples.isEmpty else { return }
        var order: [TimedEntry] = []
        order.reserveCapacity(samples.count)
        for index in samples.indices {
            samples[index].time = Self.nanoseconds(UInt64(bitPattern: samples[index].time), unit)
            order.append(TimedEntry(time: samples[index].time, index: Int32(index)))
        }
        PatternDefeatingSort.sort(&order)
        samples = order.map { samples[Int($0.index)] }
    }
}
