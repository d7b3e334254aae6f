import Evidence

/// A message of `trace.Log`.
public struct TraceLog: Sendable {
    /// Nanoseconds of the trace's clock.
    public var time: Int64
    public var category: StringID
    public var message: StringID

    /// Messages that are kept of each task or region.
    static let limit = 4
}

/// Messages of a task or region: the first ones, and how many there were.
public struct TraceLogs: Sendable {
    public private(set) var first: [TraceLog] = []
    public private(set) var count = 0

    mutating func add(_ event: TraceEvent) {
        count += 1
        if first.count < TraceLog.limit {
            first.append(TraceLog(time: event.time, category: event.text, message: event.secondText))
        }
    }
}
