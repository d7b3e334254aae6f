import Evidence

/// A goroutine as a trace knows it.
public struct TraceGoroutine: Sendable {
    public var id: Int64
    /// In `TraceScene.groups`.
    public var group: Int32
    /// The goroutine that created it; -1 when unknown, or when it was the runtime.
    public var parent: Int64
    /// Where it was created; 0 when unknown.
    public var creationStack: UInt32
    /// When it was created; nil when that was before the trace.
    public var created: Int64?
    public var state: GoroutineState
    /// Since when it is in that state, and how it came there.
    public var since: Int64
    public var begin: GoroutineInterval.Begin
    /// Whether it has been in that state since before the trace.
    public var isCensored: Bool
    /// Why it waits, or why it was stopped, in the runtime's words; empty when unknown.
    public var reason: StringID
    /// Where it waits, called the system, or was stopped; 0 when unknown.
    public var stack: UInt32
    /// What the runtime put on it last, such as `GC (dedicated)`, while it runs; empty for nothing.
    public var label: StringID
    /// Whether it assists the collector right now.
    public var isAssisting: Bool
}

/// A processor (a P) right now.
public struct TraceProcessor: Sendable {
    public var id: Int32
    public var state: ProcessorInterval.State
    public var since: Int64
    public var goroutine: Int64
    public var slot: Int32
    public var thread: Int64
}

/// What a trace has said so far of the traced program.
public struct TraceScene: Sendable {
    public internal(set) var tables = TraceTables()
    /// Of all goroutines that live, and remains of such as do not; index by slots.
    public internal(set) var goroutines: [TraceGoroutine] = []
    public internal(set) var groups = GoroutineGroups()
    /// In the order in which they appear.
    public internal(set) var processors: [TraceProcessor] = []
    /// Begin of the trace, or of the window that is looked at, in nanoseconds of the trace's clock.
    public internal(set) var start: Int64 = 0
    /// Time of the last event, or end of the window.
    public internal(set) var end: Int64 = 0
    /// Time of the event that is looked at.
    public internal(set) var now: Int64 = 0
    /// Number of goroutines in each state, by its raw value; goroutines of which nothing is known do not count.
    public internal(set) var counts: [Int] = Array(repeating: 0, count: GoroutineState.allCases.count)
    /// GOMAXPROCS; 0 as long as the trace does not say.
    public internal(set) var processorLimit = 0
    /// Whether the collector marks right now.
    public internal(set) var isMarking = false
    /// Number of goroutines that hold the world stopped or wait to.
    public internal(set) var stops = 0
    public internal(set) var stackFacts = StackFacts()

    public init() {}

    public func count(_ state: GoroutineState) -> Int { counts[Int(state.rawValue)] }

    /// The root function of a goroutine's group; empty when no stack of it was seen.
    public func root(slot: Int32) -> StringID { groups.root(goroutines[Int(slot)].group) }

    public func text(_ id: StringID) -> String { tables.strings[id] }
}
