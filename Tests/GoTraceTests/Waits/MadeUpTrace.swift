import Evidence
import GoTrace
import Wire

/// Events that a test makes up, past the wire: goroutines have their ids for slots.
struct MadeUpTrace: TraceEventSource {
    var tables = TraceTables()
    private var events: [TraceEvent] = []
    private var states: [Int64: GoroutineState] = [:]
    private var isRead = false

    init(start: Int64 = 0) {
        var sync = TraceEvent(kind: .sync, type: .sync, time: start)
        sync.subject = 1
        events.append(sync)
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        events = isRead ? [] : self.events
        isRead = true
    }

    /// A stack of functions, innermost first.
    mutating func stack(_ functions: String...) -> UInt32 {
        let frames = functions.map {
            tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: 0, function: tables.strings.intern($0), file: tables.strings.intern("main.go"),
                    line: 1))
        }
        return tables.stacks.intern(frames[...])
    }

    /// A goroutine that was in a state when the trace began.
    mutating func existing(
        _ id: Int64, _ state: GoroutineState, at time: Int64, on processor: Int32 = -1, stack: UInt32 = 0
    ) {
        transition(id, .undetermined, state, at: time, on: processor, stack: stack, type: .goStatusStack)
    }

    mutating func create(_ id: Int64, by creator: Int64, at time: Int64, stack: UInt32) {
        transition(id, .notExist, .runnable, at: time, by: creator, stack: stack, type: .goCreate)
    }

    /// Changes the state of a goroutine.
    /// - Parameters:
    ///   - waker: the goroutine that does it; nil for itself, -1 for the runtime.
    ///   - stack: where the goroutine is.
    ///   - wakerStack: where the waker is.
    mutating func change(
        _ id: Int64, _ state: GoroutineState, at time: Int64, by waker: Int64? = nil, on processor: Int32 = -1,
        reason: String = "", stack: UInt32 = 0, wakerStack: UInt32 = 0, type: EventType = .goBlock
    ) {
        transition(
            id, states[id] ?? .undetermined, state, at: time, by: waker ?? id, on: processor, reason: reason,
            stack: stack, wakerStack: wakerStack, type: type)
    }

    mutating func processor(_ id: Int64, _ before: ProcessorState, _ after: ProcessorState, at time: Int64) {
        var event = TraceEvent(kind: .processorTransition, type: .procStart, time: time)
        event.subject = id
        event.before = before.rawValue
        event.after = after.rawValue
        events.append(event)
    }

    mutating func range(_ type: EventType, _ kind: TraceEvent.Kind, at time: Int64, goroutine: Int64 = -1) {
        var event = TraceEvent(kind: kind, type: type, time: time)
        event.goroutine = goroutine
        event.goroutineSlot = Int32(goroutine)
        event.subject = goroutine
        event.subjectSlot = Int32(goroutine)
        events.append(event)
    }

    /// Begin or end of a task or region.
    mutating func annotation(
        _ kind: TraceEvent.Kind, _ task: Int64, _ text: String, by goroutine: Int64, at time: Int64
    ) {
        var event = TraceEvent(kind: kind, type: .userTaskBegin, time: time)
        event.subject = task
        event.text = tables.strings.intern(text)
        event.goroutine = goroutine
        event.goroutineSlot = Int32(goroutine)
        events.append(event)
    }

    /// The last moment of the trace.
    mutating func end(at time: Int64) {
        var sync = TraceEvent(kind: .sync, type: .sync, time: time)
        sync.subject = 2
        events.append(sync)
    }

    private mutating func transition(
        _ id: Int64, _ before: GoroutineState, _ after: GoroutineState, at time: Int64, by waker: Int64 = -1,
        on processor: Int32 = -1, reason: String = "", stack: UInt32 = 0, wakerStack: UInt32 = 0, type: EventType
    ) {
        var event = TraceEvent(kind: .goroutineTransition, type: type, time: time)
        event.subject = id
        event.subjectSlot = Int32(id)
        event.goroutine = waker
        event.goroutineSlot = Int32(waker)
        event.processor = processor
        event.before = before.rawValue
        event.after = after.rawValue
        event.text = tables.strings.intern(reason)
        event.transitionStack = stack
        event.stack = waker == id || before == .undetermined ? stack : wakerStack
        states[id] = after
        events.append(event)
    }

    /// What an analysis finds in the trace.
    func analysed<Analysis: TraceAnalysis>(
        _ analysis: Analysis, window: TraceWindow = TraceWindow()
    ) -> (Analysis, TraceScene) {
        var source = self
        var pass = TracePass([analysis], window: window)
        _ = pass.run(&source)
        return (pass.result(Analysis.self), pass.scene)
    }
}
