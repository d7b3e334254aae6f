/// The values of all sites over the profiles of one run, as they are tested.
struct SeriesMatrix {
    /// Seconds since the first profile; numbers of profiles where those do not tell their times.
    private(set) var times: [Double]
    /// Number of the profile in the run that each column ends with.
    private(set) var columns: [Int]
    private(set) var values: [[Double]]
    /// Variances by sampling.
    private(set) var variances: [[Double]]
    /// By column: the sum over all sites, as an additional one.
    private(set) var total: [Double]
    private(set) var totalVariance: [Double]
    /// Sites that are heavy enough to say something about.
    private(set) var sites: [Int] = []

    init(_ run: [ProfileSeries.Point], quantity: ProfileSeries.Quantity, hasTimes: Bool, siteCount: Int) {
        let start = run.first?.timeNanoseconds ?? 0
        let seconds = run.indices.map { hasTimes ? Double(run[$0].timeNanoseconds - start) / 1e9 : Double($0) }
        func at(_ array: [Double], _ site: Int) -> Double { site < array.count ? array[site] : 0 }
        times = []
        columns = []
        total = []
        totalVariance = []
        values = Array(repeating: [], count: siteCount)
        variances = values
        for (column, point) in run.enumerated() {
            var before: ProfileSeries.Point?
            var divisor = 1.0
            switch quantity {
            case .level: times.append(seconds[column])
            case .share:
                guard point.total > 0 else { continue }
                divisor = point.total
                times.append(seconds[column])
            case .rate:
                guard column > 0, seconds[column] > seconds[column - 1] else { continue }
                before = run[column - 1]
                divisor = seconds[column] - seconds[column - 1]
                times.append((seconds[column] + seconds[column - 1]) / 2)
            }
            columns.append(column)
            total.append((point.total - (before?.total ?? 0)) / divisor)
            var sum = 0.0
            for site in 0..<siteCount {
                values[site].append((at(point.values, site) - at(before?.values ?? [], site)) / divisor)
                let variance = at(point.variances, site) - at(before?.variances ?? [], site)
                variances[site].append(max(0, variance) * Self.scale(quantity, at(point.values, site), divisor))
                sum += max(0, variance)
            }
            totalVariance.append(sum / (divisor * divisor))
        }
        let heaviest = total.max() ?? 0
        sites = (0..<siteCount).filter { (values[$0].max() ?? 0) >= 1e-3 * heaviest && heaviest > 0 }
    }

    /// What turns the variance of a value into that of a part of a whole (binomial) or of a rate.
    private static func scale(_ quantity: ProfileSeries.Quantity, _ value: Double, _ divisor: Double) -> Double {
        let square = divisor * divisor
        return quantity == .share ? max(0, 1 - value / divisor) / square : 1 / square
    }
}
