import Evidence
import GoTrace
import Wire

@testable import Diagnosis

/// Events that a test makes up, in any order; times are in milliseconds from the begin of the trace. Goroutines have
/// their ids for slots. As long as no number of processors is mentioned, limits for each processor are those for one.
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
    mutating func stack(_ functions: String...) -> UInt32 { stack(functions) }

    mutating func stack(_ functions: [String]) -> UInt32 {
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

    /// Two seconds in which as many goroutines are made, one after the other, that wait for ever.
    static func leaking(goroutines: Int) -> ScriptedTrace {
        var trace = ScriptedTrace(length: 2000)
        let creation = trace.stack("main.handle", "main.server")
        let waiting = trace.stack("runtime.chanrecv1", "main.await")
        trace.goroutine(1, stack: creation)
        for number in 0..<goroutines {
            trace.leaked(
                Int64(number + 2), by: 1, at: 5 + 1990 * Double(number) / Double(goroutines), creation: creation,
                stack: waiting)
        }
        return trace
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

    func evidence() -> TraceEvidence {
        var source = self
        var pass = TracePass(TraceEvidence.analyses)
        _ = pass.run(&source)
        return TraceEvidence(pass, name: "a.trace", version: .go126, quality: Quality())
    }

    /// What the rules make of it.
    func findings() -> [Finding] {
        var context = DiagnosisContext()
        context.trace = evidence()
        return diagnosed(context: context).findings
    }

    /// GOMAXPROCS, from the begin on.
    mutating func limit(_ processors: Int64) {
        var change = event(.metric, .procsChange, at: 0)
        change.subject = processors
        add(change)
    }

    /// A processor that runs goroutines from here on, or does not.
    mutating func processor(_ id: Int32, isBusy: Bool, at time: Double) {
        var change = event(.processorTransition, isBusy ? .procStart : .procStop, at: time)
        (change.subject, change.processor) = (Int64(id), id)
        change.before = (isBusy ? ProcessorState.idle : .running).rawValue
        change.after = (isBusy ? ProcessorState.running : .idle).rawValue
        add(change)
    }

    /// A goroutine that could run and has no processor.
    mutating func ready(_ id: Int64, _ from: Double, _ to: Double, stack: UInt32) {
        transition(id, .running, .runnable, at: from, by: id, stack: stack, type: .goStop)
        transition(id, .runnable, .running, at: to, by: id, type: .goStart)
    }

    /// A collection that a goroutine began.
    mutating func collection(_ from: Double, _ to: Double, by id: Int64, stack: UInt32) {
        range(.gcBegin, .gcEnd, from, to, by: id, stack: stack)
    }

    /// A stop of the world, by a goroutine on processor 0, for which the one on processor 1 is waited for.
    mutating func stop(_ from: Double, _ to: Double, by id: Int64, until late: Int64, leaves: Double, stack: UInt32) {
        range(.stwBegin, .stwEnd, from, to, by: id, reason: "GC sweep termination")
        transition(late, .running, .runnable, at: leaves, by: late, stack: stack, type: .goStop, on: 1)
        processor(1, isBusy: false, at: leaves)
        processor(1, isBusy: true, at: to)
        transition(late, .runnable, .running, at: to, by: late, type: .goStart, on: 1)
    }

    private mutating func range(
        _ begin: EventType, _ end: EventType, _ from: Double, _ to: Double, by id: Int64, reason: String = "",
        stack: UInt32 = 0
    ) {
        for (kind, type, time) in [(TraceEvent.Kind.rangeBegin, begin, from), (.rangeEnd, end, to)] {
            var range = event(kind, type, at: time)
            (range.goroutine, range.goroutineSlot, range.processor) = (id, Int32(id), 0)
            range.text = tables.strings.intern(reason)
            range.stack = stack
            add(range)
        }
    }

    private mutating func add(_ event: TraceEvent) { events.append(event) }

    private func event(_ kind: TraceEvent.Kind, _ type: EventType, at milliseconds: Double) -> TraceEvent {
        TraceEvent(kind: kind, type: type, time: 1_000_000_000 + Int64(milliseconds * 1e6))
    }

    private mutating func transition(
        _ id: Int64, _ before: GoroutineState, _ after: GoroutineState, at time: Double, by waker: Int64,
        reason: String = "", stack: UInt32 = 0, wakerStack: UInt32 = 0, type: EventType, on processor: Int32 = -1
    ) {
        var event = event(.goroutineTransition, type, at: time)
        event.subject = id
        event.subjectSlot = Int32(id)
        event.goroutine = waker
        event.goroutineSlot = Int32(waker)
        event.processor = processor
        event.before = before.rawValue
        event.after = after.rawValue
        event.text = tables.strings.intern(reason)
        event.transitionStack = stack
        event.stack = waker == id ? stack : wakerStack
        add(event)
    }
}

extension ScriptedTrace {
    /// Goroutines that wait together for a goroutine that computes.
    /// - Parameters:
    ///   - function: of the runtime or of the library, in which they wait.
    ///   - holder: the function with which the other one began.
    static func queue(
        _ reason: String, _ function: String, milliseconds: Double, waits: Int, holder: String = "main.holder"
    ) -> ScriptedTrace {
        var trace = ScriptedTrace()
        let working = trace.stack("main.hold", holder)
        let waiting = trace.stack(function, "main.use", "main.user")
        let release = trace.stack("main.release", holder)
        trace.goroutine(1, stack: working)
        for waiter in 0..<2 {
            let id = Int64(waiter + 2)
            trace.goroutine(id, stack: trace.stack("main.use", "main.user"))
            let each = milliseconds / Double(2 * waits)
            for number in 0..<waits {
                let start = 10 + Double(number) * (each + 1)
                trace.wait(id, reason, start, start + each, stack: waiting, waker: 1, wakerStack: release)
            }
        }
        return trace
    }
}
