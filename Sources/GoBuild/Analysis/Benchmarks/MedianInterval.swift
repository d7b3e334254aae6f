import Wire

/// A confidence interval of a median, by which of the sorted values bound it.
///
/// How many of n values lie below the median of what they were drawn from is binomial with n and 1/2, whatever the
/// distribution is. Source: W. R. Thompson (1936), Ann. Math. Statist. 7; the choice among intervals of about equal
/// confidence, and the normal approximation beyond 30 values, are those of golang.org/x/perf/benchmath.
public struct MedianInterval: Sendable, Equatable {
    /// Ranks from 1; 0 stands for minus infinity, and one more than there are values for infinity.
    public var low: Int
    public var high: Int
    /// Chance that the interval covers the median: at least what was asked for.
    public var confidence: Double

    private static let exactLimit = 30

    /// - Parameter count: values in the sample, at least 1.
    public init(count: Int, confidence: Double) {
        if confidence >= 1 {
            (low, high, self.confidence) = (0, count + 1, 1)
        } else if count <= Self.exactLimit {
            self = Self.exact(count, confidence)
        } else {
            self = Self.approximate(count, confidence)
        }
        low = max(0, low)
        high = min(count + 1, high)
    }

    private init(low: Int, high: Int, confidence: Double) {
        (self.low, self.high, self.confidence) = (low, high, confidence)
    }

    public func isFinite(count: Int) -> Bool { low >= 1 && high <= count }

    /// How many values an interval needs to be finite; nil when 50 are too few.
    public static func smallestCount(confidence: Double) -> Int? {
        (2...50).first { MedianInterval(count: $0, confidence: confidence).isFinite(count: $0) }
    }

    /// Gaps between sorted values are gathered from the most likely one outwards; of two as likely the left one. (Of 24
    /// values at 0.95 benchstat takes the right one, by a rounding error.)
    private static func exact(_ count: Int, _ confidence: Double) -> MedianInterval {
        let chances = binomial(count)
        func chance(_ gap: Int) -> Double { chances.indices.contains(gap) ? chances[gap] : 0 }
        var low = count / 2
        var high = low + 1
        var sum = chance(low)
        while sum < confidence, chance(low - 1) > 0 || chance(high) > 0 {
            if chance(low - 1) >= chance(high) {
                low -= 1
                sum += chance(low)
            } else {
                sum += chance(high)
                high += 1
            }
        }
        return MedianInterval(low: low, high: high, confidence: sum)
    }

    /// Chances of 0 to n successes at 1/2, without rounding up to 30.
    private static func binomial(_ count: Int) -> [Double] {
        var row = [1.0]
        for k in 1...max(1, count) where k <= count { row.append(row[k - 1] * Double(count - k + 1) / Double(k)) }
        let all = Power.of(2, Double(count))
        return row.map { $0 / all }
    }

    private static func approximate(_ count: Int, _ confidence: Double) -> MedianInterval {
        let mean = Double(count) / 2
        let deviation = Double(count).squareRoot() / 2
        // The chance of less than k successes, corrected for continuity.
        func below(_ k: Int) -> Double {
            0.5 * MathFunctions.errorComplement((mean - (Double(k) - 0.5)) / deviation / 2.0.squareRoot())
        }
        let tail = (1 - confidence) / 2
        var low = count / 2
        while low > -count, below(low) > tail { low -= 1 }
        // The interval is symmetric about the mean; its end is exclusive.
        let high = count + 1 - low
        let sum = below(high) - below(low)
        let shorter = below(high - 1) - below(low)
        let isShorter = shorter >= confidence && shorter < sum
        let end = isShorter ? high - 1 : high
        let isAll = low <= 0 && end >= count + 1
        return MedianInterval(low: low, high: end, confidence: isAll ? 1 : isShorter ? shorter : sum)
    }
}
