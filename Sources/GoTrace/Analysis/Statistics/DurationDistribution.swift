/// How durations are distributed: number, sum, extremes, and quantiles to 1.6 per cent of their value.
///
/// Buckets of equal ratio (64 to each doubling), as in HdrHistogram; the memory is that of the range that occurs.
public struct DurationDistribution: Sendable {
    public private(set) var count = 0
    /// Nanoseconds.
    public private(set) var sum: Int64 = 0
    public private(set) var min = Int64.max
    public private(set) var max = Int64.min
    private var buckets: [UInt32] = []
    /// Bucket of `buckets[0]`.
    private var first = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }
    public var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

    /// - Parameter duration: nanoseconds; what is negative counts as 0.
    public mutating func add(_ duration: Int64) {
        let value = Swift.max(duration, 0)
        count += 1
        sum &+= value
        if value < min { min = value }
        if value > max { max = value }
        let bucket = Self.bucket(value)
        reach(bucket)
        buckets[bucket - first] &+= 1
    }

    public mutating func merge(_ other: DurationDistribution) {
        guard other.count > 0 else { return }
        count += other.count
        sum &+= other.sum
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        reach(other.first)
        reach(other.first + other.buckets.count - 1)
        for (index, number) in other.buckets.enumerated() { buckets[other.first + index - first] &+= number }
    }

    /// The value that a fraction of all do not exceed: exact where it is the least or the greatest, else the middle of
    /// its bucket. 0 without any.
    public func quantile(_ fraction: Double) -> Int64 {
        guard count > 0 else { return 0 }
        let rank = Swift.max(1, Int((fraction * Double(count)).rounded(.up)))
        if rank >= count { return max }
        if rank <= 1 { return min }
        var seen = 0
        for (index, number) in buckets.enumerated() {
            seen += Int(number)
            if seen >= rank { return Swift.min(Swift.max(Self.middle(first + index), min), max) }
        }
        return max
    }

    /// Each bucket that is not empty: the values from `low` on and below `high`, in nanoseconds.
    public var histogram: [(low: Int64, high: Int64, count: Int)] {
        buckets.enumerated().filter { $0.element > 0 }.map { index, number in
            (Self.low(first + index), Self.low(first + index + 1), Int(number))
        }
    }

    private mutating func reach(_ bucket: Int) {
        if buckets.isEmpty {
            first = bucket
            buckets = [0]
        } else if bucket < first {
            buckets.insert(contentsOf: repeatElement(0, count: first - bucket), at: 0)
            first = bucket
        } else if bucket >= first + buckets.count {
            buckets.append(contentsOf: repeatElement(0, count: bucket - first - buckets.count + 1))
        }
    }

    /// Values below 64 have a bucket each.
    private static func bucket(_ value: Int64) -> Int {
        if value < 64 { return Int(value) }
        let shift = 57 - value.leadingZeroBitCount
        return shift * 64 + Int(value >> Int64(shift))
    }

    private static func low(_ bucket: Int) -> Int64 {
        if bucket < 128 { return Int64(bucket) }
        let shift = bucket / 64 - 1
        guard shift < 57 else { return .max }
        return Int64(bucket - shift * 64) << Int64(shift)
    }

    private static func middle(_ bucket: Int) -> Int64 {
        let (low, high) = (low(bucket), low(bucket + 1))
        return low + (high - low) / 2
    }
}
