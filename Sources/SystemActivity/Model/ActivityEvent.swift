import Evidence

/// What kind of thing an event is about: the classes of Process Monitor, and those of Linux that it has not.
public enum ActivityClass: UInt8, Sendable, CaseIterable {
    case unknown
    case process
    case registry
    case file
    case profiling
    case network
    /// Channels between processes: pipes, mail slots, shared memory, futexes.
    case interprocess
    /// Memory: mappings, protection, page faults.
    case memory
    /// Anything else that a process asked of its kernel: clocks, signals, limits.
    case other
}

/// Something that a thread did, or that was done to it, in the record of what a system did.
///
/// One shape for all sources. Texts are numbers in the log's `ActivityTables`; what only one source knows stays in its
/// record, from which `ActivitySource.appendDetail` makes text when somebody wants to see it.
public struct ActivityEvent: Sendable {
    /// When it began, in nanoseconds of the log's clock (`ActivityClock`).
    public var time: Int64
    /// Nanoseconds that it took; `unfinished` when it had not ended, `untold` when the source does not say.
    public var duration: Int64
    /// In `ActivityTables.processes`; -1 when the source names none.
    public var process: Int32
    /// The operating system's id of the thread; 0 when the source names none.
    public var thread: UInt32
    public var kind: ActivityClass
    /// In the source's words: `openat`, `RegOpenKey`.
    public var operation: StringID
    /// The file, key or addresses that it is about; empty for none.
    public var path: StringID
    /// In the source's words: `SUCCESS`, `ENOENT`, `3`; empty as long as there is none.
    public var result: StringID
    /// Stack of the thread in `ActivityTables.stacks`; 0 for none, or when stacks were not asked for.
    public var stack: UInt32
    /// The descriptor that it is about; -1 for none, or when the source does not say.
    public var descriptor: Int32
    /// Where its record lies in the source, in units of the source; for the source alone.
    public var origin: Int

    /// In place of a duration: it went on beyond the log, or beyond the life of its thread.
    public static let unfinished: Int64 = -1
    /// In place of a duration: it ended, but the source does not say when.
    public static let untold: Int64 = -2

    public init(
        time: Int64, duration: Int64 = ActivityEvent.unfinished, process: Int32, thread: UInt32 = 0,
        kind: ActivityClass,
        operation: StringID, path: StringID = .empty, result: StringID = .empty, stack: UInt32 = 0,
        descriptor: Int32 = -1,
        origin: Int = 0
    ) {
        self.time = time
        self.duration = duration
        self.process = process
        self.thread = thread
        self.kind = kind
        self.operation = operation
        self.path = path
        self.result = result
        self.stack = stack
        self.descriptor = descriptor
        self.origin = origin
    }

    public var isUnfinished: Bool { duration == Self.unfinished }

    /// When it ended; when it began, if that is not known.
    public var end: Int64 { duration > 0 ? time &+ duration : time }
}

/// The clock of a log.
public struct ActivityClock: Sendable, Equatable {
    /// What to add to a time of the log for nanoseconds since 1970 in UTC; nil when the log does not say.
    public var wallOffset: Int64?
    /// Whether times are those of CLOCK_MONOTONIC, as in execution traces of the same machine.
    public var isMonotonic: Bool
    /// Nanoseconds to which times are exact.
    public var step: Int64

    public init(wallOffset: Int64?, isMonotonic: Bool, step: Int64) {
        self.wallOffset = wallOffset
        self.isMonotonic = isMonotonic
        self.step = step
    }
}

extension ActivityClass {
    /// As reports and filters name it.
    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .process: "process"
        case .registry: "registry"
        case .file: "file"
        case .profiling: "profiling"
        case .network: "network"
        case .interprocess: "interprocess"
        case .memory: "memory"
        case .other: "other"
        }
    }
}
