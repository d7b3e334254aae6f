/// One timed event of the old format, before it is turned into an event of today's.
///
/// 56 bytes: all events of a trace are held at once, since their order is known only at the end.
struct LegacyEvent: Sendable {
    /// Ticks of the trace's clock while events are put in order, then nanoseconds since the first event.
    var time: Int64
    /// The goroutine that ran; 0 is none.
    var goroutine: UInt64
    /// The event's own values, as many as it has. The text of a log is the third, a `StringID`.
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    /// In `TraceTables.stacks`; 0 is none.
    var stack: UInt32 = 0
    /// The processor on which it happened, or one of `LegacyProcessor`; -1 is none.
    var processor: Int32
    /// Where the event stands in the file; `UInt32.max` when that is beyond 4 GiB.
    var offset: UInt32
    var type: LegacyEventType

    init(_ type: LegacyEventType, time: Int64, goroutine: UInt64, processor: Int32, offset: Int) {
        self.type = type
        self.time = time
        self.goroutine = goroutine
        self.processor = processor
        self.offset = UInt32(clamping: offset)
    }

    /// Offset in the file for messages.
    var place: UInt64? { offset == .max ? nil : UInt64(offset) }
}

/// Numbers that stand in the place of a processor for events that belong to none.
///
/// Source: `internal/trace/internal/tracev1/parser.go` of Go 1.27.3.
enum LegacyProcessor {
    /// Goroutines that a timer makes ready.
    static let timers: Int32 = 1_000_001
    /// Goroutines that the network poller makes ready.
    static let network: Int32 = 1_000_002
    /// Returns from system calls that had lost their processor.
    static let systemCalls: Int32 = 1_000_003
    /// Collections.
    static let collector: Int32 = 1_000_004
}
