import Evidence
import GoTrace

/// Tasks, regions, logs, labels and CPU samples.
extension TimelineExport {
    mutating func task(_ event: TraceEvent, _ scene: TraceScene) {
        let id = event.subject
        let track = TimelineTrack.task(id)
        let name = event.text == .empty ? TimelineName.word(.task) : .text(event.text)
        if event.kind == .taskEnd, tasks.remove(id) != nil {
            sink.close(track, at: event.time)
            return
        }
        // A task may be ended more than once; one that was begun before the trace has a smaller number than all that
        // were begun in it.
        if event.kind == .taskEnd, event.text == .empty, id >= firstTask { return }
        firstTask = min(firstTask, event.kind == .taskBegin ? id : .max)
        sink.declare(
            track, name: event.text == .empty ? Array("task".utf8) : Array(scene.tables.strings.bytes(event.text)))
        add(.task, .number(id))
        if event.extra > 0 { add(.parent, .number(event.extra)) }
        add(.goroutine, number: event.goroutine)
        add(.stack, stack: event.stack)
        if event.kind == .taskBegin {
            tasks.insert(id)
            sink.open(TimelineEvent(track: track, name: name, time: event.time), facts, scene.tables)
        } else {
            add(.note, .word(.censored))
            let whole = TimelineEvent(track: track, name: name, time: scene.start)
            sink.slice(whole, until: event.time, flow: 0, facts, scene.tables)
        }
        forgetFacts()
    }

    mutating func region(_ event: TraceEvent, _ scene: TraceScene) {
        guard track(of: event, scene) != nil else { return }
        let slot = Int(event.goroutineSlot)
        let name = event.text == .empty ? TimelineName.word(.region) : .text(event.text)
        let regions = TimelineTrack.regions(event.goroutine)
        if event.kind == .regionEnd {
            if lanes[slot].regions > 0 {
                lanes[slot].regions -= 1
                sink.close(regions, at: event.time)
                return
            }
            // Regions that began before would begin together: each has a line of its own.
            olderRegions += 1
            let older = TimelineTrack.olderRegion(olderRegions, goroutine: event.goroutine)
            sink.declare(older, name: Array("regions from before".utf8))
            if event.subject > 0 { add(.task, .number(event.subject)) }
            add(.note, .word(.censored))
            let whole = TimelineEvent(track: older, name: name, time: scene.start)
            sink.slice(whole, until: event.time, flow: 0, facts, scene.tables)
        } else {
            if !lanes[slot].hasRegions { sink.declare(regions, name: Array("regions".utf8)) }
            lanes[slot].hasRegions = true
            lanes[slot].regions += 1
            if event.subject > 0 { add(.task, .number(event.subject)) }
            add(.stack, stack: event.stack)
            sink.open(TimelineEvent(track: regions, name: name, time: event.time), facts, scene.tables)
        }
        forgetFacts()
    }

    /// Ends the regions that a goroutine leaves open.
    mutating func closeRegions(_ slot: Int32, _ goroutine: Int64, at time: Int64) {
        guard slot >= 0, Int(slot) < lanes.count, lanes[Int(slot)].goroutine == goroutine else { return }
        while lanes[Int(slot)].regions > 0 {
            lanes[Int(slot)].regions -= 1
            sink.close(.regions(goroutine), at: time)
        }
    }

    mutating func closeAnnotations(_ scene: TraceScene) {
        for slot in lanes.indices { closeRegions(Int32(slot), lanes[slot].goroutine, at: scene.end) }
        for task in tasks.sorted() { sink.close(.task(task), at: scene.end) }
    }

    mutating func log(_ event: TraceEvent, _ scene: TraceScene) {
        guard let track = track(of: event, scene) else { return }
        let name = event.text == .empty ? TimelineName.word(.log) : .text(event.text)
        add(.message, .text(event.secondText))
        if event.subject > 0 { add(.task, .number(event.subject)) }
        add(.stack, stack: event.stack)
        sink.instant(TimelineEvent(track: track, name: name, time: event.time), flow: 0, facts, scene.tables)
        forgetFacts()
    }

    /// What the runtime says of a goroutine that runs, such as `GC (dedicated)`.
    mutating func label(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.text != .empty, let track = track(of: event, scene) else { return }
        let label = TimelineEvent(track: track, name: .text(event.text), time: event.time)
        sink.instant(label, flow: 0, facts, scene.tables)
    }

    mutating func sample(_ event: TraceEvent, _ scene: TraceScene) {
        var track = track(of: event, scene)
        // The runtime's own work has no goroutine.
        if track == nil, event.goroutine < 0, goroutines == nil, event.processor >= 0,
            processors[event.processor]?.isDeclared == true
        {
            track = .processor(event.processor)
        }
        guard let track else { return }
        add(.stack, stack: event.stack)
        add(.thread, number: event.thread)
        let sample = TimelineEvent(track: track, name: .word(.sample), time: event.time)
        sink.instant(sample, flow: 0, facts, scene.tables)
        forgetFacts()
    }
}
