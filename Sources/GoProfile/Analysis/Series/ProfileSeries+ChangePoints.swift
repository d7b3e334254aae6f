import Evidence

/// A point of a series at which the values of a site changed for good.
public struct SiteChangePoint: Sendable {
    public internal(set) var name: String
    /// Number of the first profile with the new values, in the order of `ProfileSeries.run`.
    public internal(set) var index: Int
    /// Means before and after, between the neighbouring points of change.
    public internal(set) var before: Double
    public internal(set) var after: Double
    /// Chance of such a difference at the best of all points when nothing changed; the same adjusted for all sites.
    public internal(set) var pValue: Double
    public internal(set) var adjusted = 1.0
}

extension ProfileSeries {
    /// Points at which sites changed, in the order of time.
    ///
    /// Series are split where Student's t is largest, and the parts again, as in Hunter (arXiv 2301.03034), with the
    /// t-test in place of permutations. The smallest part has three profiles. A steady growth is no change: a step
    /// must fit better than a line. False discoveries are held at 5 % of all sites.
    public func changePoints() -> [SiteChangePoint] {
        let run = run.points
        let matrix = SeriesMatrix(run, quantity: quantity, hasTimes: hasTimes, siteCount: names.count)
        guard matrix.times.count >= 2 * StepSearch.least else { return [] }
        let searches = matrix.sites.map { site in
            StepSearch(matrix.times, matrix.values[site], matrix.variances[site])
        }
        let adjusted = FalseDiscovery.adjusted(searches.map { $0.first?.pValue ?? 1 })
        var result: [SiteChangePoint] = []
        for (at, site) in matrix.sites.enumerated() where adjusted[at] <= 0.05 {
            let steps = searches[at].steps()
            for (number, step) in steps.enumerated() {
                let values = matrix.values[site]
                let from = number > 0 ? steps[number - 1].at : 0
                let to = number + 1 < steps.count ? steps[number + 1].at : values.count
                result.append(
                    SiteChangePoint(
                        name: names.text(site), index: matrix.columns[step.at],
                        before: StepSearch.mean(values[from..<step.at]), after: StepSearch.mean(values[step.at..<to]),
                        pValue: step.pValue, adjusted: max(adjusted[at], step.pValue)))
            }
        }
        return result.sorted {
            if $0.index != $1.index { return $0.index < $1.index }
            let sizes = (($0.after - $0.before).magnitude, ($1.after - $1.before).magnitude)
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : $0.name < $1.name
        }
    }
}

/// The search for steps in one series of values.
struct StepSearch {
    struct Step {
        var at: Int
        var pValue: Double
    }

    /// Fewest values between two steps.
    static let least = 3

    private let times: [Double]
    private let values: [Double]
    private let variances: [Double]
    /// The best step of the whole, significant or not.
    private(set) var first: Step?

    init(_ times: [Double], _ values: [Double], _ variances: [Double]) {
        self.times = times
        self.values = values
        self.variances = variances
        first = best(0..<values.count)
    }

    /// All steps in order.
    func steps() -> [Step] {
        var found: [Step] = []
        var ranges = [0..<values.count]
        while let range = ranges.popLast(), found.count < 100 {
            guard let step = best(range), step.pValue <= 0.05 else { continue }
            found.append(step)
            ranges += [range.lowerBound..<step.at, step.at..<range.upperBound]
        }
        return found.sorted { $0.at < $1.at }
    }

    private func best(_ range: Range<Int>) -> Step? {
        guard range.count >= 2 * Self.least else { return nil }
        var best: (at: Int, residual: Double, left: Double, right: Double)?
        for at in (range.lowerBound + Self.least)...(range.upperBound - Self.least) {
            let left = Self.mean(values[range.lowerBound..<at])
            let right = Self.mean(values[at..<range.upperBound])
            let residual = range.reduce(0) { sum, index in
                let rest = values[index] - (index < at ? left : right)
                return sum + rest * rest
            }
            if residual < best?.residual ?? .infinity { best = (at, residual, left, right) }
        }
        guard let best, best.left != best.right else { return nil }
        let line = SeriesTrend(times: times[range], values: values[range], variances: variances[range], isSampled: true)
        if let line, line.residual <= best.residual { return nil }
        let residuals = range.map { values[$0] - ($0 < best.at ? best.left : best.right) }
        let correlation = SeriesTrend.correlation(residuals)
        let freedom = Double(range.count - 2)
        let sampling = variances[range].reduce(0, +) / Double(range.count)
        let variance = max(best.residual / freedom * (1 + correlation) / (1 - correlation), sampling)
        let sizes = 1 / Double(best.at - range.lowerBound) + 1 / Double(range.upperBound - best.at)
        let single =
            variance > 0
            ? StudentDistribution.twoSided((best.right - best.left) / (variance * sizes).squareRoot(), freedom: freedom)
            : 0
        // The best of several places.
        return Step(at: best.at, pValue: min(1, single * Double(range.count - 2 * Self.least + 1)))
    }

    static func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
}
