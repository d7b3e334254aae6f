import Evidence
import Wire

/// The state of a program's scheduler, by which events of different threads find their order.
///
/// An event may advance when the state allows it: sequence numbers, and not times, say what comes first. The rules are
/// those of `internal/trace/order.go` of Go 1.27.3; a generation's number and a count make a sequence number, and each
/// generation begins anew with the status of everything.
struct EventOrder {
    struct Goroutine {
        var id: Int64 = -1
        var status = Status.bad
        /// Number of the generation in which `sequence` counts.
        var generation: UInt64 = 0
        var sequence: UInt64 = 0
        /// In `regions`; -1 is none.
        var innermostRegion: Int32 = -1
        var isAssisting = false

        /// A goroutine's status on the wire.
        enum Status: UInt8 {
            case bad, runnable, running, syscall, waiting

            var state: GoroutineState {
                switch self {
                case .bad: .undetermined
                case .runnable: .runnable
                case .running: .running
                case .syscall: .syscall
                case .waiting: .waiting
                }
            }
        }
    }

    struct Processor {
        var id: Int32
        var status = Status.bad
        var generation: UInt64 = 0
        var sequence: UInt64 = 0
        var isSweeping = false

        /// A processor's status on the wire.
        enum Status: UInt8 {
            case bad, running, idle, syscall, syscallAbandoned

            var state: ProcessorState {
                switch self {
                case .bad: .undetermined
                case .running, .syscall: .running
                case .idle, .syscallAbandoned: .idle
                }
            }
        }
    }

    struct Thread {
        var id: Int64
        /// Id of the goroutine on it; -1 is none.
        var goroutine: Int64 = -1
        var goroutineSlot: Int32 = -1
        /// In `processors`; -1 is none.
        var processor: Int32 = -1
    }

    struct Region {
        var task: Int64
        var name: StringID
        /// The region around it; -1 is none.
        var outer: Int32
    }

    struct Task {
        var name: StringID
        var parent: Int64
    }

    enum Collector { case undetermined, notRunning, running }

    /// What an event is about to change.
    struct Context {
        var thread: Int64
        var threadSlot: Int32
        var goroutine: Int64
        var goroutineSlot: Int32
        /// Its slot; -1 is none.
        var processor: Int32
        /// -1 is none.
        var processorID: Int32

        /// An event in this context.
        @inline(__always)
        func event(_ kind: TraceEvent.Kind, _ wire: WireEvent) -> TraceEvent {
            var result = TraceEvent(kind: kind, type: wire.type, time: wire.time)
            result.thread = thread
            result.goroutine = goroutine
            result.goroutineSlot = goroutineSlot
            result.processor = processorID
            return result
        }

        /// A change of a goroutine's state.
        @inline(__always)
        func transition(
            _ wire: WireEvent, _ goroutine: Int64, _ slot: Int32, _ before: GoroutineState, _ after: GoroutineState
        ) -> TraceEvent {
            var result = event(.goroutineTransition, wire)
            result.subject = goroutine
            result.subjectSlot = slot
            result.before = before.rawValue
            result.after = after.rawValue
            return result
        }

        /// A change of a processor's state.
        @inline(__always)
        func transition(
            _ wire: WireEvent, processor id: Int32, _ before: ProcessorState, _ after: ProcessorState
        ) -> TraceEvent {
            var result = event(.processorTransition, wire)
            result.subject = Int64(id)
            result.before = before.rawValue
            result.after = after.rawValue
            return result
        }
    }

    var goroutineSlots = SlotMap()
    var goroutines: [Goroutine] = []
    var processorSlots = SlotMap()
    var processors: [Processor] = []
    var threadSlots = SlotMap()
    var threads: [Thread] = []
    var regions: [Region] = []
    var freeRegions: [Int32] = []
    var tasks: [Int64: Task] = [:]
    var collector = Collector.undetermined
    var collectorSequence: UInt64 = 0
    /// Reasons of stops of the world that are not over, by the goroutine that stopped it.
    var stops: [(goroutine: Int64, reason: StringID)] = []

    /// Number of the generation.
    var generation: UInt64 = 0
    /// Whether it is the first of the trace, in which all states are still to be found out.
    var isInitial = true
    var tables = GenerationTables()
    /// Whether numbers without a string or a stack are taken for empty ones, and counted.
    var isTolerant = false
    var unknownNumbers = 0

    /// Events in their order.
    var output: [TraceEvent] = []
    /// Time of the last event that was put out.
    var lastTime: Int64 = 0

