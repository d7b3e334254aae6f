import Evidence

/// Turns checked events of the old format into events of today's.
///
/// Source: `internal/trace/tracev1.go` of Go 1.27.3.
struct LegacyConverter {
    private struct Task {
        var text: StringID
        var parent: Int64
    }

    private let symbols: LegacySymbols
    private let texts: LegacyTexts
    private(set) var quality = Quality()
    /// Until the first event with the number of processors, goroutines that exist already are told of.
    private var isBeginning = true
    /// Goroutines of the beginning of which nothing but their existence was said.
    private var existing: Set<UInt64> = []
    private var seenProcessors: Set<Int32> = []
    private var threads: [Int32: Int64] = [:]
    private var tasks: [UInt64: Task] = [:]
    private var slots = GoroutineSlots()
    private var worldStop = StringID.empty
    private var collection: Int64 = 0

    init(symbols: LegacySymbols, texts: LegacyTexts) {
        self.symbols = symbols
        self.texts = texts
    }

    /// Appends what follows from an event: nothing, one event or several. Times may still coincide.
    mutating func convert(_ event: LegacyEvent, into result: inout [TraceEvent]) {
        switch event.type {
        case .maximumProcessors:
            if isBeginning { return endBeginning(event, into: &result) }
            append(metric(event, .procsChange), to: &result)
        case .processorStart:
            threads[event.processor] = Int64(bitPattern: event.first)
            append(processorTransition(event), to: &result)
        case .processorStop:
            append(processorTransition(event), to: &result)
            threads[event.processor] = nil
        case .heapAllocated: append(metric(event, .heapAlloc), to: &result)
        case .heapGoal: append(metric(event, .heapGoal), to: &result)
        case .collectionStart, .collectionDone, .worldStopStart, .worldStopDone, .sweepStart, .sweepDone, .assistStart,
            .assistDone:
            append(range(event), to: &result)
        case .taskCreate, .taskEnd, .region, .log: append(annotation(event), to: &result)
        case .sample: append(sample(event), to: &result)
        case .systemCallBlock: break
        case .futileWakeup:
            quality.count("trace.events.unknown", 1, .info, "events that no version since Go 1.11 writes; left out")
        default: convertGoroutine(event, into: &result)
        }
    }

    // MARK: - Contexts

    private func append(_ event: TraceEvent?, to result: inout [TraceEvent]) {
        if let event { result.append(event) }
    }

    /// An event in the context of the old one.
    private mutating func event(_ event: LegacyEvent, _ kind: TraceEvent.Kind, _ type: EventType) -> TraceEvent {
        var result = TraceEvent(kind: kind, type: type, time: event.time)
        if event.goroutine != 0 { result.goroutine = Int64(bitPattern: event.goroutine) }
        result.goroutineSlot = slots.slot(event.goroutine)
        result.processor = event.processor
        if event.processor != -1 { result.thread = threads[event.processor] ?? -1 }
        result.stack = event.stack
        return result
    }

    /// Go's converter takes thread 0 here, not none, when no thread is known to run the processor.
    private func threadOrZero(_ event: LegacyEvent) -> Int64 { threads[event.processor] ?? 0 }

    private mutating func transition(
        _ event: LegacyEvent, _ type: EventType, of goroutine: UInt64, _ before: GoroutineState,
        _ after: GoroutineState
    ) -> TraceEvent {
        var result = self.event(event, .goroutineTransition, type)
        result.subject = Int64(bitPattern: goroutine)
        result.subjectSlot = slots.slot(goroutine)
        result.before = before.rawValue
        result.after = after.rawValue
        return result
    }

    // MARK: - Kinds of events

    /// All goroutines that were only named until now can be nothing but ready.
    private mutating func endBeginning(_ event: LegacyEvent, into result: inout [TraceEvent]) {
        isBeginning = false
        for goroutine in existing.sorted() {
            var status = TraceEvent(kind: .goroutineTransition, type: .goStatus, time: event.time)
            status.subject = Int64(bitPattern: goroutine)
            status.subjectSlot = slots.slot(goroutine)
            status.before = GoroutineState.undetermined.rawValue
            status.after = GoroutineState.runnable.rawValue
            result.append(status)
        }
        existing = []
    }

    private mutating func metric(_ event: LegacyEvent, _ type: EventType) -> TraceEvent {
        var result = self.event(event, .metric, type)
        result.subject = Int64(bitPattern: event.first)
        return result
    }

    private mutating func processorTransition(_ event: LegacyEvent) -> TraceEvent {
        let isKnown = !seenProcessors.insert(event.processor).inserted
        let starts = event.type == .processorStart
        let type: EventType = isKnown ? (starts ? .procStart : .procStop) : .procStatus
        let before: ProcessorState = isKnown ? (starts ? .idle : .running) : .undetermined
        var result = self.event(event, .processorTransition, type)
        result.subject = Int64(event.processor)
        result.before = before.rawValue
        result.after = (starts ? ProcessorState.running : .idle).rawValue
        return result
    }

