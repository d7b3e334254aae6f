/// Durations of two traces in slices of time, and the tests that compare them.
///
/// Durations in one slice depend on each other: the test takes the slices as clusters, and never says less than the
/// ordinary one would.
struct InstanceTest: Sendable {
    /// Durations of one trace: their buckets' places in `lows`, and numbers, by slice.
    private struct Side: Sendable {
        var slices: [[(place: Int, count: Double)]]
        /// Numbers by bucket, of all slices.
        var counts: [Double]
        var total: Double
    }

    private let middles: [Double]
    private let before: Side
    private let after: Side

    init(_ before: SlicedDurations, _ after: SlicedDurations) {
        var middles: [Int64: Double] = [:]
        for slice in before.slices + after.slices {
            for bucket in slice.histogram { middles[bucket.low] = Double(bucket.low) / 2 + Double(bucket.high) / 2 }
        }
        let lows = middles.keys.sorted()
        let places = Dictionary(uniqueKeysWithValues: lows.enumerated().map { ($1, $0) })
        self.middles = lows.map { middles[$0] ?? 0 }
        func side(_ durations: SlicedDurations) -> Side {
            var side = Side(slices: [], counts: [Double](repeating: 0, count: lows.count), total: 0)
            for slice in durations.slices where !slice.isEmpty {
                side.slices.append(slice.histogram.map { (places[$0.low] ?? 0, Double($0.count)) })
                for (place, count) in side.slices[side.slices.count - 1] { side.counts[place] += count }
                side.total += Double(slice.count)
            }
            return side
        }
        self.before = side(before)
        self.after = side(after)
    }

    /// The chance that a duration of the second trace is longer than one of the first, and how likely such a one is
    /// when nothing changed.
    ///
    /// Source: Obuchowski (1997), Biometrics 53: the variance of the statistic of Mann and Whitney for clusters.
    func superiority() -> (value: Double, pValue: Double) {
        guard before.total > 0, after.total > 0 else { return (0.5, 1) }
        let shareBefore = Self.middleShares(before)
        let shareAfter = Self.middleShares(after)
        var theta = 0.0
        for place in after.counts.indices { theta += after.counts[place] * shareBefore[place] }
        theta /= after.total
        let clustered = Self.value(
            theta - 0.5, Self.variance(before) { 1 - shareAfter[$0] - theta },
            Self.variance(after) { shareBefore[$0] - theta })
        // The ordinary test, with ties.
        let (m, n) = (before.total, after.total)
        let ties = before.counts.indices.reduce(0) { sum, place in
            let size = before.counts[place] + after.counts[place]
            return sum + (size * size * size - size)
        }
        let variance = (m + n + 1 - ties / max((m + n) * (m + n - 1), 1)) / (12 * m * n)
        guard variance > 0 else { return (theta, 1) }
        let distance = max((theta - 0.5).magnitude - 0.5 / (m * n), 0)
        return (theta, max(clustered, RankTest.twoSided(distance / variance.squareRoot())))
    }

    /// How likely it is, when nothing changed, that the parts of both that belong to the longest fortieth of all
    /// differ so much; nil when there are too few to tell.
    func tailValue() -> Double? {
        guard before.total >= 20, after.total >= 20, before.total + after.total >= 400 else { return nil }
        let total = before.total + after.total
        var above = 0.0
        var first = middles.count
        while first > 0, above < total / 40 {
            first -= 1
            above += before.counts[first] + after.counts[first]
        }
        // All of them in a few buckets are no tail.
        guard above < total / 8 else { return nil }
        let partBefore = before.counts[first...].reduce(0, +) / before.total
        let partAfter = after.counts[first...].reduce(0, +) / after.total
        let clustered = Self.value(
            partAfter - partBefore, Self.variance(before) { ($0 >= first ? 1 : 0) - partBefore },
            Self.variance(after) { ($0 >= first ? 1 : 0) - partAfter })
        let pooled = above / total
        let variance = pooled * (1 - pooled) * (1 / before.total + 1 / after.total)
        return max(clustered, RankTest.twoSided((partAfter - partBefore) / variance.squareRoot()))
    }

    /// For each fraction the limits, 95 of 100, of the difference of both quantiles.
    func intervals(_ fractions: [Double]) -> [(low: Double, high: Double)] {
        guard !before.slices.isEmpty, !after.slices.isEmpty else {
            return fractions.map { _ in (-.infinity, .infinity) }
        }
        var random = SliceBootstrap()
        var differences = fractions.map { _ in [Double]() }
        for _ in 0..<SliceBootstrap.rounds {
            let first = drawn(before, &random)
            let second = drawn(after, &random)
            for (index, fraction) in fractions.enumerated() {
                differences[index].append(quantile(second, fraction) - quantile(first, fraction))
            }
        }
        return differences.map { SliceBootstrap.limits($0) }
    }

    private func drawn(_ side: Side, _ random: inout SliceBootstrap) -> [Double] {
        var counts = [Double](repeating: 0, count: middles.count)
        // Where there is one duration in each slice or less, neighbours need not stay together.
        for slice in random.draw(side.slices.count, block: side.slices.count >= 16 ? 2 : 1) {
            for (place, count) in side.slices[slice] { counts[place] += count }
        }
        return counts
    }

    private func quantile(_ counts: [Double], _ fraction: Double) -> Double {
        let rank = max(1, (fraction * counts.reduce(0, +)).rounded(.up))
        var seen = 0.0
        for (place, count) in counts.enumerated() {
            seen += count
            if seen >= rank { return middles[place] }
        }
        return middles.last ?? 0
    }

    // MARK: Variances

    /// For each bucket the part of all durations that is shorter, and half of those in it.
    private static func middleShares(_ side: Side) -> [Double] {
        var below = 0.0
        return side.counts.map { count in
            defer { below += count }
            return (below + count / 2) / side.total
        }
    }

    /// The variance of the mean of a score of each duration, and its degrees of freedom.
    private static func variance(_ side: Side, _ score: (Int) -> Double) -> (variance: Double, freedom: Double) {
        let count = Double(side.slices.count)
        guard count > 1 else { return (.infinity, 1) }
        let sums = side.slices.map { $0.reduce(0) { $0 + $1.count * score($1.place) } }
        let squares = sums.reduce(0) { $0 + $1 * $1 }
        let variance = squares * count / (count - 1) / (side.total * side.total)
        let inflation = RankTest.inflation(sums)
        return (variance * inflation, max(count / inflation - 1, 1))
    }

    /// With the degrees of freedom of the side that has fewer.
    private static func value(
        _ difference: Double, _ first: (variance: Double, freedom: Double),
        _ second: (variance: Double, freedom: Double)
    ) -> Double {
        let variance = first.variance + second.variance
        guard variance.isFinite else { return 1 }
        guard variance > 0 else { return difference == 0 ? 1 : 0 }
        let t = difference / variance.squareRoot()
        return RankTest.twoSided(RankTest.normal(student: t, freedom: min(first.freedom, second.freedom)))
    }
}
