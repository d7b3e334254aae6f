import GoProcess
import GoProfile

/// Values of a series of profiles in words and figures.
struct ProfileSeriesValues {
    let series: ProfileSeries

    /// A value of a site: `12.5MB`, `1.2MB/s`, `14%`.
    func value(_ value: Double) -> String {
        switch series.quantity {
        case .share: Self.share(value)
        case .level: amount(value)
        case .rate: amount(value) + "/s"
        }
    }

    static func share(_ value: Double) -> String {
        let percent = value * 100
        return NumberText.format(percent.magnitude < 10 ? (percent * 100).rounded() / 100 : percent) + "%"
    }

    private func amount(_ value: Double) -> String {
        let bounded = min(max(value.rounded(), -9e18), 9e18)
        return Measurement.label(Int64(bounded.isNaN ? 0 : bounded), series.unit)
    }

    /// Seconds after which slopes are told: what makes readable numbers for the length of the series.
    let pace: (seconds: Double, name: String)

    init(_ series: ProfileSeries) {
        self.series = series
        guard series.hasTimes else {
            pace = (1, "profile")
            return
        }
        let seconds = series.spanNanoseconds / 1_000_000_000
        pace = seconds >= 7200 ? (3600, "hour") : seconds >= 20 ? (60, "minute") : (1, "second")
    }

    /// `+1.2MB`, per the pace.
    func slope(_ slope: Double) -> String {
        guard slope.isFinite else { return slope < 0 ? "-∞" : "∞" }
        let text: String
        switch series.quantity {
        case .share: text = Self.share(slope * pace.seconds)
        case .level, .rate: text = value(slope * pace.seconds)
        }
        return slope > 0 ? "+" + text : text
    }

    func interval(_ growth: SiteGrowth) -> String {
        guard growth.low.isFinite, growth.high.isFinite else { return "unknown" }
        return "\(slope(growth.low)) to \(slope(growth.high))"
    }

    /// The first frame of a stack that belongs to neither the runtime nor the standard library, where it is another.
    static func caller(_ growth: SiteGrowth) -> String? {
        guard let leaf = growth.stack.first, !isOwn(leaf) else { return nil }
        return growth.stack.first(where: isOwn).flatMap { $0 == growth.name ? nil : $0 }
    }

    private static func isOwn(_ name: String) -> Bool { !FrameKinds.isStandardLibrary(function: name) }

    /// When a profile was taken, counted from the first of its run.
    func moment(_ index: Int, _ points: [ProfileSeries.Point]) -> String {
        guard points.indices.contains(index), let first = points.first else { return "" }
        guard series.hasTimes else { return points[index].name }
        return "+" + DurationText.format(points[index].timeNanoseconds - first.timeNanoseconds)
    }
}