    private mutating func range(_ event: LegacyEvent) -> TraceEvent {
        switch event.type {
        case .collectionStart:
            var result = self.event(event, .rangeBegin, .gcBegin)
            collection = Int64(bitPattern: event.first)
            result.subject = collection
            return result
        case .collectionDone:
            var result = self.event(event, .rangeEnd, .gcEnd)
            result.subject = collection
            return result
        case .worldStopStart:
            var result = self.event(event, .rangeBegin, .stwBegin)
            worldStop = texts.worldStop(kind: event.first)
            result.text = worldStop
            return result
        case .worldStopDone:
            var result = self.event(event, .rangeEnd, .stwEnd)
            result.text = worldStop
            return result
        case .sweepStart:
            var result = self.event(event, .rangeBegin, .gcSweepBegin)
            result.subject = Int64(event.processor)
            return result
        case .sweepDone:
            var result = self.event(event, .rangeEnd, .gcSweepEnd)
            result.subject = Int64(bitPattern: event.first)
            result.extra = Int64(bitPattern: event.second)
            return result
        case .assistStart: return self.event(event, .rangeBegin, .gcMarkAssistBegin)
        default: return self.event(event, .rangeEnd, .gcMarkAssistEnd)
        }
    }

    private mutating func annotation(_ event: LegacyEvent) -> TraceEvent {
        var result: TraceEvent
        switch event.type {
        case .taskCreate:
            result = self.event(event, .taskBegin, .userTaskBegin)
            result.text = symbols.string(event.third, &quality)
            let parent = Int64(bitPattern: event.second)
            tasks[event.first] = Task(text: result.text, parent: parent)
            result.extra = parent == 0 ? -1 : parent
        case .taskEnd:
            result = self.event(event, .taskEnd, .userTaskEnd)
            // Unlike at the begin, Go's converter leaves the parent 0 as it is.
            let task = tasks.removeValue(forKey: event.first) ?? Task(text: .empty, parent: -1)
            result.text = task.text
            result.extra = task.parent
        case .log:
            result = self.event(event, .log, .userLog)
            result.text = symbols.string(event.second, &quality)
            result.extra = Int64(bitPattern: event.third)
        default:
            let begins = event.second == 0
            result = self.event(event, begins ? .regionBegin : .regionEnd, begins ? .userRegionBegin : .userRegionEnd)
            result.text = symbols.string(event.third, &quality)
        }
        result.subject = Int64(bitPattern: event.first)
        return result
    }

    /// The thread is unknown. A goroutine that no event has named gets no number: it may have ended long ago.
    private func sample(_ event: LegacyEvent) -> TraceEvent {
        var result = TraceEvent(kind: .stackSample, type: .cpuSample, time: event.time)
        if event.goroutine != 0 { result.goroutine = Int64(bitPattern: event.goroutine) }
        result.goroutineSlot = slots.find(event.goroutine)
        result.processor = event.processor
        result.stack = event.stack
        return result
    }
}

// MARK: - Goroutines

extension LegacyConverter {
    private mutating func convertGoroutine(_ event: LegacyEvent, into result: inout [TraceEvent]) {
        switch event.type {
        case .goCreate:
            if isBeginning {
                existing.insert(event.first)
                return
            }
            var created = transition(event, .goCreate, of: event.first, .notExist, .runnable)
            created.transitionStack = symbols.stack(event.second, &quality)
            result.append(created)
        case .goStart, .goStartLabel: start(event, into: &result)
        case .goWaiting:
            existing.remove(event.first)
            result.append(transition(event, .goStatus, of: event.first, .undetermined, .waiting))
        case .goInSystemCall:
            existing.remove(event.first)
            result.append(transition(event, .goStatus, of: event.first, .undetermined, .syscall))
        case .goUnblock: result.append(transition(event, .goUnblock, of: event.first, .waiting, .runnable))
        case .systemCall: systemCall(event, into: &result)
        case .systemCallExit:
            result.append(transition(event, .goSyscallEndBlocked, of: event.goroutine, .syscall, .runnable))
        case .goEnd:
            result.append(transition(event, .goDestroy, of: event.goroutine, .running, .notExist))
            slots.release(event.goroutine)
        case .goYield, .goPreempt: result.append(stop(event, .goStop, .runnable))
        default: result.append(stop(event, .goBlock, .waiting))
        }
    }

    private mutating func start(_ event: LegacyEvent, into result: inout [TraceEvent]) {
        if event.type == .goStart {
            if isBeginning {
                existing.remove(event.first)
                result.append(transition(event, .goStatus, of: event.first, .undetermined, .running))
            } else {
                result.append(transition(event, .goStart, of: event.first, .runnable, .running))
            }
            return
        }
        var started = transition(event, .goStart, of: event.first, .runnable, .running)
        started.thread = threadOrZero(event)
        result.append(started)
        var label = self.event(event, .label, .goLabel)
        label.thread = started.thread
        label.text = symbols.string(event.third, &quality)
        result.append(label)
    }

    private mutating func stop(_ event: LegacyEvent, _ type: EventType, _ after: GoroutineState) -> TraceEvent {
        var result = transition(event, type, of: event.goroutine, .running, after)
        result.text = texts.reason(event.type)
        result.transitionStack = event.stack
        return result
    }

    /// A system call that keeps its processor is an instant in the old format; it becomes one of a nanosecond.
    private mutating func systemCall(_ event: LegacyEvent, into result: inout [TraceEvent]) {
        let blocks = event.first == 1
        var begin = transition(event, .goSyscallBegin, of: event.goroutine, .running, .syscall)
        begin.transitionStack = event.stack
        if !blocks { begin.thread = threadOrZero(event) }
        result.append(begin)
        guard !blocks else { return }
        var end = transition(event, .goSyscallEnd, of: event.goroutine, .syscall, .running)
        end.thread = begin.thread
        end.stack = 0
        end.time += 1
        result.append(end)
    }
}
