import GoProfile
import Wire

/// All that a series of profiles shows, computed once for text and JSON.
public struct ProfileSeriesFindings {
    let series: ProfileSeries
    let points: [ProfileSeries.Point]
    let remarks: [String]
    let sites: [SiteGrowth]
    let total: SiteGrowth?
    let steps: [SiteChangePoint]
    let novelties: [ProfileNovelty]

    public init(_ series: ProfileSeries) {
        self.series = series
        (points, remarks) = series.run
        (sites, total) = series.growth()
        steps = series.changePoints()
        novelties = series.novelties()
    }

    /// Schema `sonde.profile-anomalies/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.profile-anomalies/1")
            json.member("sampleType", series.sampleType)
            json.member("unit", series.unit)
            json.member("quantity", quantity)
            json.member("slopeIsPer", series.hasTimes ? "second" : "profile")
            json.member("profiles", array: points.enumerated()) { json, point in
                json.object {
                    $0.member("name", point.element.name)
                    $0.member("timeNanoseconds", point.element.timeNanoseconds)
                    $0.member("total", point.element.total)
                    $0.member("buildID", point.element.build)
                    guard let novelty = novelties.first(where: { $0.index == point.offset }) else { return }
                    $0.member("similarity", novelty.similarity)
                    $0.member("novelty", novelty.score)
                    $0.member("novel", novelty.isNovel)
                    $0.member("differs", array: novelty.sites) { json, site in
                        json.object {
                            $0.member("name", site.name)
                            $0.member("share", site.share)
                            $0.member("usualShare", site.usualShare)
                        }
                    }
                }
            }
            if let total { json.member("total") { growth(total, to: &$0) } }
            json.member("sites", array: sites) { growth($1, to: &$0) }
            json.member("changePoints", array: steps) { json, step in
                json.object {
                    $0.member("name", step.name)
                    $0.member("profile", points.indices.contains(step.index) ? points[step.index].name : "")
                    $0.member("index", step.index)
                    $0.member("before", step.before)
                    $0.member("after", step.after)
                    $0.member("pValue", step.pValue)
                    $0.member("adjusted", step.adjusted)
                }
            }
            json.member("remarks", strings: remarks)
        }
    }

    private var quantity: String {
        switch series.quantity {
        case .level: "level"
        case .rate: "rate"
        case .share: "share"
        }
    }

    private func growth(_ growth: SiteGrowth, to json: inout JSONWriter) {
        json.object { json in
            if !growth.name.isEmpty { json.member("name", growth.name) }
            json.member("trend", growth.trend.rawValue)
            json.member("slope", growth.slope)
            for (name, limit) in [("low", growth.low), ("high", growth.high), ("lateSlope", growth.lateSlope)] {
                json.key(name)
                if let limit, limit.isFinite { json.value(limit) } else { json.null() }
            }
            json.member("first", growth.start)
            json.member("last", growth.end)
            json.member("mean", growth.mean)
            json.member("pValue", growth.pValue)
            json.member("adjusted", growth.adjusted)
            json.member("significant", growth.isSignificant)
            if !growth.stack.isEmpty { json.member("stack", strings: growth.stack) }
        }
    }
}
