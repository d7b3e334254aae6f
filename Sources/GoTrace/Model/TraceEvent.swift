import Evidence

/// One event of a trace, in its place in the order of all events.
///
/// The context (`thread`, `processor`, `goroutine`) is the one before the event takes effect. -1 stands for none.
public struct TraceEvent: Sendable {
    /// Kinds of events; a wire event may stand for several of these (`GoSwitch`).
    public enum Kind: UInt8, Sendable {
        /// Begin of a generation, or end of the trace. `subject` is its number, from 1.
        case sync
        /// `subject` is the value; `type` says of what.
        case metric
        /// `text` was put on the running goroutine.
        case label
        /// A CPU sample: `stack`.
        case stackSample
        /// Something that lasts: a stop of the world (`text` is why), a collection (`subject` is its sequence number),
        /// a sweep (of processor `subject`; at its end `subject` bytes swept and `extra` reclaimed), an assist (of
        /// goroutine `subject` when `rangeActive`).
        case rangeBegin, rangeActive, rangeEnd
        /// Task `subject` of type `text`, child of task `extra`.
        case taskBegin, taskEnd
        /// Region `text` of task `subject`.
        case regionBegin, regionEnd
        /// `text` is the category, `secondText` the message, `subject` the task.
        case log
        /// Goroutine `subject` goes from `goroutineBefore` to `goroutineAfter`; `text` is the reason.
        case goroutineTransition
        /// Processor `subject` goes from `processorBefore` to `processorAfter`.
        case processorTransition
        /// Arguments are `subject`, `extra` and `third`, as many as `EventSpec` has.
        case experimental
    }

    /// Nanoseconds of the trace's clock; strictly greater than the time of the event before. Since Go 1.22 on Linux the
    /// clock is CLOCK_MONOTONIC, in steps of 64 ns.
    public var time: Int64
    public var goroutine: Int64
    /// Number of the operating system's thread on Linux since Go 1.22.
    public var thread: Int64
    public var subject: Int64
    public var extra: Int64
    public var processor: Int32
    /// Stack of the context, in `TraceTables.stacks`; 0 is none.
    public var stack: UInt32
    /// Stack of the goroutine that changes its state; 0 is none.
    public var transitionStack: UInt32
    /// In `TraceTables.strings`.
    public var text: StringID
    /// A small number for `goroutine` and for the goroutine `subject`; a goroutine that ends gives its number back for
    /// others. -1 is none.
    public var goroutineSlot: Int32
    public var subjectSlot: Int32
    public var kind: Kind
    /// The wire event behind it; `sync` for `Kind.sync`.
    public var type: EventType
    /// Raw values of `GoroutineState` or `ProcessorState`.
    public var before: UInt8
    public var after: UInt8

    public init(kind: Kind, type: EventType, time: Int64) {
        self.kind = kind
        self.type = type
        self.time = time
        goroutine = -1
        thread = -1
        processor = -1
        subject = 0
        extra = 0
        stack = 0
        transitionStack = 0
        text = .empty
        goroutineSlot = -1
        subjectSlot = -1
        before = 0
        after = 0
    }

    public var goroutineBefore: GoroutineState { GoroutineState(rawValue: before) ?? .undetermined }
    public var goroutineAfter: GoroutineState { GoroutineState(rawValue: after) ?? .undetermined }
    public var processorBefore: ProcessorState { ProcessorState(rawValue: before) ?? .undetermined }
    public var processorAfter: ProcessorState { ProcessorState(rawValue: after) ?? .undetermined }

    /// Message of a log event.
    public var secondText: StringID { StringID(rawValue: UInt32(truncatingIfNeeded: extra)) }

    /// Third argument of an experimental event.
    public var third: UInt64 {
        get { UInt64(transitionStack) << 32 | UInt64(text.rawValue) }
        set {
            transitionStack = UInt32(truncatingIfNeeded: newValue >> 32)
            text = StringID(rawValue: UInt32(truncatingIfNeeded: newValue))
        }
    }
}
