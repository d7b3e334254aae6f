import Evidence
import GoTrace
import Wire

/// Perfetto's own format: a stream of packets in protocol buffers, with `TrackEvent`s on tracks that we describe.
///
/// Source: https://perfetto.dev/docs/reference/synthetic-track-event
struct PerfettoSink: TimelineSink {
    private var output: ByteReport
    private var interning = PerfettoInterning()
    private var packet = ProtobufBuffer()
    /// Packets that are to be compressed together.
    private var batch: [UInt8] = []
    private var failure: (any Error)?
    /// The clock that times are of; nil when the trace does not say.
    private var clock: UInt64?
    private var declaredCounters: Set<UInt8> = []
    private var declaredGroups: Set<UInt64> = []

    private typealias Field = PerfettoField
    /// All packets are of one sequence.
    private static let sequence: UInt64 = 1
    /// The traced program's number is not in the trace, and 0 stands for the idle process.
    private static let processNumber: UInt64 = 1
    /// Compressed packets should be shorter than 512 KiB.
    private static let batchSize = 384 << 10

    init(_ output: ByteReport) { self.output = output }

    mutating func start(_ head: TimelineHead) {
        clock = head.clocks.map(Self.clock)
        let first = packet.begin(Field.Trace.packet)
        packet.varint(Field.Packet.sequence, Self.sequence)
        packet.varint(Field.Packet.sequenceFlags, Field.SequenceFlag.stateCleared)
        packet.varint(Field.Packet.isFirstOnSequence, 1)
        if let clock {
            let defaults = packet.begin(Field.Packet.defaults)
            packet.varint(Field.Packet.timestampClock, clock)
            packet.end(defaults)
        }
        packet.end(first)
        flush()
        if let snapshot = head.clocks { clocks(snapshot) }
        describe(PerfettoTracks.process, parent: nil) { track in
            track.varint(Field.Track.childOrder, Field.Track.orderedByRank)
            let process = track.begin(Field.Track.process)
            track.varint(Field.Track.processNumber, Self.processNumber)
            track.string(Field.Track.processName, "Go program")
            track.end(process)
        }
    }

    /// On Linux since Go 1.22 the trace's clock is the monotonic one; elsewhere it may be any.
    private static func clock(_ snapshot: ClockSnapshot) -> UInt64 {
        guard let monotonic = Int64(exactly: snapshot.monotonic) else { return Field.Clock.ofTrace }
        // The two are read one after the other, and the trace's is rounded to 64 ns.
        let difference = snapshot.trace.subtractingReportingOverflow(monotonic)
        let isSame = !difference.overflow && difference.partialValue.magnitude < 1_000_000
        return isSame ? Field.Clock.monotonic : Field.Clock.ofTrace
    }

    mutating func clocks(_ snapshot: ClockSnapshot) {
        guard let clock else { return }
        let whole = packet.begin(Field.Trace.packet)
        let message = packet.begin(Field.Packet.clockSnapshot)
        add(clock: clock, snapshot.trace)
        if clock != Field.Clock.monotonic { add(clock: Field.Clock.monotonic, Int64(clamping: snapshot.monotonic)) }
        add(clock: Field.Clock.wall, snapshot.wallSeconds &* 1_000_000_000 &+ snapshot.wallNanoseconds)
        packet.varint(Field.Clocks.primary, Field.Clock.monotonic)
        packet.end(message)
        packet.varint(Field.Packet.sequence, Self.sequence)
        packet.end(whole)
        flush()
    }

    private mutating func add(clock: UInt64, _ time: Int64) {
        let entry = packet.begin(Field.Clocks.clock)
        packet.varint(Field.Clocks.clockNumber, clock)
        packet.varint(Field.Clocks.clockTime, UInt64(clamping: time))
        packet.end(entry)
    }

    // MARK: Tracks

    mutating func declare(_ track: TimelineTrack, name: [UInt8]) {
        switch track {
        case .processor: group(PerfettoTracks.processors, "Processors", rank: 20)
        case .goroutine: group(PerfettoTracks.goroutines, "Goroutines", rank: 40)
        case .task: group(PerfettoTracks.tasks, "Tasks", rank: 30)
        default: break
        }
        describe(PerfettoTracks.number(track), parent: PerfettoTracks.parent(track)) { message in
            message.string(Field.Track.name, utf8: name[...])
            message.varint(Field.Track.rank, signed: Int64(PerfettoTracks.rank(track)))
            switch track {
            case .goroutine, .processor:
                message.varint(Field.Track.childOrder, Field.Track.orderedByRank)
                // Only of such tracks a name may be told once more.
                message.varint(Field.Track.mergeBehavior, Field.Track.neverMerged)
            default: break
            }
        }
    }

    private mutating func group(_ number: UInt64, _ name: String, rank: Int64) {
        guard declaredGroups.insert(number).inserted else { return }
        describe(number, parent: PerfettoTracks.process) { message in
            message.string(Field.Track.name, name)
            message.varint(Field.Track.rank, signed: rank)
            message.varint(Field.Track.childOrder, Field.Track.orderedByRank)
        }
    }

    private mutating func describe(_ number: UInt64, parent: UInt64?, _ body: (inout ProtobufBuffer) -> Void) {
        let whole = packet.begin(Field.Trace.packet)
        let message = packet.begin(Field.Packet.trackDescriptor)
        packet.varint(Field.Track.number, number)
        if let parent { packet.varint(Field.Track.parent, parent) }
        body(&packet)
        packet.end(message)
        packet.varint(Field.Packet.sequence, Self.sequence)
        packet.end(whole)
        flush()
    }

