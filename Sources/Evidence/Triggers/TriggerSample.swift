/// How a program stands at a moment, as far as a trigger asks.
public struct TriggerSample: Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC.
    public var time: Int64
    /// In the units of `TriggerField`; what is not known is absent.
    public var values: [TriggerField: UInt64] = [:]
    /// Those that came and have not been answered.
    public var signals: Set<TriggerField> = []

    public init(time: Int64) { self.time = time }
}

/// Turns totals into what they grew by in the last time.
public struct TriggerRate: Sendable {
    private var totals: [(time: Int64, value: UInt64)] = []
    /// Nanoseconds.
    private let window: Int64

    /// - Parameter window: nanoseconds.
    public init(window: Int64) { self.window = window }

    /// Adds a total, and says what it grew by per nanosecond since the youngest one that is at least a window old; nil
    /// as long as there is none.
    public mutating func add(_ value: UInt64, at time: Int64) -> Double? {
        if let last = totals.last, time <= last.time || value < last.value { totals = [] }
        totals.append((time, value))
        while totals.count > 2, time - totals[1].time >= window { totals.removeFirst() }
        guard let first = totals.first, time - first.time >= window else { return nil }
        return Double(value - first.value) / Double(time - first.time)
    }
}
