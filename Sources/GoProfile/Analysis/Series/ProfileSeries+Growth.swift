import Evidence

/// How one site of a series of profiles grows.
public struct SiteGrowth: Sendable {
    public enum Trend: String, Sendable {
        /// It grows, and did so to the end.
        case growing
        /// It grew, steadily or at a step, and then no longer did.
        case levelledOff
        case shrinking
        /// It stepped up and still rises: too young to be called growth, and not done either.
        case young
        /// Nothing that chance would not explain.
        case stable
    }

    /// Name of the function, or of what the granularity asks for; empty for all sites together.
    public internal(set) var name: String
    public internal(set) var trend = Trend.stable
    /// Per second, or per profile where those do not tell their times, in the unit of the series' quantity: that of
    /// the column for levels, of the column per second for rates, a part of 1 for shares.
    public internal(set) var slope: Double
    /// The 95 % limits of the slope; infinite where nothing can be said.
    public internal(set) var low: Double
    public internal(set) var high: Double
    /// The slope over the second half of the profiles alone; nil for fewer than six.
    public internal(set) var lateSlope: Double?
    /// The first and the last value, and their sum over the profiles divided by their number.
    public internal(set) var start: Double
    public internal(set) var end: Double
    public internal(set) var mean: Double
    public internal(set) var profileCount: Int
    /// Between the first and the last; numbers of profiles where those do not tell their times.
    public internal(set) var seconds: Double
    /// Chance of such a slope when nothing grows, and the same adjusted for the number of sites.
    public internal(set) var pValue: Double
    public internal(set) var adjusted = 1.0
    /// The heaviest stack of the site in the last profile, its functions leaf first.
    public internal(set) var stack: [String] = []

    /// At a rate of 5 % false discoveries among all sites.
    public var isSignificant: Bool { adjusted <= 0.05 }
}

extension ProfileSeries {
    /// The growth of each site that holds at least a thousandth, the steepest first, and that of all together.
    ///
    /// False discoveries are held at 5 % of all sites by Benjamini and Hochberg. A site whose values rose and then stay
    /// as they are, as a cache that fills, has levelled off.
    public func growth() -> (sites: [SiteGrowth], total: SiteGrowth?) {
        let run = run.points
        let matrix = SeriesMatrix(run, quantity: quantity, hasTimes: hasTimes, siteCount: names.count)
        var found: [(site: Int, growth: SiteGrowth)] = matrix.sites.compactMap { site in
            growth(names.text(site), matrix.times, matrix.values[site], matrix.variances[site]).map { (site, $0) }
        }
        let adjusted = FalseDiscovery.adjusted(found.map(\.growth.pValue))
        for at in found.indices {
            found[at].growth.adjusted = adjusted[at]
            found[at].growth.trend = trend(
                found[at].growth, matrix.times, matrix.values[found[at].site], matrix.variances[found[at].site])
            if found[at].growth.trend == .growing { found[at].growth.stack = stack(of: found[at].site) }
        }
        found.sort { ($1.growth.slope, $0.growth.name) < ($0.growth.slope, $1.growth.name) }
        var total: SiteGrowth?
        if quantity != .share, var all = growth("", matrix.times, matrix.total, matrix.totalVariance) {
            all.adjusted = all.pValue
            all.trend = trend(all, matrix.times, matrix.total, matrix.totalVariance)
            total = all
        }
        return (found.map(\.growth), total)
    }

    private func growth(
        _ name: String, _ times: [Double], _ values: [Double], _ variances: [Double]
    ) -> SiteGrowth? {
        guard let line = line(times[...], values[...], variances[...]), let first = values.first, let last = values.last
        else { return nil }
        let interval = line.interval
        var result = SiteGrowth(
            name: name, slope: line.slope, low: interval.low, high: interval.high, start: first, end: last,
            mean: values.reduce(0, +) / Double(values.count), profileCount: values.count,
            seconds: (times.last ?? 0) - (times.first ?? 0), pValue: line.pValue)
        if times.count >= 6 {
            let middle = times.count / 2
            result.lateSlope = lateLine(times, values, variances, from: middle)?.slope
        }
        return result
    }

    private func trend(
        _ growth: SiteGrowth, _ times: [Double], _ values: [Double], _ variances: [Double]
    ) -> SiteGrowth.Trend {
        guard growth.isSignificant else {
            // A line does not fit what rose and stayed; a step does.
            let step = StepSearch(times, values, variances)
            guard let first = step.first, first.pValue <= 0.05 / Double(max(names.count, 1)) else { return .stable }
            let rose = StepSearch.mean(values[first.at...]) > StepSearch.mean(values[..<first.at])
            let late = lateLine(times, values, variances, from: times.count / 2)
            let isRising = late.map { $0.slope > 0 && $0.pValue <= 0.05 } ?? false
            return rose ? (isRising ? .young : .levelledOff) : .stable
        }
        guard growth.slope > 0 else { return .shrinking }
        guard times.count >= 6, let late = lateLine(times, values, variances, from: times.count / 2) else {
            return .growing
        }
        // Still rising at a fair part of the pace, and not by chance; or too noisy to say that it stopped.
        let stopped = late.slope < growth.slope / 4 && late.interval.high < growth.slope
        return stopped ? .levelledOff : .growing
    }

    private func lateLine(_ times: [Double], _ values: [Double], _ variances: [Double], from: Int) -> SeriesTrend? {
        line(times[from...], values[from...], variances[from...])
    }

    private func line(
        _ times: ArraySlice<Double>, _ values: ArraySlice<Double>, _ variances: ArraySlice<Double>
    ) -> SeriesTrend? {
        SeriesTrend(times: times, values: values, variances: variances, isSampled: model != .unknownRate)
    }
}
