import Evidence
import Wire

/// One pass over a trace, which all analyses share.
///
/// It keeps the state of every goroutine and processor, closes an interval whenever one changes, and dates the first
/// ones back to the begin of the trace: the runtime says only when something is first mentioned what it has been doing
/// since the generation began.
public struct TracePass {
    public internal(set) var scene = TraceScene()
    public private(set) var analyses: [any TraceAnalysis]
    public let window: TraceWindow
    let selection: GoroutineSelection
    private var intervalReceivers: [Int] = []
    private var processorReceivers: [Int] = []
    private var birthReceivers: [Int] = []
    /// Receivers of events, by the raw value of their kind.
    private var eventReceivers: [[Int]] = []
    /// Those of them that want events from before the window as well.
    private var earlyEventReceivers: [[Int]] = []
    /// Whether the two have any, as bits by the raw value of a kind: most kinds are wanted by nobody.
    private var wantedKinds: UInt64 = 0
    private var earlyWantedKinds: UInt64 = 0
    /// What `TraceScene` does not show of each goroutine, by its slot.
    var records: [Record] = []
    var processorSlots = SlotMap()
    /// Whether each slot's goroutine is selected; nil when that was not looked at yet.
    var selected: [Bool?] = []
    /// The window in the clock of the trace.
    private var windowStart = Int64.min
    private var windowEnd = Int64.max
    private var hasBegun = false
    /// Whether the trace goes on behind the window.
    var isCut = false
    var isBehindFirstGeneration = false
    /// When the trace began, in its clock; `scene.start` may be later.
    public private(set) var traceStart: Int64 = 0
    /// When the first generation that is read began: what a status says has been so since then.
    var statusStart: Int64 = 0
    var resumption: TraceResumption?
    private var membership: TaskMembership?

    struct Record {
        var isProvisional = false
        var waker: Int64 = -1
        var wakerSlot: Int32 = -1
        var wakerStack: UInt32 = 0
        var processor: Int32 = -1
        var thread: Int64 = -1
    }

    public init(
        _ analyses: [any TraceAnalysis], window: TraceWindow = TraceWindow(),
        selection: GoroutineSelection = GoroutineSelection()
    ) {
        self.analyses = analyses
        self.window = window
        self.selection = selection
        membership = selection.task.map { TaskMembership($0) }
        for (index, analysis) in analyses.enumerated() {
            if analysis.wants.contains(.intervals) { intervalReceivers.append(index) }
            if analysis.wants.contains(.processors) { processorReceivers.append(index) }
            if analysis.wants.contains(.births) { birthReceivers.append(index) }
        }
        for raw in 0...UInt8.max {
            guard let kind = TraceEvent.Kind(rawValue: raw) else { break }
            let receivers = analyses.indices.filter { analyses[$0].wants.contains(TraceWants(kind)) }
            eventReceivers.append(receivers)
            earlyEventReceivers.append(receivers.filter { analyses[$0].wants.contains(.beforeWindow) })
            if !receivers.isEmpty { wantedKinds |= 1 << UInt64(raw) }
            if earlyEventReceivers.last?.isEmpty == false { earlyWantedKinds |= 1 << UInt64(raw) }
        }
    }

    /// The analysis of a type, with its results.
    public func result<Analysis: TraceAnalysis>(_ type: Analysis.Type = Analysis.self) -> Analysis {
        for analysis in analyses { if let found = analysis as? Analysis { return found } }
        preconditionFailure("the pass has no \(type)")
    }

    /// Reads a trace to its end, or to the end of the window.
    /// - Returns: what is wrong with the trace, when it could not be read to its end; all before that was looked at.
    public mutating func run(_ source: inout some TraceEventSource) -> InputError? {
        var events: [TraceEvent] = []
        var damage: InputError?
        reading: while true {
            do throws(InputError) {
                try source.read(into: &events, limit: 4096)
            } catch {
                damage = error
                events = []
            }
            swap(&scene.tables, &source.tables)
            defer { swap(&scene.tables, &source.tables) }
            if events.isEmpty { break }
            for event in events {
                if event.time > windowEnd {
                    guard takeLateStatus(event) else { break reading }
                } else {
                    take(event)
                }
            }
        }
        swap(&scene.tables, &source.tables)
        finish()
        return damage
    }

