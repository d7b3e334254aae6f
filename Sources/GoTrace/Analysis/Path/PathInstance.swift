import Evidence

/// Something with a begin and an end whose critical path is wanted.
public struct PathInstance: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case task, region, request, goroutine
    }

    public var kind: Kind
    /// Of a task the runtime's id; of others a number from 1, in the order of their ends. Of a goroutine its id.
    public var id: Int64
    /// Type of a task, name of a region, handler of a request; empty when unknown.
    public var name: StringID
    /// The task that a region belongs to; -1 without one.
    public var task: Int64
    /// The goroutine on which it ends, and its slot then.
    public var goroutine: Int64
    var slot: Int32
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// Where it ended; 0 when unknown.
    public var endStack: UInt32
    /// Whether both begin and end are in the trace.
    public var isComplete: Bool
    /// When the state ends in which the goroutine is at `end`: who ended a wait shows only then.
    var known: Int64

    public var duration: Int64 { end &- start }

    init(
        _ kind: Kind, id: Int64, name: StringID, task: Int64 = -1, goroutine: Int64, slot: Int32, start: Int64,
        end: Int64, endStack: UInt32 = 0, isComplete: Bool = true
    ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.task = task
        self.goroutine = goroutine
        self.slot = slot
        self.start = start
        self.end = end
        self.endStack = endStack
        self.isComplete = isComplete
        known = end
    }
}

/// Whose critical path is wanted.
public enum PathTarget: Sendable {
    /// Tasks of a type, or one task by its id; nil for both is all tasks.
    case task(id: Int64?, type: String?)
    /// Regions of a name.
    case region(String)
    /// Requests to HTTP servers, all or those of a handler.
    case request(handler: String?)
    /// A goroutine, from and to so many nanoseconds after the trace's begin.
    case goroutine(Int64, from: Int64?, to: Int64?)
    /// Requests if there are any, else tasks.
    case whatThereIs
}

/// Which of several instances is wanted.
public enum PathPick: Sendable, Equatable {
    /// The one whose duration this fraction of all do not exceed, by nearest rank; 1 is the slowest.
    case quantile(Double)
    /// The so many-th slowest, from 1.
    case nth(Int)
    case id(Int64)

    /// The instance among those of a catalogue; nil when there is none such.
    /// - Parameter sorted: by their durations, the shortest first.
    public func choose(_ sorted: [PathInstance]) -> PathInstance? {
        guard !sorted.isEmpty else { return nil }
        switch self {
        case .quantile(let fraction): return sorted[Self.rank(fraction, sorted.count)]
        case .nth(let number): return number >= 1 && number <= sorted.count ? sorted[sorted.count - number] : nil
        case .id(let id): return sorted.first { $0.id == id }
        }
    }

    /// Position of a quantile by nearest rank.
    static func rank(_ fraction: Double, _ count: Int) -> Int {
        min(max(Int((fraction * Double(count)).rounded(.up)) - 1, 0), count - 1)
    }
}
