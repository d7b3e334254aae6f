import Wire

/// Follows goroutines and processors through the ordered events, so that what is read later can be relied on: a
/// processor does not run two goroutines, a goroutine that is made ready did wait.
///
/// Source: `internal/trace/internal/tracev1/parser.go` of Go 1.27.3, postProcessTrace.
struct LegacyCheck {
    private struct Goroutine {
        var status = LegacyTransition.Status.dead
        /// What it did last was to wait for the network.
        var waitsForNetwork = false
        var isAssisting = false
    }

    private struct Processor {
        var isRunning = false
        var goroutine: UInt64 = 0
        var isSweeping = false
    }

    private struct Region {
        var task: UInt64
        var text: UInt64
    }

    private let cursor: LegacyRecordCursor
    /// Goroutine 0 stands for the scheduler, which always runs.
    private var goroutines: [UInt64: Goroutine] = [0: Goroutine(status: .running)]
    private var processors: [Int32: Processor] = [:]
    private var tasks: Set<UInt64> = []
    private var regions: [UInt64: [Region]] = [:]
    private var isCollecting = false
    private var isWorldStopped = false

    private init(_ cursor: LegacyRecordCursor) { self.cursor = cursor }

    /// Checks all events. Goroutines that the network poller made ready, and collections, get a place of their own.
    static func run(_ events: inout [LegacyEvent], _ cursor: LegacyRecordCursor) throws(InputError) {
        var check = LegacyCheck(cursor)
        for index in events.indices { try check.follow(&events[index]) }
    }

    private func contradiction(_ event: LegacyEvent, _ message: String) -> InputError {
        cursor.error(
            .malformed,
            "\(message) at \(event.type.name), \(event.time) ns after the start; the trace contradicts itself",
            at: event)
    }

    private mutating func follow(_ event: inout LegacyEvent) throws(InputError) {
        switch event.type {
        case .processorStart, .processorStop: try followProcessor(event)
        case .collectionStart:
            if isCollecting { throw contradiction(event, "a collection has not ended") }
            isCollecting = true
            event.processor = LegacyProcessor.collector
        case .collectionDone:
            guard isCollecting else { throw contradiction(event, "no collection has begun") }
            isCollecting = false
        case .worldStopStart:
            if isWorldStopped { throw contradiction(event, "the world is stopped already") }
            isWorldStopped = true
        case .worldStopDone:
            guard isWorldStopped else { throw contradiction(event, "the world is not stopped") }
            isWorldStopped = false
        case .sweepStart, .sweepDone:
            let starts = event.type == .sweepStart
            if processors[event.processor, default: .init()].isSweeping == starts {
                throw contradiction(
                    event, "processor \(event.processor) \(starts ? "sweeps already" : "does not sweep")")
            }
            processors[event.processor, default: .init()].isSweeping = starts
        case .assistStart:
            if goroutines[event.goroutine, default: .init()].isAssisting {
                throw contradiction(event, "goroutine \(event.goroutine) assists already")
            }
            goroutines[event.goroutine, default: .init()].isAssisting = true
        case .assistDone:
            // It may have begun before the trace.
            goroutines[event.goroutine, default: .init()].isAssisting = false
        case .taskCreate:
            guard tasks.insert(event.first).inserted else {
                throw contradiction(event, "task \(event.first) is there already")
            }
        case .taskEnd: tasks.remove(event.first)
        case .region: try followRegion(event)
        default: try followGoroutine(&event)
        }
    }

    private mutating func followProcessor(_ event: LegacyEvent) throws(InputError) {
        var processor = processors[event.processor] ?? .init()
        let starts = event.type == .processorStart
        if processor.isRunning == starts {
            throw contradiction(event, "processor \(event.processor) \(starts ? "runs already" : "does not run")")
        }
        if !starts, processor.goroutine != 0 {
            throw contradiction(event, "processor \(event.processor) still runs goroutine \(processor.goroutine)")
        }
        processor.isRunning = starts
        processors[event.processor] = processor
    }