    @inline(__always)
    private mutating func take(_ event: TraceEvent) {
        scene.now = event.time
        switch event.kind {
        case .goroutineTransition: goroutine(event)
        case .processorTransition: processor(event)
        default: other(event)
        }
        let isEarly = event.time < windowStart
        let kind = event.kind.rawValue
        guard (isEarly ? earlyWantedKinds : wantedKinds) & 1 << UInt64(kind) != 0 else { return }
        let receivers = isEarly ? earlyEventReceivers[Int(kind)] : eventReceivers[Int(kind)]
        for index in receivers { analyses[index].event(event, scene) }
    }

    /// Looks at an event behind the window: the first generation may tell as late as at its end what a goroutine has
    /// been doing since it began.
    /// - Returns: false once no such event can come.
    private mutating func takeLateStatus(_ event: TraceEvent) -> Bool {
        isCut = true
        guard !isBehindFirstGeneration, !isResumed, event.kind != .sync else { return false }
        var event = event
        if event.kind == .goroutineTransition, event.goroutineBefore == .undetermined {
            // The events left out may have freed its slot, whose goroutine lives on at the end of the window.
            event.subjectSlot = Int32(scene.goroutines.count)
            add(event, scene.goroutines.count)
            occupy(event, .undetermined, event.goroutineAfter)
        } else if event.kind == .processorTransition, event.processorBefore == .undetermined {
            processor(event)
        }
        return true
    }

    private mutating func begin(_ time: Int64) {
        hasBegun = true
        statusStart = time
        traceStart = resumption?.traceStart ?? time
        let time = traceStart
        if let from = window.from { windowStart = time &+ from }
        if let to = window.to { windowEnd = time &+ to }
        scene.start = max(time, windowStart)
        assumeKnown()
    }

    private mutating func other(_ event: TraceEvent) {
        switch event.kind {
        case .sync: if hasBegun { isBehindFirstGeneration = true } else { begin(event.time) }
        case .metric where event.type == .procsChange: scene.processorLimit = Int(clamping: event.subject)
        case .label where event.goroutineSlot >= 0: scene.goroutines[Int(event.goroutineSlot)].label = event.text
        case .rangeBegin, .rangeActive, .rangeEnd: range(event)
        case .taskBegin, .taskEnd, .regionBegin, .regionEnd: if membership != nil { follow(event) }
        default: break
        }
        // The root of a goroutine that is older than the trace shows in any of its stacks.
        if event.stack != 0, event.goroutineSlot >= 0 { learnRoot(event.goroutineSlot, event.stack) }
    }

    /// Follows the tasks that are selected. The interval in which a goroutine leaves one is given up to there.
    private mutating func follow(_ event: TraceEvent) {
        if let slot = membership?.leaves(event), scene.goroutines[slot].state != .notExist {
            close(slot, at: event.time, next: scene.goroutines[slot].state)
        }
        membership?.take(event, scene.tables)
    }

    private mutating func range(_ event: TraceEvent) {
        switch event.type {
        case .gcBegin, .gcActive: scene.isMarking = true
        case .gcEnd: scene.isMarking = false
        case .stwBegin: scene.stops += 1
        case .stwEnd: scene.stops -= 1
        case .gcMarkAssistBegin, .gcMarkAssistActive, .gcMarkAssistEnd:
            guard event.subjectSlot >= 0, Int(event.subjectSlot) < scene.goroutines.count else { return }
            scene.goroutines[Int(event.subjectSlot)].isAssisting = event.type != .gcMarkAssistEnd
        default: break
        }
    }

    private mutating func finish() {
        scene.end = isCut ? windowEnd : min(max(scene.now, scene.start), windowEnd)
        addUnmentioned()
        for slot in scene.goroutines.indices where scene.goroutines[slot].state != .notExist {
            close(slot, at: scene.end, next: .undetermined)
        }
        for index in scene.processors.indices { closeProcessor(index, at: scene.end) }
        for index in analyses.indices { analyses[index].finish(scene) }
    }
}

/// Goroutines.
extension TracePass {
    private mutating func goroutine(_ event: TraceEvent) {
        let slot = Int(event.subjectSlot)
        let (before, after) = (event.goroutineBefore, event.goroutineAfter)
        switch before {
        case .undetermined, .notExist:
            add(event, slot)
            for index in birthReceivers { analyses[index].appears(event, scene) }
        case after:
            // The status of a goroutine in a later generation: it may bring the first stack.
            if scene.goroutines[slot].stack == 0, event.transitionStack != 0 {
                scene.goroutines[slot].stack = event.transitionStack
                learnRoot(event.subjectSlot, event.transitionStack)
            }
            return
        default: change(event, slot, after)
        }
        occupy(event, before, after)
        if event.stack != 0, event.goroutineSlot >= 0, event.goroutineSlot != event.subjectSlot {
            learnRoot(event.goroutineSlot, event.stack)
        }
    }

