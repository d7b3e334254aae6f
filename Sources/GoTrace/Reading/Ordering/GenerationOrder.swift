import Evidence
import Wire

/// Puts the events of one generation after another in order.
///
/// Source of the algorithm: `internal/trace/reader.go` of Go 1.27.3.
struct GenerationOrder {
    private var order = EventOrder()
    private var frontier = Frontier()
    private var cursors: [ThreadCursor] = []
    private var generation: ParsedGeneration?
    private var unit = 1.0
    private var nextSample = 0
    private var hasHadEvents = false
    private(set) var syncs: Int64 = 0

    /// Whether everything of the current generation was put out.
    var isDone: Bool { frontier.isEmpty && nextSample >= (generation?.samples.count ?? 0) }

    /// Time of the last event that was put out.
    var lastTime: Int64 { order.lastTime }

    /// Numbers of strings and stacks that were not there and were taken for empty.
    var unknownNumbers: Int { order.unknownNumbers }

    /// Puts out what stands at the begin of a generation, and makes its events the next ones.
    mutating func install(_ new: ParsedGeneration, into trace: inout TraceTables) throws(InputError) {
        generation = new
        unit = new.unit ?? 1
        order.isTolerant = new.raw.isLenient
        // Nothing is known until there was an event, so generations without any do not count.
        order.isInitial = !hasHadEvents
        order.generation = new.raw.number
        order.tables = try GenerationTables(new, into: &trace)
        nextSample = 0
        cursors = []
        for events in new.threads {
            var cursor = ThreadCursor(events)
            do {
                guard try cursor.load(new.raw.bytes, unit) else { continue }
            } catch {
                throw damage(error, cursor)
            }
            frontier.insert(TimedEntry(time: cursor.event.time, index: Int32(cursors.count)))
            cursors.append(cursor)
        }
        hasHadEvents = hasHadEvents || !frontier.isEmpty
        let clock = new.clock.map {
            ClockSnapshot(
                trace: ParsedGeneration.nanoseconds($0.time, unit), monotonic: $0.monotonic,
                wallSeconds: Int64(bitPattern: $0.seconds), wallNanoseconds: Int64(bitPattern: $0.nanoseconds))
        }
        sync(ParsedGeneration.nanoseconds(new.raw.firstTime, unit), clock, into: &trace)
    }

    /// Puts out a sync event: at the begin of a generation, or the last one.
    mutating func sync(_ time: Int64?, _ clock: ClockSnapshot?, into trace: inout TraceTables) {
        syncs += 1
        trace.clocks.append(clock)
        var event = TraceEvent(kind: .sync, type: .sync, time: time ?? order.lastTime)
        event.subject = syncs
        order.append(event)
    }

    /// Moves the events that are ready to `events`, whose contents are lost.
    mutating func take(into events: inout [TraceEvent]) {
        events.removeAll(keepingCapacity: true)
        swap(&events, &order.output)
    }

    var readyCount: Int { order.output.count }

    /// Puts the next events in order until about `limit` are ready or the generation is done.
    mutating func run(until limit: Int) throws(InputError) {
        guard let generation else { return }
        // A copy of its own, so that nothing is counted in and out for each event.
        let bytes = generation.raw.bytes
        while order.output.count < limit {
            if nextSample < generation.samples.count,
                frontier.isEmpty || generation.samples[nextSample].time < frontier[0].time
            {
                try putOutSample(generation.samples[nextSample])
                nextSample += 1
                continue
            }
            guard !frontier.isEmpty else { return }
            if try advance(0, bytes) { continue }
            try advanceAnother(bytes)
        }
    }

    /// Looks through the other threads, by time, since the first one has to wait.
    private mutating func advanceAnother(_ bytes: [UInt8]) throws(InputError) {
        frontier.sort()
        for position in 0..<frontier.count where position > 0 {
            if try advance(position, bytes) { return }
        }
        let waiting = cursors[Int(frontier[0].index)]
        let error = order.broken(
            "the trace contradicts itself: none of the \(frontier.count) threads can go on; thread \(waiting.thread) "
                + "waits with \(waiting.event.type)")
        throw place(error, waiting.offset)
    }

    @inline(__always)
    private mutating func advance(_ position: Int, _ bytes: [UInt8]) throws(InputError) -> Bool {
        let index = Int(frontier[position].index)
        let event = cursors[index].event
        do {
            guard try order.advance(event, &cursors[index]) else { return false }
        } catch {
            throw place(error, cursors[index].offset)
        }
        let isMore: Bool
        do { isMore = try cursors[index].load(bytes, unit) } catch { throw damage(error, cursors[index]) }
        if isMore {
            frontier.update(position, time: cursors[index].event.time)
        } else {
            frontier.remove(position)
        }
        return true
    }

    private mutating func putOutSample(_ sample: ParsedGeneration.Sample) throws(InputError) {
        var event = TraceEvent(kind: .stackSample, type: .cpuSample, time: sample.time)
        event.thread = Int64(bitPattern: sample.thread)
        event.processor = Int32(truncatingIfNeeded: Int64(bitPattern: sample.processor))
        event.goroutine = sample.goroutine == 0 ? -1 : Int64(bitPattern: sample.goroutine)
        event.goroutineSlot = order.goroutineSlots.find(event.goroutine)
        do { event.stack = try order.stack(sample.stack) } catch { throw place(error, 0) }
        order.append(event)
    }

    private func place(_ error: InputError, _ offset: Int) -> InputError {
        var error = error
        error.offset = UInt64((generation?.raw.origin ?? 0) + offset)
        return error
    }

    private func damage(_ failure: ThreadCursor.Failure, _ cursor: ThreadCursor) -> InputError {
        let message =
            switch failure {
            case .unknownType(let type): "event \(type) is unknown, or none of a thread"
            case .badNumber: "an argument of an event is cut off or no number"
            }
        return place(order.broken(message), cursor.offset)
    }

    /// Events of the current generation that were not put out; those behind one that makes no sense are not counted.
    func countRest() -> Int {
        guard let generation else { return 0 }
        let waiting = frontier.entries.map { cursors[Int($0.index)].countRest(generation.raw.bytes, unit) }
        return waiting.reduce(0, +) + generation.samples.count - nextSample
    }

    /// Latest time of any event that was not put out, in nanoseconds; nil when there is none.
    func lastTimeOfRest() -> Int64? {
        frontier.entries.map(\.time).max()
    }

    /// Forgets what is left of the current generation.
    mutating func drop() {
        generation = nil
        frontier = Frontier()
        cursors = []
    }
}