    private mutating func followRegion(_ event: LegacyEvent) throws(InputError) {
        switch event.second {
        case 0: regions[event.goroutine, default: []].append(Region(task: event.first, text: event.third))
        case 1:
            // It may have begun before the trace.
            guard let innermost = regions[event.goroutine]?.popLast() else { return }
            guard innermost.task == event.first, innermost.text == event.third else {
                throw contradiction(
                    event, "goroutine \(event.goroutine) ends a region that is not the innermost of its regions")
            }
        default: throw contradiction(event, "a region has the mode \(event.second)")
        }
    }

    private mutating func followGoroutine(_ event: inout LegacyEvent) throws(InputError) {
        let number = event.goroutine
        switch event.type {
        case .goCreate:
            try requireRunning(event, allowsScheduler: true)
            guard goroutines[event.first] == nil else {
                throw contradiction(event, "goroutine \(event.first) is there already")
            }
            goroutines[event.first] = Goroutine(status: .runnable)
        case .goWaiting, .goInSystemCall:
            try require(.runnable, number, event)
            goroutines[number] = changed(number, to: .waiting)
        case .goStart, .goStartLabel:
            try require(.runnable, number, event)
            let current = processors[event.processor, default: .init()].goroutine
            guard current == 0 else {
                throw contradiction(event, "processor \(event.processor) runs goroutine \(current) already")
            }
            goroutines[number] = changed(number, to: .running)
            processors[event.processor, default: .init()].goroutine = number
        case .goUnblock: try followUnblock(&event)
        case .systemCall:
            try requireRunning(event)
            goroutines[number]?.waitsForNetwork = false
        case .systemCallExit:
            try require(.waiting, number, event)
            goroutines[number] = changed(number, to: .runnable)
        case .goEnd, .goStop: try leave(event, to: .dead)
        case .goYield, .goPreempt: try leave(event, to: .runnable)
        case .systemCallBlock: try leave(event, to: .waiting)
        default:
            if event.type.isBlock {
                try leave(event, to: .waiting)
                goroutines[number]?.waitsForNetwork = event.type == .goBlockNetwork
            }
        }
    }

    private mutating func followUnblock(_ event: inout LegacyEvent) throws(InputError) {
        try require(.running, event.goroutine, event)
        if event.processor != LegacyProcessor.timers {
            let current = processors[event.processor, default: .init()].goroutine
            guard current == event.goroutine else {
                throw contradiction(event, "processor \(event.processor) does not run goroutine \(event.goroutine)")
            }
        }
        try require(.waiting, event.first, event)
        if goroutines[event.first]?.waitsForNetwork == true { event.processor = LegacyProcessor.network }
        goroutines[event.first] = changed(event.first, to: .runnable)
    }

    /// The running goroutine leaves its processor.
    private mutating func leave(_ event: LegacyEvent, to status: LegacyTransition.Status) throws(InputError) {
        try requireRunning(event)
        goroutines[event.goroutine]?.status = status
        processors[event.processor]?.goroutine = 0
        if event.type == .goEnd { regions[event.goroutine] = nil }
        if event.type == .goYield || event.type == .goPreempt {
            goroutines[event.goroutine]?.waitsForNetwork = false
        }
    }

    /// The goroutine in another state, in which it no longer waits for the network.
    private func changed(_ number: UInt64, to status: LegacyTransition.Status) -> Goroutine {
        var goroutine = goroutines[number] ?? .init()
        goroutine.status = status
        goroutine.waitsForNetwork = false
        return goroutine
    }

    private func require(
        _ status: LegacyTransition.Status, _ number: UInt64, _ event: LegacyEvent
    ) throws(InputError) {
        let actual = goroutines[number]?.status ?? .dead
        guard actual == status else {
            throw contradiction(event, "goroutine \(number) is \(actual) and not \(status)")
        }
    }

    private func requireRunning(_ event: LegacyEvent, allowsScheduler: Bool = false) throws(InputError) {
        try require(.running, event.goroutine, event)
        guard (processors[event.processor] ?? .init()).goroutine == event.goroutine else {
            throw contradiction(event, "processor \(event.processor) does not run goroutine \(event.goroutine)")
        }
        guard allowsScheduler || event.goroutine != 0 else { throw contradiction(event, "no goroutine runs") }
    }
}