    private mutating func add(_ event: TraceEvent, _ slot: Int) {
        let isNew = event.goroutineBefore == .notExist
        var record = Record()
        var goroutine = TraceGoroutine(
            id: event.subject, group: GoroutineGroups.unknown, parent: -1, creationStack: 0, created: nil,
            state: event.goroutineAfter, since: statusStart, begin: .unknown, isCensored: !isNew, reason: .empty,
            stack: event.type == .goCreate ? 0 : event.transitionStack, label: .empty, isAssisting: false)
        if isNew {
            goroutine.since = event.time
            goroutine.created = event.time
            goroutine.parent = event.goroutine
            goroutine.creationStack = event.stack
            goroutine.begin = .created
            record.waker = event.goroutine
            record.wakerSlot = event.goroutineSlot
            record.wakerStack = event.stack
        }
        var root = scene.stackFacts.root(event.transitionStack, scene.tables)
        if !isNew { recall(&goroutine, &root, at: event.time) }
        record.isProvisional = root == .empty
        goroutine.group = root == .empty ? scene.groups.provisional() : scene.groups.group(root: root)
        if event.goroutineAfter == .running || event.goroutineAfter == .syscall {
            record.processor = event.processor
            record.thread = event.thread
        }
        while scene.goroutines.count <= slot {
            var none = goroutine
            none.state = .notExist
            scene.goroutines.append(none)
            records.append(Record())
            selected.append(nil)
        }
        scene.goroutines[slot] = goroutine
        membership?.appears(slot: slot)
        records[slot] = record
        selected[slot] = nil
        scene.counts[Int(event.after)] += 1
    }

    @inline(__always)
    private mutating func change(_ event: TraceEvent, _ slot: Int, _ after: GoroutineState) {
        let before = scene.goroutines[slot].state
        if event.transitionStack != 0, records[slot].isProvisional {
            learnRoot(event.subjectSlot, event.transitionStack)
        }
        if before == .waiting {
            records[slot].waker = event.goroutine
            records[slot].wakerSlot = event.goroutineSlot
            records[slot].wakerStack = event.stack
        }
        close(slot, at: event.time, next: after, lostProcessor: event.type == .goSyscallEndBlocked)
        scene.counts[Int(before.rawValue)] -= 1
        scene.counts[Int(after.rawValue)] += 1
        scene.goroutines[slot].state = after
        scene.goroutines[slot].since = event.time
        scene.goroutines[slot].isCensored = false
        switch after {
        case .running:
            scene.goroutines[slot].begin = before == .syscall ? .resumed : .started
            records[slot].processor = event.processor
            records[slot].thread = event.thread
            clearEdge(slot)
        case .runnable:
            if before == .waiting {
                scene.goroutines[slot].begin = event.goroutine >= 0 ? .woken : .wokenByRuntime
                scene.goroutines[slot].reason = .empty
                scene.goroutines[slot].stack = 0
            } else {
                clearEdge(slot)
                scene.goroutines[slot].reason = event.text
                scene.goroutines[slot].stack = event.transitionStack
                scene.goroutines[slot].begin =
                    before == .syscall ? .returnedFromSystemCall : isPreemption(event.text) ? .preempted : .yielded
            }
            records[slot].processor = -1
            records[slot].thread = -1
            scene.goroutines[slot].label = .empty
        case .waiting, .syscall:
            clearEdge(slot)
            scene.goroutines[slot].begin = .entered
            scene.goroutines[slot].reason = event.text
            scene.goroutines[slot].stack = event.transitionStack
            if after == .waiting {
                records[slot].processor = -1
                records[slot].thread = -1
                scene.goroutines[slot].label = .empty
            }
        default: break
        }
    }

    private func isPreemption(_ reason: StringID) -> Bool {
        scene.tables.strings.bytes(reason).elementsEqual("preempted".utf8)
    }

    private mutating func clearEdge(_ slot: Int) {
        records[slot].waker = -1
        records[slot].wakerSlot = -1
        records[slot].wakerStack = 0
        scene.goroutines[slot].reason = .empty
        scene.goroutines[slot].stack = 0
    }

