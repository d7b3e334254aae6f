import Evidence
import GoTrace
import Wire

@testable import Diagnosis

/// Events that a test makes up, in any order; times are in milliseconds from the begin of the trace. Goroutines have
/// their ids for slots. No number of processors is mentioned: limits for each processor are those for one.
struct ScriptedTrace: TraceEventSource {
    var tables = TraceTables()
    private var events: [TraceEvent] = []
    private var isRead = false
    private let length: Int64

    /// - Parameter length: milliseconds.
    init(length: Int64 = 1000) {
        self.length = length
        add(event(.sync, .sync, at: 0))
    }

    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError) {
        events = []
        if isRead { return }
        isRead = true
        // Events at the same time stay in the order in which they were made.
        let order = self.events.indices.sorted { (self.events[$0].time, $0) < (self.events[$1].time, $1) }
        events = order.map { self.events[$0] } + [event(.sync, .sync, at: Double(length))]
    }

    /// A stack of functions, innermost first, each at a line of its own.
    mutating func stack(_ functions: String...) -> UInt32 {
        let frames = functions.enumerated().map {
            tables.stacks.intern(
                frame: TraceFrame(
                    programCounter: 0, function: tables.strings.intern($1), file: tables.strings.intern("main.go"),
                    line: UInt64($0 + 1)))
        }
        return tables.stacks.intern(frames[...])
    }

    /// A goroutine that runs all the time, unless it is said to do something else.
    mutating func goroutine(_ id: Int64, stack: UInt32) {
        transition(id, .undetermined, .running, at: 0, by: id, stack: stack, type: .goStatusStack)
    }

    /// A goroutine that is made, and waits at once for ever.
    mutating func leaked(_ id: Int64, by creator: Int64, at time: Double, creation: UInt32, stack: UInt32) {
        transition(id, .notExist, .runnable, at: time, by: creator, wakerStack: creation, type: .goCreate)
        transition(id, .runnable, .running, at: time, by: id, type: .goStart)
        transition(id, .running, .waiting, at: time, by: id, reason: "chan receive", stack: stack, type: .goBlock)
    }

    /// A wait of a goroutine that runs before and after it.
    /// - Parameter waker: nil for the runtime.
    mutating func wait(
        _ id: Int64, _ reason: String, _ from: Double, _ to: Double?, stack: UInt32, waker: Int64? = nil,
        wakerStack: UInt32 = 0
    ) {
        transition(id, .running, .waiting, at: from, by: id, reason: reason, stack: stack, type: .goBlock)
        guard let to else { return }
        transition(id, .waiting, .runnable, at: to, by: waker ?? -1, wakerStack: wakerStack, type: .goUnblock)
        transition(id, .runnable, .running, at: to, by: id, type: .goStart)
    }

    mutating func systemCall(_ id: Int64, _ from: Double, _ to: Double, stack: UInt32) {
        transition(id, .running, .syscall, at: from, by: id, stack: stack, type: .goSyscallBegin)
        transition(id, .syscall, .running, at: to, by: id, type: .goSyscallEnd)
    }

    /// Help for the collector.
    mutating func assist(_ id: Int64, _ from: Double, _ to: Double, stack: UInt32) {
        for (kind, type, time) in [
            (TraceEvent.Kind.rangeBegin, EventType.gcMarkAssistBegin, from), (.rangeEnd, .gcMarkAssistEnd, to),
        ] {
            var range = event(kind, type, at: time)
            (range.goroutine, range.goroutineSlot, range.subject, range.subjectSlot) = (id, Int32(id), id, Int32(id))
            range.stack = stack
            add(range)
        }
    }

    /// What the rules make of it.
    func findings() -> [Finding] {
        var source = self
        var pass = TracePass(TraceEvidence.analyses)
        _ = pass.run(&source)
        var context = DiagnosisContext()
        context.trace = TraceEvidence(pass, name: "a.trace", version: .go126, quality: Quality())
        return diagnosed(context: context).findings
    }

    private mutating func add(_ event: TraceEvent) { events.append(event) }

    private func event(_ kind: TraceEvent.Kind, _ type: EventType, at milliseconds: Double) -> TraceEvent {
        TraceEvent(kind: kind, type: type, time: 1_000_000_000 + Int64(milliseconds * 1e6))
    }

    private mutating func transition(
        _ id: Int64, _ before: GoroutineState, _ after: GoroutineState, at time: Double, by waker: Int64,
        reason: String = "", stack: UInt32 = 0, wakerStack: UInt32 = 0, type: EventType
    ) {
        var event = event(.goroutineTransition, type, at: time)
        event.subject = id
        event.subjectSlot = Int32(id)
        event.goroutine = waker
        event.goroutineSlot = Int32(waker)
        event.processor = -1
        event.before = before.rawValue
        event.after = after.rawValue
        event.text = tables.strings.intern(reason)
        event.transitionStack = stack
        event.stack = waker == id ? stack : wakerStack
        add(event)
    }
}
