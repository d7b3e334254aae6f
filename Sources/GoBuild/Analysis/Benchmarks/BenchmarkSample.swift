/// Repeated measurements of one benchmark in one unit, and what they say.
public struct BenchmarkSample: Sendable {
    /// What is asked of samples.
    public struct Options: Sendable {
        /// Chance that an interval covers the median.
        public var confidence: Double
        /// p-values above it are no difference.
        public var alpha: Double

        public init(confidence: Double = 0.95, alpha: Double = 0.05) {
            (self.confidence, self.alpha) = (confidence, alpha)
        }
    }

    /// Sorted.
    public let values: [Double]
    /// The median, or the most frequent value where values are exact.
    public let center: Double
    /// Of the median; infinite when there are too few values.
    public let low: Double
    public let high: Double
    public let warnings: [BenchmarkWarning]

    /// - Parameters:
    ///   - values: at least one.
    ///   - isExact: the unit has no noise: `Unit … assume=exact`.
    public init(_ values: [Double], isExact: Bool, _ options: Options) {
        let sorted = values.sorted()
        self.values = sorted
        (low, high, center, warnings) =
            isExact ? Self.exact(sorted) : Self.ordered(sorted, confidence: options.confidence)
    }

    private typealias Summary = (low: Double, high: Double, center: Double, warnings: [BenchmarkWarning])

    private static func ordered(_ values: [Double], confidence: Double) -> Summary {
        let interval = MedianInterval(count: values.count, confidence: confidence)
        let low = interval.low < 1 ? -Double.infinity : values[interval.low - 1]
        let high = interval.high > values.count ? Double.infinity : values[interval.high - 1]
        let isFinite = interval.isFinite(count: values.count)
        let needed = isFinite ? nil : MedianInterval.smallestCount(confidence: confidence)
        return (
            low, high, median(values),
            isFinite ? [] : [.fewForInterval(needed: needed, confidence: confidence)]
        )
    }

    private static func exact(_ values: [Double]) -> Summary {
        var best = (value: values[0], count: 0)
        var open = (value: values[0], count: 0)
        for value in values {
            open = value == open.value ? (value, open.count + 1) : (value, 1)
            if open.count > best.count { best = open }
        }
        let (low, high) = (values[0], values[values.count - 1])
        return (low, high, best.value, best.count == values.count ? [] : [.inexact(from: low, to: high)])
    }

    /// Of sorted values.
    static func median(_ values: [Double]) -> Double {
        let middle = values.count / 2
        if values.count % 2 == 1 { return values[middle] }
        return values[middle - 1] + 0.5 * (values[middle] - values[middle - 1])
    }

    /// All values are the same.
    public var isConstant: Bool { values.first == values.last }
}
