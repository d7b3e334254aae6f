import Evidence

/// Goroutines of one group that goroutines of another created at one place.
public struct CreationTally: Sendable {
    /// Where they come from.
    public enum Origin: UInt8, Sendable {
        /// Goroutines of `parent`.
        case goroutine
        /// The runtime: timers and calls from C.
        case runtime
        /// They are older than the trace, or the window.
        case before
    }

    public internal(set) var group: Int32
    public let origin: Origin
    public internal(set) var parent: Int32
    /// Where they were created; 0 when unknown.
    public let stack: UInt32
    /// Goroutines created, or there from the begin.
    public internal(set) var created = 0
    public internal(set) var ended = 0
    /// Lifetimes of those that began and ended.
    public internal(set) var lifetimes = DurationDistribution()
    /// Most created within `CreationTree.burstWindow`, and when that window began.
    public internal(set) var burst: (count: Int, start: Int64) = (0, 0)
    /// How the number alive grew, over time.
    public internal(set) var growth = GrowthRate()
    /// Beginnings less ends over time.
    var balance = TimeBuckets(limit: 64, width: 1 << 16)
    var window: (count: Int, start: Int64) = (0, 0)

    public var alive: Int { created - ended }

    init(group: Int32, origin: Origin, parent: Int32, stack: UInt32) {
        self.group = group
        self.origin = origin
        self.parent = parent
        self.stack = stack
    }

    /// Adds the goroutines of another row; growth is not told again.
    public mutating func merge(_ other: CreationTally) {
        created += other.created
        ended += other.ended
        lifetimes.merge(other.lifetimes)
        if other.burst.count > burst.count { burst = other.burst }
        balance.merge(other.balance)
    }
}

/// How fast a number grows, from its changes in equal slices of time.
///
/// Changes of slices that follow each other are independent of each other where the number itself is not, so that
/// their mean has Student's interval, and a number that wanders without a trend has none that excludes 0.
public struct GrowthRate: Sendable {
    /// A second.
    public private(set) var slope = 0.0
    /// Interval of 95 per cent; infinite with fewer than four slices.
    public private(set) var low = -Double.infinity
    public private(set) var high = Double.infinity
    /// Share of slices in which the number grew.
    public private(set) var growingSlices = 0.0
    /// Slope in the later half alone.
    public private(set) var lateSlope = 0.0
    public private(set) var slices = 0

    init() {}

    /// - Parameters:
    ///   - changes: of each slice.
    ///   - seconds: length of a slice.
    init(_ changes: [Double], seconds: Double) {
        slices = changes.count
        guard slices > 0, seconds > 0 else { return }
        let mean = changes.reduce(0, +) / Double(slices)
        slope = mean / seconds
        growingSlices = Double(changes.count { $0 > 0 }) / Double(slices)
        let late = changes.suffix((slices + 1) / 2)
        lateSlope = late.reduce(0, +) / Double(late.count) / seconds
        guard slices >= 4 else { return }
        let squares = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (squares / Double(slices - 1) / Double(slices)).squareRoot()
        let width = error * Self.student(slices - 1) / seconds
        (low, high) = (slope - width, slope + width)
    }

    /// The 97.5th percentile of Student's distribution, to 0.5 per cent from 3 degrees of freedom on (expansion of
    /// Cornish and Fisher: Abramowitz and Stegun 26.7.5, two terms and a correction of the third).
    private static func student(_ freedom: Int) -> Double {
        let (x, n) = (1.959964, Double(freedom))
        let first = (x * x * x + x) / 4
        let second = (5 * x * x * x * x * x + 16 * x * x * x + 3 * x) / 96
        let third = (3 * x * x * x * x * x * x * x + 19 * x * x * x * x * x + 17 * x * x * x - 15 * x) / 384
        return x + first / n + second / (n * n) + third / (n * n * n)
    }
}
