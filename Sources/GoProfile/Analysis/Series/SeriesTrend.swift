import Wire

/// A straight line through values over time, with what can be said about its slope.
///
/// Least squares. The slope's variance is that of the residuals, widened by their correlation from one profile to the
/// next (a first-order autoregressive process, its estimate freed from bias as by Marriott and Pope 1954), but never
/// less than what sampling gives. With fewer than four profiles only sampling is known.
struct SeriesTrend {
    let slope: Double
    let intercept: Double
    /// Standard error of the slope.
    private(set) var error: Double
    private(set) var freedom: Double
    /// Sum of the squared residuals.
    let residual: Double

    /// Nil for fewer than two times, or times that are all one.
    /// - Parameter isSampled: the variances are known even where there are too few values to see them.
    init?(times: ArraySlice<Double>, values: ArraySlice<Double>, variances: ArraySlice<Double>, isSampled: Bool) {
        let count = Double(times.count)
        guard times.count >= 2, times.count == values.count else { return nil }
        let mean = (time: times.reduce(0, +) / count, value: values.reduce(0, +) / count)
        let spread = times.reduce(0) { $0 + ($1 - mean.time) * ($1 - mean.time) }
        guard spread > 0 else { return nil }
        let product = zip(times, values).reduce(0) { $0 + ($1.0 - mean.time) * ($1.1 - mean.value) }
        let slope = product / spread
        self.slope = slope
        intercept = mean.value - slope * mean.time
        let residuals = zip(times, values).map { $1 - mean.value - slope * ($0 - mean.time) }
        residual = residuals.reduce(0) { $0 + $1 * $1 }
        let sampling = zip(times, variances).reduce(0) { sum, pair in
            let lever = (pair.0 - mean.time) / spread
            return sum + lever * lever * pair.1
        }
        guard times.count >= 4 else {
            error = isSampled ? sampling.squareRoot() : .infinity
            freedom = .infinity
            return
        }
        freedom = count - 2
        let correlation = Self.correlation(residuals)
        let observed = residual / freedom / spread * (1 + correlation) / (1 - correlation)
        error = max(observed, sampling).squareRoot()
    }

    /// Correlation of neighbours, 0 to 0.9.
    static func correlation(_ residuals: [Double]) -> Double {
        let square = residuals.reduce(0) { $0 + $1 * $1 }
        guard square > 0, residuals.count >= 4 else { return 0 }
        let product = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        let raw = product / square
        return min(0.9, max(0, raw + (1 + 4 * raw) / Double(residuals.count)))
    }

    /// The chance of a slope so steep when there is none.
    var pValue: Double {
        guard error.isFinite, slope != 0 else { return 1 }
        guard error > 0 else { return 0 }
        return StudentDistribution.twoSided(slope / error, freedom: freedom)
    }

    /// The 95 % limits of the slope.
    var interval: (low: Double, high: Double) {
        guard error.isFinite else { return (-.infinity, .infinity) }
        let reach = StudentDistribution.quantile(twoSided: 0.05, freedom: freedom) * error
        return (slope - reach, slope + reach)
    }
}
