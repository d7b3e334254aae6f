import Evidence
import GoTrace

/// The collector and stops of the world.
extension TimelineExport {
    /// A stop of the world that has not ended.
    struct OpenStop {
        var goroutine: Int64
        var start: Int64
        var kind: StringID
        var stack: UInt32
    }

    mutating func range(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        // Without a begin in the window, the range began before it.
        case .gcBegin, .gcActive: markingSince = markingSince ?? (event.kind == .rangeActive ? scene.start : event.time)
        case .gcEnd: closeMarking(at: event.time, scene)
        case .stwBegin: beginStop(event)
        case .stwEnd: endStop(event, scene)
        case .gcSweepBegin, .gcSweepActive, .gcSweepEnd: sweep(event, scene)
        case .gcMarkAssistBegin, .gcMarkAssistActive, .gcMarkAssistEnd: assist(event, scene)
        default: break
        }
    }

    mutating func closeRanges(_ scene: TraceScene) {
        if scene.isMarking { closeMarking(at: scene.end, scene) }
        for lane in stops.indices { closeStop(lane, at: scene.end, scene) }
        for (number, lane) in processors.sorted(by: { $0.key < $1.key }) where lane.sweepSince != nil {
            closeSweep(number, at: scene.end, scene)
        }
        for slot in lanes.indices where slot < scene.goroutines.count {
            let goroutine = scene.goroutines[slot]
            guard goroutine.state != .notExist, goroutine.isAssisting, isShown(goroutine.id) else { continue }
            closeAssist(Int32(slot), goroutine.id, stack: 0, at: scene.end, scene)
        }
    }

    private mutating func closeMarking(at end: Int64, _ scene: TraceScene) {
        if !isMarkingDeclared { sink.declare(.marking, name: Array("GC marking".utf8)) }
        isMarkingDeclared = true
        let event = TimelineEvent(track: .marking, name: .word(.marking), time: markingSince ?? scene.start)
        markingSince = nil
        sink.slice(event, until: end, flow: 0, facts, scene.tables)
    }
}

/// Stops of the world.
extension TimelineExport {
    private mutating func beginStop(_ event: TraceEvent) {
        let stop = OpenStop(goroutine: event.goroutine, start: event.time, kind: event.text, stack: event.stack)
        if let free = stops.firstIndex(where: { $0 == nil }) { stops[free] = stop } else { stops.append(stop) }
    }

    private mutating func endStop(_ event: TraceEvent, _ scene: TraceScene) {
        if let lane = stops.firstIndex(where: { $0?.goroutine == event.goroutine }) {
            closeStop(lane, at: event.time, scene)
            return
        }
        // It began before the window.
        let stop = OpenStop(goroutine: event.goroutine, start: scene.start, kind: event.text, stack: 0)
        let lane = stops.firstIndex(where: { $0 == nil }) ?? stops.count
        if lane == stops.count { stops.append(stop) } else { stops[lane] = stop }
        closeStop(lane, at: event.time, scene)
    }

    private mutating func closeStop(_ lane: Int, at end: Int64, _ scene: TraceScene) {
        guard let stop = stops[lane] else { return }
        stops[lane] = nil
        while declaredStops <= lane {
            sink.declare(.stops(lane: declaredStops), name: Array("stop the world".utf8))
            declaredStops += 1
        }
        add(.goroutine, number: stop.goroutine)
        add(.stack, stack: stop.stack)
        let name = stop.kind == .empty ? TimelineName.word(.stop) : .text(stop.kind)
        let event = TimelineEvent(track: .stops(lane: lane), name: name, time: stop.start)
        sink.slice(event, until: end, flow: 0, facts, scene.tables)
        forgetFacts()
    }
}

/// Sweeping, by processors.
extension TimelineExport {
    private mutating func sweep(_ event: TraceEvent, _ scene: TraceScene) {
        let isOngoing = event.type == .gcSweepActive
        guard let number = Int32(exactly: isOngoing ? event.subject : Int64(event.processor)), number >= 0 else {
            return
        }
        var lane = processors[number] ?? ProcessorLane()
        switch event.type {
        case .gcSweepBegin: lane.sweepSince = event.time
        case .gcSweepActive: lane.sweepSince = lane.sweepSince ?? scene.start
        default: break
        }
        processors[number] = lane
        guard event.type == .gcSweepEnd else { return }
        add(.bytesSwept, .number(event.subject))
        add(.bytesReclaimed, .number(event.extra))
        closeSweep(number, at: event.time, scene)
    }

    private mutating func closeSweep(_ number: Int32, at end: Int64, _ scene: TraceScene) {
        var lane = processors[number] ?? ProcessorLane()
        let track = TimelineTrack.sweeps(number)
        declareProcessor(number, &lane)
        if !lane.hasSweeps { sink.declare(track, name: Array("GC sweep".utf8)) }
        let event = TimelineEvent(track: track, name: .word(.sweep), time: lane.sweepSince ?? scene.start)
        sink.slice(event, until: end, flow: 0, facts, scene.tables)
        forgetFacts()
        lane.hasSweeps = true
        lane.sweepSince = nil
        processors[number] = lane
    }
}

/// Help that the collector takes from goroutines that allocate.
extension TimelineExport {
    private mutating func assist(_ event: TraceEvent, _ scene: TraceScene) {
        let (slot, goroutine) = (event.subjectSlot, event.subject)
        guard slot >= 0, Int(slot) < scene.goroutines.count, isShown(goroutine) else { return }
        _ = track(goroutine: goroutine, slot: slot, root: scene.root(slot: slot), scene)
        switch event.type {
        case .gcMarkAssistBegin: lanes[Int(slot)].assistSince = event.time
        case .gcMarkAssistActive: lanes[Int(slot)].assistSince = lanes[Int(slot)].assistSince ?? scene.start
        default: closeAssist(slot, goroutine, stack: event.stack, at: event.time, scene)
        }
    }

    private mutating func closeAssist(
        _ slot: Int32, _ goroutine: Int64, stack: UInt32, at end: Int64, _ scene: TraceScene
    ) {
        let track = TimelineTrack.assists(goroutine)
        if !lanes[Int(slot)].hasAssists { sink.declare(track, name: Array("GC assist".utf8)) }
        add(.stack, stack: stack)
        let start = lanes[Int(slot)].assistSince ?? scene.start
        sink.slice(
            TimelineEvent(track: track, name: .word(.assist), time: start), until: end, flow: 0, facts, scene.tables)
        forgetFacts()
        lanes[Int(slot)].hasAssists = true
        lanes[Int(slot)].assistSince = nil
    }
}
