/// A stretch of a critical path, as reports and pages show it.
public struct PathStep: Sendable {
    /// What went on, in words.
    public var what: String
    /// Nanoseconds since the begin of the path.
    public var start: Int64
    /// Nanoseconds.
    public var duration: Int64
    /// Shorter ones that it stands for, too.
    public var others = 0
    /// In `ActivityTables.processes`; -1 for none, or several.
    public var process: Int32 = -1
    /// Whether somebody computed, and did not wait.
    public var isRunning = false
}

/// A critical path as rows.
public struct PathSteps: Sendable {
    /// Nanoseconds from its begin to its end.
    public var total: Int64
    /// When it began, in the log's clock.
    public var begin: Int64
    /// All steps, in order.
    public var steps: [PathStep]
    /// The steps of which none is shorter than a hundredth of the whole.
    public var mainSteps: [PathStep]
    /// What the time went to: name, nanoseconds, and how many it stands for, 0 for what cannot be counted.
    public var shares: [(name: String, time: Int64, count: Int)]
}
