/// How one quantity differs between two traces.
public struct TraceChange: Sendable {
    public let key: MeasuredKey
    /// What it is for each second, task or request: nanoseconds or a number. Nil where the trace does not have it.
    public let before: Double?
    public let after: Double?
    /// The limits of the difference, 95 of 100; nil when it was not tested.
    public let interval: (low: Double, high: Double)?
    /// The standard error of the difference; nil when it was not tested.
    public let standardError: Double?
    /// The difference for each second of the traces, whatever `before` and `after` are for: what it weighs.
    public let weight: Double
    /// The chance of slices that differ so much when nothing changed; nil when it was not tested. `adjusted` is
    /// corrected for the number of comparisons.
    public let pValue: Double?
    public internal(set) var adjusted = 1.0
    /// Stacks of the traces, 0 for none.
    public let stackBefore: UInt32
    public let stackAfter: UInt32
    /// Whether these are waits of goroutines that have nothing to do: such are not tested.
    public let isIdle: Bool

    public var difference: Double { (after ?? 0) - (before ?? 0) }
    /// 0.2 for a fifth more; nil for what is new.
    public var relative: Double? { before.flatMap { $0 > 0 ? difference / $0 : nil } }

    /// Whether chance does not explain it, and it is large enough to matter: a twentieth of itself.
    public var isChange: Bool {
        guard pValue != nil, adjusted <= TraceComparison.falseDiscoveryRate, let interval else { return false }
        return interval.low * interval.high > 0 && interval.low.sign == difference.sign
            && difference.magnitude >= TraceComparison.leastRelative * (before ?? 0)
            && weight.magnitude >= (key.quantity.isTime ? TraceComparison.leastTime : 0)
    }
}

/// How durations of one kind differ between two traces.
public struct InstanceChange: Sendable {
    /// One quantile, in nanoseconds, with the limits of the difference.
    public struct Quantile: Sendable {
        public let fraction: Double
        public let before: Int64
        public let after: Int64
        public let interval: (low: Double, high: Double)

        public var difference: Int64 { after &- before }
        public var relative: Double { before > 0 ? Double(difference) / Double(before) : .infinity }

        /// Whether limits half as far again leave no doubt about the direction (of 1,000 equal quantiles three do),
        /// and it is large enough to matter.
        public var isChange: Bool {
            let value = Double(difference)
            let reach = 1.5 * (value > 0 ? value - interval.low : interval.high - value)
            return reach.isFinite && reach < value.magnitude && relative.magnitude >= TraceComparison.leastRelative
        }
    }

    /// What goroutines did in those of at least some duration, in nanoseconds for each of them.
    public struct Part: Sendable {
        public let key: MeasuredKey
        public let before: Double
        public let after: Double
        public let stackBefore: UInt32
        public let stackAfter: UInt32

        public var difference: Double { after - before }
    }

    public let kind: MeasuredInstances.Kind
    /// Type, name or handler; empty for waits for a processor.
    public let name: String
    public let countBefore: Int
    public let countAfter: Int
    public let meanBefore: Double
    public let meanAfter: Double
    /// The 50th, the 90th and the 99th percentile.
    public let quantiles: [Quantile]
    /// The chance that one of the second trace takes longer than one of the first.
    public let superiority: Double
    public let pValue: Double
    public let tailValue: Double?
    /// Both corrected for the number of comparisons.
    public internal(set) var adjusted = 1.0
    public internal(set) var tailAdjusted = 1.0
    /// For each of `quantiles` what was done in all (the 50th) or in those that took so long, the largest difference
    /// first.
    public let parts: [[Part]]

    public var isNew: Bool { countBefore == 0 }
    public var isGone: Bool { countAfter == 0 }

    /// Nanoseconds by which all of the second trace together took longer.
    public var weight: Double { (meanAfter - meanBefore) * Double(max(countAfter, 1)) }

    /// The quantile in which it shows most; nil when nothing changed.
    public var telling: Int? {
        let limit = TraceComparison.falseDiscoveryRate
        let candidates = quantiles.indices.filter { index in
            guard quantiles[index].isChange else { return false }
            return index == 0 ? adjusted <= limit : min(adjusted, tailAdjusted) <= limit
        }
        return candidates.max { quantiles[$0].relative.magnitude * 1.2 < quantiles[$1].relative.magnitude }
    }
}