    /// Takes the next event of a thread into account, and appends what it stands for to `output`.
    /// - Returns: false when others have to come first.
    /// - Throws: `malformed`, without a file or an offset, when the trace contradicts itself.
    mutating func advance(_ event: WireEvent, _ cursor: inout ThreadCursor) throws(InputError) -> Bool {
        if cursor.threadSlot < 0, cursor.thread != -1 { cursor.threadSlot = threadSlot(cursor.thread) }
        let context = context(cursor.threadSlot)
        switch event.type {
        case .goStart: return try startGoroutine(event, context)
        case .goBlock, .goStop, .goDestroy: try stopGoroutine(event, context)
        case .goUnblock: return try unblockGoroutine(event, context)
        case .goSyscallBegin: try beginSystemCall(event, context)
        case .goSyscallEnd: try endSystemCall(event, context)
        case .goSyscallEndBlocked: return try endBlockedSystemCall(event, context)
        case .goCreate, .goCreateBlocked: try createGoroutine(event, context)
        case .goStatus, .goStatusStack: try setGoroutineStatus(event, context)
        case .goSwitch, .goSwitchDestroy: return try switchGoroutines(event, context)
        case .goCreateSyscall: try createGoroutineInSystemCall(event, context)
        case .goDestroySyscall: try destroyGoroutineInSystemCall(event, context)
        case .procStart: return try startProcessor(event, context)
        case .procStop: try stopProcessor(event, context)
        case .procSteal: return try stealProcessor(event, context)
        case .procStatus: try setProcessorStatus(event, context)
        case .heapAlloc, .heapGoal, .procsChange, .goLabel, .userLog: try annotate(event, context)
        case .stwBegin, .stwEnd: try stopTheWorld(event, context)
        case .gcActive, .gcBegin, .gcEnd: return try collect(event, context)
        case .gcSweepActive, .gcSweepBegin, .gcSweepEnd: try sweep(event, context)
        case .gcMarkAssistActive, .gcMarkAssistBegin, .gcMarkAssistEnd: try assist(event, context)
        case .userTaskBegin, .userTaskEnd: try beginOrEndTask(event, context)
        case .userRegionBegin, .userRegionEnd: try beginOrEndRegion(event, context)
        case .span, .spanAlloc, .spanFree, .heapObject, .heapObjectAlloc, .heapObjectFree, .goroutineStack,
            .goroutineStackAlloc, .goroutineStackFree:
            try experiment(event, context)
        default: throw broken("event \(event.type.rawValue) is none of a thread")
        }
        return true
    }

    @inline(__always)
    func context(_ slot: Int32) -> Context {
        guard slot >= 0 else {
            return Context(
                thread: -1, threadSlot: -1, goroutine: -1, goroutineSlot: -1, processor: -1, processorID: -1)
        }
        let thread = threads[Int(slot)]
        return Context(
            thread: thread.id, threadSlot: slot, goroutine: thread.goroutine, goroutineSlot: thread.goroutineSlot,
            processor: thread.processor,
            processorID: thread.processor < 0 ? -1 : processors[Int(thread.processor)].id)
    }

    mutating func threadSlot(_ id: Int64) -> Int32 {
        let known = threadSlots.find(id)
        if known >= 0 { return known }
        threads.append(Thread(id: id))
        return threadSlots.insert(id)
    }

    @inline(never)
    func broken(_ message: String) -> InputError { InputError(.malformed, message) }
}

/// Output.
extension EventOrder {
    /// Puts an event out; its time becomes later than that of the one before.
    @inline(__always)
    mutating func append(_ event: TraceEvent) {
        var event = event
        if event.time <= lastTime { event.time = lastTime &+ 1 }
        lastTime = event.time
        output.append(event)
    }

    @inline(__always)
    mutating func stack(_ number: UInt64) throws(InputError) -> UInt32 {
        let result = tables.stacks[number]
        if result == NumberTable.absent {
            guard isTolerant else { throw broken("an event refers to stack \(number), which is not there") }
            unknownNumbers += 1
            return 0
        }
        return result
    }

    @inline(__always)
    mutating func text(_ number: UInt64) throws(InputError) -> StringID {
        let result = tables.strings[number]
        if result == NumberTable.absent {
            guard isTolerant else { throw broken("an event refers to string \(number), which is not there") }
            unknownNumbers += 1
            return .empty
        }
        return StringID(rawValue: result)
    }
}

/// What an event requires.
extension EventOrder {
    /// A thread with a processor and a goroutine.
    @inline(__always)
    func requireGoroutine(_ context: Context) throws(InputError) {
        guard context.thread != -1, context.processor >= 0, context.goroutine != -1 else {
            throw lacking(context, goroutine: true)
        }
    }

    /// A thread with a processor.
    @inline(__always)
    func requireProcessor(_ context: Context) throws(InputError) {
        guard context.thread != -1, context.processor >= 0 else { throw lacking(context, goroutine: false) }
    }

    func requireThread(_ context: Context) throws(InputError) {
        guard context.thread != -1 else { throw broken("an event of a thread has no thread") }
    }

    @inline(never)
    private func lacking(_ context: Context, goroutine: Bool) -> InputError {
        if context.thread == -1 { return broken("an event of a thread has no thread") }
        if context.processor < 0 { return broken("thread \(context.thread) has no processor") }
        return broken("thread \(context.thread) has no goroutine")
    }

    /// The slot of the running goroutine, which must be known.
    @inline(__always)
    func known(_ context: Context) throws(InputError) -> Int {
        let slot = Int(context.goroutineSlot)
        guard slot >= 0, goroutines[slot].id == context.goroutine else {
            throw broken("thread \(context.thread) runs goroutine \(context.goroutine), which does not exist")
        }
        return slot
    }

    /// The same, and it must be in a status.
    @inline(__always)
    func known(_ context: Context, _ status: Goroutine.Status) throws(InputError) -> Int {
        let slot = try known(context)
        guard goroutines[slot].status == status else {
            throw broken("goroutine \(context.goroutine) is \(goroutines[slot].status), not \(status)")
        }
        return slot
    }
}