    // MARK: Events

    mutating func slice(
        _ event: TimelineEvent, until end: Int64, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables
    ) {
        write(event, Field.EventType.begin, (Field.Event.endOfFlow, flow), facts, tables)
        close(event.track, at: end)
    }

    mutating func open(_ event: TimelineEvent, _ facts: TimelineFacts, _ tables: TraceTables) {
        write(event, Field.EventType.begin, (Field.Event.flow, 0), facts, tables)
    }

    mutating func close(_ track: TimelineTrack, at time: Int64) {
        writePacket(PerfettoTracks.number(track), Field.EventType.end, at: time) { _ in }
    }

    mutating func instant(_ event: TimelineEvent, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables) {
        write(event, Field.EventType.instant, (Field.Event.flow, flow), facts, tables)
    }

    mutating func count(_ counter: TimelineCounter, _ value: Int64, at time: Int64) {
        let track = PerfettoTracks.number(counter)
        if declaredCounters.insert(counter.rawValue).inserted {
            describe(track, parent: PerfettoTracks.process) { message in
                message.string(Field.Track.name, counter.name)
                message.varint(Field.Track.rank, UInt64(counter.rawValue))
                let inner = message.begin(Field.Track.counter)
                message.varint(
                    Field.Track.counterUnit, counter.isBytes ? Field.Track.unitBytes : Field.Track.unitCount)
                message.end(inner)
            }
        }
        writePacket(track, Field.EventType.counter, at: time) {
            $0.varint(Field.Event.counterValue, signed: value)
        }
    }

    private mutating func write(
        _ event: TimelineEvent, _ type: UInt64, _ flow: (field: UInt32, number: UInt64), _ facts: TimelineFacts,
        _ tables: TraceTables
    ) {
        let (whole, message) = beginPacket(PerfettoTracks.number(event.track), type, at: event.time)
        packet.varint(Field.Event.nameNumber, interning.number(event.name, tables))
        if flow.number != 0 { packet.fixed64(flow.field, flow.number) }
        for fact in facts { write(fact, tables) }
        endPacket(whole, message)
    }

    private mutating func write(_ fact: TimelineFact, _ tables: TraceTables) {
        if fact.key == .stack, case .stack(let stack) = fact.value {
            let number = interning.stack(stack, tables)
            if number != 0 { packet.varint(Field.Event.stack, number) }
        }
        let annotation = packet.begin(Field.Event.annotation)
        packet.varint(Field.Annotation.nameNumber, interning.number(fact.key))
        switch fact.value {
        case .number(let number): packet.varint(Field.Annotation.integer, signed: number)
        case .word(let word): packet.varint(Field.Annotation.textNumber, interning.factText(word))
        case .stack(let stack): packet.varint(Field.Annotation.textNumber, interning.factText(stack: stack, tables))
        // Messages of logs differ nearly always.
        case .text(let text) where fact.key == .message:
            packet.string(Field.Annotation.text, utf8: tables.strings.bytes(text))
        case .text(let text): packet.varint(Field.Annotation.textNumber, interning.factText(text, tables))
        }
        packet.end(annotation)
    }

    // MARK: Packets

    private mutating func beginPacket(_ track: UInt64, _ type: UInt64, at time: Int64) -> (whole: Int, message: Int) {
        let whole = packet.begin(Field.Trace.packet)
        packet.varint(Field.Packet.timestamp, UInt64(clamping: time))
        let message = packet.begin(Field.Packet.trackEvent)
        packet.varint(Field.Event.type, type)
        packet.varint(Field.Event.track, track)
        return (whole, message)
    }

    private mutating func endPacket(_ whole: Int, _ message: Int) {
        packet.end(message)
        packet.varint(Field.Packet.sequence, Self.sequence)
        packet.varint(Field.Packet.sequenceFlags, Field.SequenceFlag.needsState)
        packet.end(whole)
        if !interning.pending.isEmpty { writeInterned() }
        flush()
    }

    private mutating func writePacket(
        _ track: UInt64, _ type: UInt64, at time: Int64, _ body: (inout ProtobufBuffer) -> Void
    ) {
        let (whole, message) = beginPacket(track, type, at: time)
        body(&packet)
        endPacket(whole, message)
    }

    /// What the packet names by numbers has to stand before it.
    private mutating func writeInterned() {
        var before = ProtobufBuffer()
        let whole = before.begin(Field.Trace.packet)
        before.data(Field.Packet.internedData, interning.pending.bytes)
        before.varint(Field.Packet.sequence, Self.sequence)
        before.varint(Field.Packet.sequenceFlags, Field.SequenceFlag.needsState)
        before.end(whole)
        interning.pending.removeAll()
        batch.append(contentsOf: before.bytes)
    }

    private mutating func flush() {
        batch.append(contentsOf: packet.bytes)
        packet.removeAll()
        if batch.count >= Self.batchSize { writeBatch() }
    }

    /// The same few kinds of packets come again and again, so that less than a quarter of the bytes is left.
    private mutating func writeBatch() {
        var whole = ProtobufBuffer()
        do {
            let packet = whole.begin(Field.Trace.packet)
            whole.data(Field.Packet.compressedPackets, try Deflate.zlib(batch, level: 3))
            whole.end(packet)
        } catch { failure = error }
        output.add(whole.bytes)
        output.endRecord()
        batch.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws {
        if !batch.isEmpty { writeBatch() }
        if let failure { throw failure }
        try output.finish()
    }
}
