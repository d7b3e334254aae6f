import Wire

/// How much one profile of a series is unlike the others.
public struct ProfileNovelty: Sendable {
    /// A site that makes the difference.
    public struct Site: Sendable {
        public internal(set) var name: String
        /// Its part of this profile, and of the others together.
        public internal(set) var share: Double
        public internal(set) var usualShare: Double
    }

    /// Number of the profile in the order of `ProfileSeries.run`.
    public internal(set) var index: Int
    /// Part that this profile has in common with the others: the sum of the smaller of both shares over all sites.
    public internal(set) var similarity: Double
    /// Squared deviation from the others by that of the typical profile of the series.
    public internal(set) var score: Double
    /// It stands out among the profiles, and by more than sampling explains.
    public internal(set) var isNovel: Bool
    /// What it is that is different, the most telling first.
    public internal(set) var sites: [Site]
}

extension ProfileSeries {
    /// Each profile against all others; empty for fewer than four, of which none can be told to be the odd one.
    ///
    /// The deviation is Pearson's chi-squared of the shares of all sites with an expectation of five events. It is
    /// compared with that of the other profiles, since programs vary by more than sampling does: a profile stands out
    /// when the logarithm of its deviation is 3.5 robust standard deviations above the median (Iglewicz and Hoaglin
    /// 1993), and at least twice the median.
    public func novelties() -> [ProfileNovelty] {
        let run = run.points
        guard run.count >= 4 else { return [] }
        let totals = run.map { $0.values.reduce(0, +) }
        let whole = totals.reduce(0, +)
        var sums = [Double](repeating: 0, count: names.count)
        var moments = sums
        for point in run {
            for (site, value) in point.values.enumerated() {
                sums[site] += value
                moments[site] += point.variances[site]
            }
        }
        var result: [ProfileNovelty] = []
        for (index, point) in run.enumerated() {
            let others = whole - totals[index]
            guard totals[index] > 0, others > 0 else { continue }
            var common = 0.0
            var deviation = 0.0
            var freedom = -1.0
            var telling: [(site: Int, score: Double)] = []
            for site in sums.indices where sums[site] > 0 {
                let value = site < point.values.count ? point.values[site] : 0
                let share = value / totals[index]
                let usual = (sums[site] - value) / others
                common += min(share, usual)
                // Pooled, so that a site that is in no other profile has an expectation as well.
                let pooled = sums[site] / whole
                let weight = moments[site] / sums[site]
                guard weight > 0, pooled * totals[index] >= 5 * weight else { continue }
                let variance = pooled * weight * (1 / totals[index] + 1 / others)
                let square = (share - usual) * (share - usual) / variance
                deviation += square
                freedom += 1
                telling.append((site, square))
            }
            telling.sort { ($1.score, $0.site) < ($0.score, $1.site) }
            result.append(
                ProfileNovelty(
                    index: index, similarity: min(1, common), score: freedom > 0 ? deviation / freedom : 0,
                    isNovel: false,
                    sites: telling.prefix(5).filter { $0.score > 9 }.map { one in
                        let value = one.site < point.values.count ? point.values[one.site] : 0
                        return ProfileNovelty.Site(
                            name: names.text(one.site), share: value / totals[index],
                            usualShare: (sums[one.site] - value) / others)
                    }))
        }
        return Self.judged(result)
    }

    private static func judged(_ profiles: [ProfileNovelty]) -> [ProfileNovelty] {
        guard profiles.count >= 4 else { return [] }
        let logarithms = profiles.map { Logarithm.natural(max($0.score, 1e-3)) }
        let middle = median(logarithms)
        // Of few profiles the median deviation says little, so that it is held between bounds.
        let spread = min(max(1.4826 * median(logarithms.map { ($0 - middle).magnitude }), 0.1), 0.7)
        let typical = max(MathFunctions.exp(middle), 1e-3)
        var result = profiles
        for at in result.indices {
            // What sampling alone would give has a score of about 1.
            result[at].isNovel =
                (logarithms[at] - middle) / spread > 3.5 && result[at].score > 2 * typical && result[at].score > 3
                && !result[at].sites.isEmpty
            result[at].score /= typical
        }
        return result
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
