import Evidence
import Wire

/// What lasts: stops of the world, collections, sweeps, assists.
extension EventOrder {
    private static func kind(_ type: EventType) -> TraceEvent.Kind {
        switch type {
        case .stwBegin, .gcBegin, .gcSweepBegin, .gcMarkAssistBegin: .rangeBegin
        case .gcActive, .gcSweepActive, .gcMarkAssistActive: .rangeActive
        default: .rangeEnd
        }
    }

    mutating func stopTheWorld(_ event: WireEvent, _ context: Context) throws(InputError) {
        try requireGoroutine(context)
        _ = try known(context)
        var result = context.event(Self.kind(event.type), event)
        if event.type == .stwBegin {
            result.text = try text(event.first)
            result.stack = try stack(event.second)
            let reason = result.text
            guard !stops.contains(where: { $0.goroutine == context.goroutine && $0.reason == reason }) else {
                throw broken("goroutine \(context.goroutine) stops the world twice at once")
            }
            stops.append((context.goroutine, reason))
        } else {
            guard let index = stops.firstIndex(where: { $0.goroutine == context.goroutine }) else {
                throw broken("goroutine \(context.goroutine) starts the world without having stopped it")
            }
            result.text = stops[index].reason
            stops.remove(at: index)
        }
        append(result)
    }

    /// The concurrent part of a collection. Its begin and end have sequence numbers, since they may be on different
    /// threads.
    mutating func collect(_ event: WireEvent, _ context: Context) throws(InputError) -> Bool {
        var result = context.event(Self.kind(event.type), event)
        result.subject = Int64(bitPattern: event.first)
        if event.type == .gcActive, isInitial {
            guard collector == .undetermined else { throw broken("a collection is said to run after one was seen") }
            collector = .running
        } else if event.type == .gcBegin, collector == .undetermined {
            result.stack = try stack(event.second)
            collector = .running
        } else {
            guard event.first == collectorSequence &+ 1 else { return false }
            let isRunning = event.type != .gcBegin
            guard collector == (isRunning ? .running : .notRunning) else {
                throw broken("\(event.type) of the collector comes when it is \(collector)")
            }
            try requireGoroutine(context)
            if event.type == .gcBegin { result.stack = try stack(event.second) }
            collector = event.type == .gcEnd ? .notRunning : .running
        }
        collectorSequence = event.first
        append(result)
        return true
    }

    mutating func sweep(_ event: WireEvent, _ context: Context) throws(InputError) {
        var result = context.event(Self.kind(event.type), event)
        guard event.type != .gcSweepActive else {
            let slot = Int(processorSlots.find(Int64(bitPattern: event.first)))
            guard slot >= 0 else { throw broken("processor \(event.first) sweeps, and does not exist") }
            guard processors[slot].isSweeping != isInitial else {
                throw broken("processor \(event.first) is said to sweep, and the trace says otherwise")
            }
            processors[slot].isSweeping = true
            result.subject = Int64(bitPattern: event.first)
            return append(result)
        }
        try requireProcessor(context)
        let slot = Int(context.processor)
        let isBegin = event.type == .gcSweepBegin
        guard processors[slot].isSweeping != isBegin else {
            throw broken("processor \(processors[slot].id) begins or ends a sweep twice")
        }
        processors[slot].isSweeping = isBegin
        if isBegin {
            result.stack = try stack(event.first)
        } else {
            result.subject = Int64(bitPattern: event.first)
            result.extra = Int64(bitPattern: event.second)
        }
        append(result)
    }

    mutating func assist(_ event: WireEvent, _ context: Context) throws(InputError) {
        var result = context.event(Self.kind(event.type), event)
        guard event.type != .gcMarkAssistActive else {
            let id = Int64(bitPattern: event.first)
            let slot = goroutineSlots.find(id)
            guard slot >= 0 else { throw broken("goroutine \(id) assists the collector, and does not exist") }
            guard goroutines[Int(slot)].isAssisting != isInitial else {
                throw broken("goroutine \(id) is said to assist the collector, and the trace says otherwise")
            }
            goroutines[Int(slot)].isAssisting = true
            result.subject = id
            result.subjectSlot = slot
            return append(result)
        }
        try requireGoroutine(context)
        let slot = try known(context)
        let isBegin = event.type == .gcMarkAssistBegin
        guard goroutines[slot].isAssisting != isBegin else {
            throw broken("goroutine \(context.goroutine) begins or ends an assist twice")
        }
        goroutines[slot].isAssisting = isBegin
        result.subject = context.goroutine
        result.subjectSlot = context.goroutineSlot
        if isBegin { result.stack = try stack(event.first) }
        append(result)
    }
}
