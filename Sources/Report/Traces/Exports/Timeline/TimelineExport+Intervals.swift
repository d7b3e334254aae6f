import Evidence
import GoTrace

/// What goroutines do, on a track for each, and who wakes them.
extension TimelineExport {
    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        start(scene)
        if let ready = unnamed.take(interval, scene) {
            for each in ready { write(each, scene) }
        } else {
            write(interval, scene)
        }
    }

    mutating func write(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        let root = UnnamedIntervals.root(interval, scene)
        let track = track(goroutine: interval.goroutine, slot: interval.slot, root: root, scene)
        var flow: UInt64 = 0
        let name: TimelineName
        switch interval.state {
        case .runnable:
            name = .word(.runnable)
            add(.begin, .word(interval.begin.word))
            add(.waker, number: interval.waker)
            lanes[slot].flow = self.flow(interval, scene)
            lanes[slot].flowEnd = interval.end
        case .running:
            name = .word(.running)
            // Otherwise what came between is not shown.
            if lanes[slot].flowEnd == interval.start { flow = lanes[slot].flow }
            lanes[slot].flow = 0
        case .syscall:
            name = .word(.systemCall)
            if interval.lostProcessor { add(.note, .word(.lostProcessor)) }
        default:
            name = .wait(waitKinds.kind(reason: interval.reason, stack: interval.stack, scene.tables))
            add(.waker, number: interval.waker)
        }
        if says(interval.reason, moreThan: name, scene) { add(.reason, .text(interval.reason)) }
        add(.stack, stack: interval.stack)
        // The wait before says the same of who ended it.
        if interval.begin != .woken { add(.wakerStack, stack: interval.wakerStack) }
        add(.processor, number: Int64(interval.processor))
        add(.thread, number: interval.thread)
        if let word = edgeWord(interval, scene) { add(.note, .word(word)) }
        let event = TimelineEvent(track: track, name: name, time: interval.start)
        sink.slice(event, until: interval.end, flow: flow, facts, scene.tables)
        forgetFacts()
    }

    private func says(_ reason: StringID, moreThan name: TimelineName, _ scene: TraceScene) -> Bool {
        guard reason != .empty, case .wait(let kind) = name else { return reason != .empty }
        return !scene.tables.strings.bytes(reason).elementsEqual(kind.rawValue.utf8)
    }

    /// Says when more of an interval lies outside of what is looked at.
    private func edgeWord(_ interval: GoroutineInterval, _ scene: TraceScene) -> TimelineWord? {
        let isOlder = interval.isCensored || interval.start == scene.start
        return interval.isOpen ? (isOlder ? .censoredAndOpen : .open) : isOlder ? .censored : nil
    }

    /// Marks on the track of the waker where it made a goroutine runnable. The flow from there to where that goroutine
    /// runs has the time as its number, since no two events have the same.
    mutating func wake(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.goroutineAfter == .runnable, isShown(event.subject) else { return }
        let isCreation = event.goroutineBefore == .notExist
        guard isCreation || event.goroutineBefore == .waiting, let track = track(of: event, scene) else { return }
        add(.goroutine, number: event.subject)
        add(.stack, stack: event.stack)
        let mark = TimelineEvent(track: track, name: .word(isCreation ? .creates : .wakes), time: event.time)
        sink.instant(mark, flow: UInt64(bitPattern: event.time), facts, scene.tables)
        forgetFacts()
    }

    /// The flow that was begun where a goroutine was made runnable; 0 for none.
    private func flow(_ interval: GoroutineInterval, _ scene: TraceScene) -> UInt64 {
        guard interval.begin == .woken || interval.begin == .created, !interval.isOpen, isShown(interval.waker),
            // Otherwise the wake may lie before the window.
            interval.start > scene.start
        else { return 0 }
        return UInt64(bitPattern: interval.start)
    }
}

extension GoroutineInterval.Begin {
    /// How a goroutine came into a state, as a fact about it.
    var word: TimelineWord {
        switch self {
        case .created: .created
        case .woken: .woken
        case .wokenByRuntime: .wokenByRuntime
        case .preempted: .preempted
        case .yielded: .yielded
        case .returnedFromSystemCall: .returned
        default: .older
        }
    }
}

/// What processors do, on a track for each: runs of goroutines, and system calls in them.
extension TimelineExport {
    /// What is kept of a processor.
    struct ProcessorLane {
        /// The goroutine whose run is open; -1 for none.
        var goroutine: Int64 = -1
        var end: Int64 = 0
        var sweepSince: Int64?
        var isDeclared = false
        var hasSweeps = false
    }

    mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {
        start(scene)
        var lane = processors[interval.processor] ?? ProcessorLane()
        defer { processors[interval.processor] = lane }
        let isBusy = (interval.state == .running || interval.state == .syscall) && isShown(interval.goroutine)
        if lane.goroutine >= 0, !isBusy || lane.goroutine != interval.goroutine || lane.end != interval.start {
            sink.close(.processor(interval.processor), at: lane.end)
            lane.goroutine = -1
        }
        guard isBusy else { return }
        let track = TimelineTrack.processor(interval.processor)
        declareProcessor(interval.processor, &lane)
        if lane.goroutine < 0 {
            let isKnown =
                interval.slot >= 0 && Int(interval.slot) < scene.goroutines.count
                && scene.goroutines[Int(interval.slot)].id == interval.goroutine
            let root = isKnown ? scene.root(slot: interval.slot) : .empty
            let name = TimelineName.run(root: root, goroutine: interval.goroutine, slot: interval.slot)
            add(.goroutine, number: interval.goroutine)
            add(.thread, number: interval.thread)
            sink.open(TimelineEvent(track: track, name: name, time: interval.start), facts, scene.tables)
            forgetFacts()
            lane.goroutine = interval.goroutine
        }
        lane.end = interval.end
        if interval.state == .syscall {
            let event = TimelineEvent(track: track, name: .word(.systemCall), time: interval.start)
            sink.open(event, facts, scene.tables)
            sink.close(track, at: interval.end)
        }
    }

    mutating func declareProcessor(_ number: Int32, _ lane: inout ProcessorLane) {
        if !lane.isDeclared { sink.declare(.processor(number), name: Array("processor \(number)".utf8)) }
        lane.isDeclared = true
    }

    mutating func closeProcessors() {
        for (number, lane) in processors.sorted(by: { $0.key < $1.key }) where lane.goroutine >= 0 {
            sink.close(.processor(number), at: lane.end)
        }
    }
}
