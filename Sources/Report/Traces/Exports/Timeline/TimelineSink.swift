import Evidence
import GoTrace

/// A format that shows what happened when, on tracks.
///
/// Events come about in the order in which they end; those of one track that nest come in the order of time.
protocol TimelineSink {
    /// Comes first.
    mutating func start(_ head: TimelineHead)
    /// Comes before the first event of a track; once more when a better name is known later.
    mutating func declare(_ track: TimelineTrack, name: [UInt8])
    /// Something that lasted.
    /// - Parameter flow: number of the flow that ends at its begin; 0 for none.
    mutating func slice(
        _ event: TimelineEvent, until end: Int64, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables)
    /// Something that lasts, and in which others on the same track may begin and end.
    mutating func open(_ event: TimelineEvent, _ facts: TimelineFacts, _ tables: TraceTables)
    /// The end of what was opened last on the track and is open still.
    mutating func close(_ track: TimelineTrack, at time: Int64)
    /// Something that takes no time.
    /// - Parameter flow: number of the flow that begins here; 0 for none.
    mutating func instant(_ event: TimelineEvent, flow: UInt64, _ facts: TimelineFacts, _ tables: TraceTables)
    mutating func count(_ counter: TimelineCounter, _ value: Int64, at time: Int64)
    /// A reading of all clocks.
    mutating func clocks(_ snapshot: ClockSnapshot)
    /// Comes last.
    /// - Throws: the first error of where the bytes go.
    mutating func finish() throws
}

/// What is known before the first event.
struct TimelineHead {
    /// Begin of the trace in its own clock, nanoseconds.
    var origin: Int64
    /// The first reading of the clocks; nil when the trace has none.
    var clocks: ClockSnapshot?
}

/// An event without its end.
struct TimelineEvent {
    var track: TimelineTrack
    var name: TimelineName
    /// Nanoseconds of the trace's clock.
    var time: Int64
}

/// A line on which events stand.
enum TimelineTrack: Hashable {
    case marking
    /// Stops of the world; there are several when they overlap.
    case stops(lane: Int)
    case processor(Int32)
    case sweeps(Int32)
    case goroutine(Int64)
    case regions(Int64)
    case assists(Int64)
    /// A region that began before the trace, by a running number.
    case olderRegion(Int, goroutine: Int64)
    case task(Int64)
}

/// Numbers that change over time.
enum TimelineCounter: UInt8, CaseIterable {
    case heapLive, heapGoal, running, runnable, processorLimit

    var name: String {
        switch self {
        case .heapLive: "heap live"
        case .heapGoal: "heap goal"
        case .running: "goroutines running"
        case .runnable: "goroutines runnable"
        case .processorLimit: "GOMAXPROCS"
        }
    }

    var isBytes: Bool { self == .heapLive || self == .heapGoal }
}

/// What an event is called.
enum TimelineName {
    case word(TimelineWord)
    case wait(WaitKind)
    case text(StringID)
    /// A run of a goroutine on a processor.
    case run(root: StringID, goroutine: Int64, slot: Int32)
}

/// What is known about an event beside its name.
typealias TimelineFacts = [TimelineFact]

struct TimelineFact {
    enum Key: UInt8, CaseIterable {
        case begin, reason, stack, waker, wakerStack, goroutine, processor, thread, task, parent, message, note
        case bytesSwept, bytesReclaimed

        var text: String {
            switch self {
            case .begin: "how"
            case .waker: "woken by"
            case .wakerStack: "woken at"
            case .bytesSwept: "bytes swept"
            case .bytesReclaimed: "bytes reclaimed"
            default: "\(self)"
            }
        }
    }

    enum Value {
        case number(Int64)
        case text(StringID)
        case word(TimelineWord)
        /// The innermost frames of a stack, on one line; of `Key.stack` the whole stack where the format has a place.
        case stack(UInt32)
    }

    var key: Key
    var value: Value
}

/// Fixed texts in names and facts.
enum TimelineWord: UInt8, CaseIterable {
    case running, runnable, systemCall, wakes, creates, sample, log, task, region, marking, sweep, assist, stop
    case created, woken, wokenByRuntime, preempted, yielded, returned, older
    case open, censored, censoredAndOpen, lostProcessor

    var text: String {
        switch self {
        case .systemCall: "system call"
        case .sample: "CPU sample"
        case .marking: "GC marking"
        case .sweep: "GC sweep"
        case .assist: "GC assist"
        case .stop: "stop the world"
        case .woken: "woken by a goroutine"
        case .wokenByRuntime: "woken by the runtime"
        case .returned: "back from a long system call"
        case .older: "in this state since before the trace"
        case .open: "has not ended"
        case .censored: "began before"
        case .censoredAndOpen: "began before, and has not ended"
        case .lostProcessor: "lost its processor"
        default: "\(self)"
        }
    }
}
