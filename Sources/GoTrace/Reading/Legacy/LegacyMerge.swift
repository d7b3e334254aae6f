import Evidence
import Wire

/// Brings the events of all processors into one order.
///
/// Of each processor the next event is looked at. Those whose goroutine is where they need it stand in a heap, the
/// earliest of which comes next. The others wait for a state of a goroutine and are found by it, so that each event is
/// looked at twice at most, however many processors a file claims to have.
struct LegacyMerge {
    private typealias Subject = LegacyTransition.Subject
    private typealias Requirement = LegacyTransition.Requirement

    private var source: LegacyStream.Source
    private var streams: [LegacyStream]
    private let samples: [LegacyEvent]
    private var nextSample = 0
    private var states: [Subject: LegacyTransition.State] = [:]
    /// The first stream that waits for something; the others follow by `nextWaiting`.
    private var waiting: [Requirement: Int32] = [:]
    private var waitingCount = 0
    /// Numbers of streams whose next event may come. The stream of samples has the number behind the last one.
    private var frontier: [(time: Int64, stream: Int32)] = []
    private(set) var events: [LegacyEvent] = []

    init(_ index: LegacyIndex, _ source: LegacyStream.Source) throws(InputError) {
        self.source = source
        streams = index.processors.map { LegacyStream($0) }
        // Samples stand in the file in the order in which a goroutine fetched them.
        samples = index.samples.sorted { $0.time < $1.time }
        for stream in streams.indices { try advance(Int32(stream)) }
        try advance(Int32(streams.count))
        while let stream = popEarliest() { try take(stream) }
        if waitingCount > 0 { throw stuck() }
    }

    /// The strings with those of log messages, and what was missing.
    var strings: StringTable { source.strings }
    var quality: Quality { source.quality }

    private func event(of stream: Int32) -> LegacyEvent {
        Int(stream) < streams.count ? streams[Int(stream)].current : samples[nextSample - 1]
    }

    private mutating func advance(_ stream: Int32) throws(InputError) {
        if Int(stream) == streams.count {
            guard nextSample < samples.count else { return }
            nextSample += 1
            push(stream)
            return
        }
        guard try streams[Int(stream)].advance(&source) else { return }
        guard let transition = LegacyTransition(streams[Int(stream)].current) else { return push(stream) }
        let requirement = transition.requirement
        if transition.isReady(states[requirement.subject] ?? .init()) { return push(stream) }
        streams[Int(stream)].nextWaiting = waiting.updateValue(stream, forKey: requirement) ?? -1
        waitingCount += 1
    }

    /// Puts the next event of a stream behind all others, with what follows from it.
    private mutating func take(_ stream: Int32) throws(InputError) {
        var event = event(of: stream)
        if let last = events.last, event.time < last.time { throw source.cursor.timesOutOfOrder(at: event) }
        let transition = LegacyTransition(event)
        switch event.type {
        case .goStartLocal: event.type = .goStart
        case .goUnblockLocal: event.type = .goUnblock
        case .systemCallExitLocal: event.type = .systemCallExit
        default: break
        }
        events.append(event)
        if let transition {
            let subject = transition.requirement.subject
            let before = states[subject] ?? .init()
            guard transition.isReady(before) else {
                throw source.cursor.error(
                    .malformed, "two processors claim the same step of a goroutine at \(event.type.name)",
                    at: event)
            }
            let after = transition.state(after: before)
            states[subject] = after
            wake(Requirement(subject: subject, sequence: after.sequence, status: after.status))
            wake(Requirement(subject: subject, sequence: nil, status: after.status))
        }
        try advance(stream)
    }

    private mutating func wake(_ requirement: Requirement) {
        guard waitingCount > 0, var stream = waiting.removeValue(forKey: requirement) else { return }
        while stream >= 0 {
            push(stream)
            waitingCount -= 1
            stream = streams[Int(stream)].nextWaiting
        }
    }

    /// Go's own reader rejects such a trace too. An undamaged file can be one: Go 1.21 writes it for programs that are
    /// called back from C.
    private func stuck() -> InputError {
        let first = waiting.values.min() ?? 0
        let event = streams[Int(first)].current
        let subject = LegacyTransition(event)?.requirement.subject
        var step = event.type.name
        if case .goroutine(let goroutine) = subject { step += " of goroutine \(goroutine)" }
        return source.cursor.error(
            .malformed,
            "no order of the events makes sense, since \(step) on processor \(event.processor) never becomes possible: "
                + "the file is damaged, or the runtime lost track of calls from C (record it with Go 1.22 or newer)",
            at: event)
    }

    // A binary heap by time.

    private mutating func push(_ stream: Int32) {
        frontier.append((event(of: stream).time, stream))
        var child = frontier.count - 1
        while child > 0, frontier[child].time < frontier[(child - 1) / 2].time {
            frontier.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func popEarliest() -> Int32? {
        guard let earliest = frontier.first?.stream, let last = frontier.popLast() else { return nil }
        guard !frontier.isEmpty else { return earliest }
        frontier[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < frontier.count {
                if frontier[child].time < frontier[least].time { least = child }
            }
            if least == parent { return earliest }
            frontier.swapAt(parent, least)
            parent = least
        }
    }
}

extension LegacyRecordCursor {
    func timesOutOfOrder(at event: LegacyEvent) -> InputError {
        error(
            .malformed,
            "the time of \(event.type.name) of goroutine \(event.goroutine) contradicts the order of events: the clocks "
                + "of the processors disagreed when the trace was recorded; record it again", at: event)
    }
}