    /// Gives the interval that a goroutine is in to those who want it.
    private mutating func close(_ slot: Int, at end: Int64, next: GoroutineState, lostProcessor: Bool = false) {
        guard !intervalReceivers.isEmpty else { return }
        let goroutine = scene.goroutines[slot]
        var start = max(goroutine.since, windowStart)
        if membership != nil {
            guard let since = membership?.since(slot: slot) else { return }
            start = max(start, since)
        }
        let end = min(end, windowEnd)
        guard end >= start, end >= windowStart else { return }
        guard selection.isAll || isSelected(slot) else { return }
        let record = records[slot]
        let interval = GoroutineInterval(
            goroutine: goroutine.id, slot: Int32(slot), state: goroutine.state, begin: goroutine.begin,
            isCensored: goroutine.isCensored, isOpen: next == .undetermined, next: next,
            lostProcessor: lostProcessor, start: start, end: end, reason: goroutine.reason, stack: goroutine.stack,
            waker: record.waker, wakerSlot: record.wakerSlot,
            wakerStack: record.wakerStack, processor: record.processor, thread: record.thread)
        if let condition = selection.condition, !condition(interval, scene) { return }
        for index in intervalReceivers { analyses[index].interval(interval, scene) }
    }

    private mutating func isSelected(_ slot: Int) -> Bool {
        if let known = selected[slot] { return known }
        let goroutine = scene.goroutines[slot]
        var result = selection.ids?.contains(goroutine.id) ?? true
        if result, let root = selection.root { result = root(scene.text(scene.groups.root(goroutine.group))) }
        // What is not known yet may come to be known.
        if !records[slot].isProvisional { selected[slot] = result }
        return result
    }

    @inline(__always)
    private mutating func learnRoot(_ slot: Int32, _ stack: UInt32) {
        guard Int(slot) < records.count, records[Int(slot)].isProvisional else { return }
        let root = scene.stackFacts.root(stack, scene.tables)
        guard root != .empty else { return }
        let group = scene.groups.group(root: root)
        scene.groups.merge(scene.goroutines[Int(slot)].group, into: group)
        scene.goroutines[Int(slot)].group = group
        records[Int(slot)].isProvisional = false
    }
}

/// Processors.
extension TracePass {
    private mutating func processor(_ event: TraceEvent) {
        guard let id = Int32(exactly: event.subject) else { return }
        var index = Int(processorSlots.find(event.subject))
        if index < 0 {
            index = Int(processorSlots.insert(event.subject))
            scene.processors.append(
                TraceProcessor(
                    id: id, state: .idle, since: event.processorBefore == .undetermined ? statusStart : event.time,
                    goroutine: -1, slot: -1, thread: -1))
            if event.processorAfter == .running {
                scene.processors[index].state = .scheduling
                scene.processors[index].thread = event.thread
            }
            return
        }
        if event.processorBefore == .undetermined, isConfirmed(scene.processors[index], by: event) {
            scene.processors[index].thread = event.processorAfter == .running ? event.thread : -1
            return
        }
        guard event.before != event.after else { return }
        closeProcessor(index, at: event.time)
        let isRunning = event.processorAfter == .running
        scene.processors[index].state = isRunning ? .scheduling : .idle
        scene.processors[index].goroutine = -1
        scene.processors[index].slot = -1
        scene.processors[index].thread = isRunning ? event.thread : -1
    }

    /// Notes what the change of a goroutine's state means for the processor on which it happened.
    @inline(__always)
    private mutating func occupy(_ event: TraceEvent, _ before: GoroutineState, _ after: GoroutineState) {
        guard event.processor >= 0 else { return }
        let state: ProcessorInterval.State
        switch after {
        case .running: state = .running
        case .syscall: state = .syscall
        default:
            guard before == .running, event.subject == event.goroutine else { return }
            state = .scheduling
        }
        let index = Int(processorSlots.find(Int64(event.processor)))
        guard index >= 0 else { return }
        // What a status says was so when the trace began.
        if before != .undetermined || scene.processors[index].since != statusStart {
            closeProcessor(index, at: event.time)
        }
        scene.processors[index].state = state
        scene.processors[index].goroutine = state == .scheduling ? -1 : event.subject
        scene.processors[index].slot = state == .scheduling ? -1 : event.subjectSlot
        scene.processors[index].thread = event.thread
    }

    private mutating func closeProcessor(_ index: Int, at end: Int64) {
        let processor = scene.processors[index]
        scene.processors[index].since = end
        guard !processorReceivers.isEmpty else { return }
        let start = max(processor.since, windowStart)
        let end = min(end, windowEnd)
        guard end > start else { return }
        let interval = ProcessorInterval(
            processor: processor.id, state: processor.state, start: start, end: end, goroutine: processor.goroutine,
            slot: processor.slot, thread: processor.thread)
        for index in processorReceivers { analyses[index].processor(interval, scene) }
    }
}
