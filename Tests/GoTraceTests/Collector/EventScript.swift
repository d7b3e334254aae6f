import Evidence
import GoTrace
import Wire

/// A made-up trace, event by event.
struct EventScript: TraceEventSource {
    var tables = TraceTables()
    private var events: [TraceEvent] = []
    private var slots: [Int64: Int32] = [:]
    private var processors: Set<Int32> = []

    /// - Parameter start: time of the first event, in nanoseconds as all that follow.
    init(start: Int64 = 1000) {
        var sync = TraceEvent(kind: .sync, type: .sync, time: start)
        sync.subject = 1
        events.append(sync)
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        events = self.events
        self.events = []
    }

    /// The number of a stack of functions, innermost first.
    mutating func stack(_ functions: String...) -> UInt32 {
        let frames = functions.enumerated().map { index, function in
            tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: UInt64(index + 1), function: tables.strings.intern(function),
                    file: tables.strings.intern("/x.go"), line: UInt64(index + 1)))
        }
        return tables.stacks.intern(frames[...])
    }

    mutating func limit(_ processors: Int64, at time: Int64) {
        var event = TraceEvent(kind: .metric, type: .procsChange, time: time)
        event.subject = processors
        events.append(event)
    }

    mutating func processor(_ id: Int32, _ after: ProcessorState, at time: Int64, stolen: Bool = false) {
        var event = TraceEvent(
            kind: .processorTransition,
            type: stolen ? .procSteal : after == .running ? .procStart : .procStop, time: time)
        event.subject = Int64(id)
        event.processor = id
        event.thread = Int64(id) + 100
        let isKnown = !processors.insert(id).inserted
        event.before =
            (isKnown
            ? (after == .running ? ProcessorState.idle : .running) : ProcessorState.undetermined).rawValue
        event.after = after.rawValue
        events.append(event)
    }

    mutating func goroutine(
        _ id: Int64, _ before: GoroutineState, _ after: GoroutineState, on processor: Int32 = -1, at time: Int64,
        by context: Int64? = nil, reason: String = "", stack: UInt32 = 0, contextStack: UInt32 = 0
    ) {
        var event = TraceEvent(kind: .goroutineTransition, type: Self.type(before, after), time: time)
        event.subject = id
        event.subjectSlot = slot(id)
        // Who leaves the processor is the context; who gets it, and who is woken or created, is not.
        let own = before == .running || before == .syscall ? id : -1
        event.goroutine = context ?? own
        event.goroutineSlot = event.goroutine < 0 ? -1 : slot(event.goroutine)
        event.processor = processor
        event.thread = processor < 0 ? -1 : Int64(processor) + 100
        event.before = before.rawValue
        event.after = after.rawValue
        event.text = tables.strings.intern(reason)
        event.transitionStack = stack
        event.stack = contextStack
        events.append(event)
    }

    mutating func range(
        _ type: EventType, by goroutine: Int64, on processor: Int32, at time: Int64, reason: String = "",
        stack: UInt32 = 0, subject: Int64? = nil
    ) {
        let kind: TraceEvent.Kind =
            switch type {
            case .stwEnd, .gcEnd, .gcSweepEnd, .gcMarkAssistEnd: .rangeEnd
            case .gcActive, .gcSweepActive, .gcMarkAssistActive: .rangeActive
            default: .rangeBegin
            }
        var event = TraceEvent(kind: kind, type: type, time: time)
        event.goroutine = goroutine
        event.goroutineSlot = slot(goroutine)
        event.processor = processor
        event.subject = subject ?? goroutine
        event.subjectSlot = slot(goroutine)
        event.text = tables.strings.intern(reason)
        event.stack = stack
        events.append(event)
    }

    mutating func label(_ text: String, _ goroutine: Int64, on processor: Int32, at time: Int64) {
        var event = TraceEvent(kind: .label, type: .goLabel, time: time)
        event.goroutine = goroutine
        event.goroutineSlot = slot(goroutine)
        event.processor = processor
        event.text = tables.strings.intern(text)
        events.append(event)
    }

    mutating func heap(_ bytes: Int64, at time: Int64) {
        var event = TraceEvent(kind: .metric, type: .heapAlloc, time: time)
        event.subject = bytes
        events.append(event)
    }

    mutating func end(at time: Int64) { events.append(TraceEvent(kind: .sync, type: .sync, time: time)) }

    /// Runs analyses over what was written so far.
    func pass(_ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow()) -> TracePass {
        var pass = TracePass(analyses, window: window)
        var copy = self
        _ = pass.run(&copy)
        return pass
    }

    private mutating func slot(_ id: Int64) -> Int32 {
        if let known = slots[id] { return known }
        let new = Int32(slots.count)
        slots[id] = new
        return new
    }

    private static func type(_ before: GoroutineState, _ after: GoroutineState) -> EventType {
        switch (before, after) {
        case (.undetermined, _): .goStatusStack
        case (.notExist, _): .goCreate
        case (_, .notExist): .goDestroy
        case (.runnable, .running): .goStart
        case (.waiting, .runnable): .goUnblock
        case (.running, .runnable): .goStop
        case (.running, .waiting): .goBlock
        case (.running, .syscall): .goSyscallBegin
        case (.syscall, .running): .goSyscallEnd
        default: .goSyscallEndBlocked
        }
    }
}
