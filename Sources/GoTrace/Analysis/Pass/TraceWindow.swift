/// The part of a trace that is looked at.
public struct TraceWindow: Sendable {
    /// Nanoseconds since the begin of the trace; nil is its begin or its end.
    public var from: Int64?
    public var to: Int64?

    public init(from: Int64? = nil, to: Int64? = nil) {
        self.from = from
        self.to = to
    }
}

/// Which goroutines are looked at, and which of their intervals.
public struct GoroutineSelection: Sendable {
    /// Ids; nil selects all.
    public var ids: Set<Int64>?
    /// Says whether a root function is wanted; nil selects all.
    public var root: (@Sendable (String) -> Bool)?

    /// Only what goroutines do for these tasks; nil selects all.
    public var task: TaskSelection?

    /// Says whether an interval is wanted; nil selects all.
    public var condition: (@Sendable (GoroutineInterval, TraceScene) -> Bool)?

    public init(
        ids: Set<Int64>? = nil, root: (@Sendable (String) -> Bool)? = nil, task: TaskSelection? = nil,
        condition: (@Sendable (GoroutineInterval, TraceScene) -> Bool)? = nil
    ) {
        self.ids = ids
        self.root = root
        self.task = task
        self.condition = condition
    }

    var isAll: Bool { ids == nil && root == nil && task == nil && condition == nil }
}
