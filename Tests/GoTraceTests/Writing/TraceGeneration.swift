import GoTrace
import Wire

/// A generation of a trace that a test composes: tables fill themselves, and `write` puts the parts in the order in
/// which the runtime does.
///
///     var generation = TraceGeneration(number: 1)
///     let reason = generation.string("chan receive")
///     let stack = generation.stack([.init("main.wait", "main.go", 12)])
///     var batch = TraceBatch(thread: 7, time: 100)
///     batch.add(.procStatus, 1, 0, 1)
///     batch.add(.goStatus, 1, 1, 7, 2)
///     batch.add(.goBlock, 5, reason, stack)
///     generation.add(batch)
///     generation.write(to: &writer)
struct TraceGeneration {
    struct Frame: Hashable {
        var function: String
        var file: String
        var line: UInt64
        var programCounter: UInt64

        init(_ function: String, _ file: String, _ line: UInt64, programCounter: UInt64 = 0x40_1000) {
            self.function = function
            self.file = file
            self.line = line
            self.programCounter = programCounter
        }
    }

    struct Clock {
        /// Nanoseconds of the system's monotonic clock.
        var monotonic: UInt64
        var wallSeconds: UInt64
        var wallNanoseconds: UInt64
    }

    let number: UInt64
    /// Units of the trace's clock in a second. Outside of Windows the runtime's are 64 ns, that is 15,625,000.
    var frequency: UInt64
    /// Time of the batch with the frequency, in units of the trace's clock; nil stands for that of the first batch.
    var syncTime: UInt64?
    /// What the other clocks said; written since Go 1.25.
    var clock = Clock(monotonic: 0, wallSeconds: 1_700_000_000, wallNanoseconds: 0)
    private(set) var batches: [TraceBatch] = []
    private var strings: [(id: UInt64, text: [UInt8])] = []
    private var stringIDs: [String: UInt64] = [:]
    private var stacks: [[Frame]] = []
    private var stackIDs: [[Frame]: UInt64] = [:]
    private var samples: [[UInt64]] = []
    private var experiments: [(experiment: UInt8, batch: TraceBatch)] = []

    init(number: UInt64, frequency: UInt64 = 15_625_000) {
        self.number = number
        self.frequency = frequency
    }

    /// Id of a text in this generation; 0 is the empty one, which is never written.
    mutating func string(_ text: String) -> UInt64 {
        if text.isEmpty { return 0 }
        if let known = stringIDs[text] { return known }
        let id = UInt64(strings.count + 1)
        strings.append((id, Array(text.utf8)))
        stringIDs[text] = id
        return id
    }

    /// Writes a string once more or with any bytes: what a reader must refuse or repair.
    mutating func rawString(id: UInt64, bytes: [UInt8]) { strings.append((id, bytes)) }

    /// Id of a stack in this generation, innermost frame first; 0 is the empty one.
    mutating func stack(_ frames: [Frame]) -> UInt64 {
        if frames.isEmpty { return 0 }
        if let known = stackIDs[frames] { return known }
        stacks.append(frames)
        let id = UInt64(stacks.count)
        stackIDs[frames] = id
        return id
    }

    mutating func add(_ batch: TraceBatch) { batches.append(batch) }

    /// A batch of events of an experiment's own; its time and thread are written too.
    mutating func add(_ batch: TraceBatch, experiment: UInt8) { experiments.append((experiment, batch)) }

    /// A CPU sample; the time is in units of the trace's clock, and 0 stands for no goroutine.
    mutating func sample(time: UInt64, thread: UInt64, processor: UInt64, goroutine: UInt64, stack: UInt64) {
        samples.append([time, thread, processor, goroutine, stack])
    }

    /// Writes all parts: events, samples, frequency and clocks, stacks, strings, and since Go 1.26 the end.
    func write(to writer: inout TraceWireWriter) {
        let start = syncTime ?? batches.map(\.time).min() ?? 0
        for batch in batches {
            writer.batch(generation: number, thread: batch.thread, time: batch.time, payload: batch.payload)
        }
        for (experiment, batch) in experiments {
            writer.experimentalBatch(
                experiment: experiment, generation: number, thread: batch.thread, time: batch.time,
                payload: batch.payload)
        }
        table(.cpuSamples, samples.map { ($0, nil) }, .cpuSample, to: &writer, time: start)
        sync(to: &writer, time: start)
        var texts = self
        var stackPayload: [UInt8] = [EventType.stacks.rawValue]
        for (index, frames) in stacks.enumerated() {
            let numbers = frames.flatMap { frame in
                [frame.programCounter, texts.string(frame.function), texts.string(frame.file), frame.line]
            }
            stackPayload.appendEvent(.stack, [UInt64(index + 1), UInt64(frames.count)], frames: numbers)
        }
        writer.batch(generation: number, thread: TraceWireWriter.noThread, time: start, payload: stackPayload)
        table(.strings, texts.strings.map { ([$0.id], $0.text) }, .string, to: &writer, time: start, evenIfEmpty: true)
        if writer.version.hasEndOfGeneration { writer.endOfGeneration() }
    }

    private func sync(to writer: inout TraceWireWriter, time: UInt64) {
        var payload: [UInt8] = []
        if writer.version.hasClockSnapshots { payload.appendEvent(.sync) }
        payload.appendEvent(.frequency, [frequency])
        if writer.version.hasClockSnapshots {
            payload.appendEvent(.clockSnapshot, [0, clock.monotonic, clock.wallSeconds, clock.wallNanoseconds])
        }
        writer.batch(generation: number, thread: TraceWireWriter.noThread, time: time, payload: payload)
    }

    /// Entries of a table, in as many batches as their size asks for.
    private func table(
        _ header: EventType, _ entries: [(numbers: [UInt64], data: [UInt8]?)], _ type: EventType,
        to writer: inout TraceWireWriter, time: UInt64, evenIfEmpty: Bool = false
    ) {
        var payload = [header.rawValue]
        func flush() {
            writer.batch(generation: number, thread: TraceWireWriter.noThread, time: time, payload: payload)
            payload = [header.rawValue]
        }
        for (numbers, data) in entries {
            var entry: [UInt8] = []
            entry.appendEvent(type, numbers, data: data)
            if payload.count + entry.count > TraceBatch.sizeLimit { flush() }
            payload += entry
        }
        if payload.count > 1 || (evenIfEmpty && entries.isEmpty) { flush() }
    }
}

/// Events of one thread, in the order in which it wrote them.
struct TraceBatch {
    /// Largest size of a batch that readers accept.
    static let sizeLimit = 64 << 10

    var thread: UInt64
    /// Units of the trace's clock; the first event counts from here.
    var time: UInt64
    var payload: [UInt8] = []

    init(thread: UInt64, time: UInt64) {
        self.thread = thread
        self.time = time
    }

    /// A timed event; the first argument is the time since the event before.
    mutating func add(_ type: EventType, _ arguments: UInt64...) { payload.appendEvent(type, arguments) }
}
