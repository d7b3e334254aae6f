import Wire

/// The test of Mann and Whitney: whether values of one kind tend to be greater than those of another.
struct RankTest: Sendable {
    /// The chance that a value of the second kind is greater than one of the first, ties counting half.
    let superiority: Double
    /// The chance of a superiority at least as far from one half when both kinds follow the same law.
    let pValue: Double

    /// - Parameter inflation: by how much the variance of the mean of each kind exceeds that of independent values. The
    ///   test is exact when both are 1, no two values are equal and there are at most 60 of them; else Student's
    ///   distribution stands in, with the degrees of freedom of as many independent values as these are worth, the
    ///   correction for ties, and half a step for continuity.
    ///
    /// Source: Mann and Whitney (1947), Ann. Math. Statist. 18; Lehmann, Nonparametrics, 1.2 to 1.4.
    init(_ first: [Double], _ second: [Double], inflation: (Double, Double) = (1, 1)) {
        let (m, n) = (first.count, second.count)
        guard m > 0, n > 0 else {
            superiority = 0.5
            pValue = 1
            return
        }
        let all = (first.map { ($0, false) } + second.map { ($0, true) }).sorted { $0.0 < $1.0 }
        var rankSum = 0.0
        var ties = 0.0
        var at = 0
        while at < all.count {
            var end = at + 1
            while end < all.count, all[end].0 == all[at].0 { end += 1 }
            let size = Double(end - at)
            let inSecond = Double(all[at..<end].count { $0.1 })
            rankSum += (Double(at + end + 1) / 2) * inSecond
            ties += size * size * size - size
            at = end
        }
        let product = Double(m) * Double(n)
        let statistic = rankSum - Double(n) * Double(n + 1) / 2
        superiority = statistic / product
        if ties == 0, max(inflation.0, inflation.1) <= 1, m + n <= 60 {
            pValue = Self.exact(statistic, m, n)
            return
        }
        let total = Double(m + n)
        let variance = product / 12 * (total + 1 - ties / (total * (total - 1)))
        guard variance > 0 else {
            pValue = 1
            return
        }
        let distance = max((statistic - product / 2).magnitude - 0.5, 0)
        // The variance of the rank sum is that of both means; the smaller kind has the greater part of it.
        let common = (inflation.0 * Double(n) + inflation.1 * Double(m)) / total
        let t = distance / (variance * max(common, 1)).squareRoot()
        let freedom = Self.freedom((m, n), inflation)
        pValue = min(1, Self.twoSided(Self.normal(student: t, freedom: freedom)))
    }

    /// Degrees of freedom of the difference of two means of values that depend on their neighbours: those of the side
    /// that is worth fewer, since how much they depend is an estimate too.
    static func freedom(_ counts: (Int, Int), _ inflation: (Double, Double)) -> Double {
        max(min(Double(counts.0) / inflation.0, Double(counts.1) / inflation.1) - 1, 1)
    }

    static func twoSided(_ z: Double) -> Double { MathFunctions.errorComplement(z.magnitude / 2.0.squareRoot()) }

    /// The value that a normal variable exceeds on both sides together with a chance.
    static func quantile(twoSided chance: Double) -> Double {
        var (low, high) = (0.0, 40.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if twoSided(middle) > chance { low = middle } else { high = middle }
        }
        return low
    }

    /// The value of the normal distribution that is as unlikely as one of Student's.
    ///
    /// Source: D. L. Wallace, Bounds on normal approximations to Student's and the chi-square distributions, Ann. Math.
    /// Statist. 30 (1959), good to 0.001 in the chance from 4 degrees of freedom on.
    static func normal(student t: Double, freedom: Double) -> Double {
        guard freedom > 0, t.isFinite else { return freedom > 0 ? t : 0 }
        let magnitude = (freedom * MathFunctions.logOnePlus(t * t / freedom)).squareRoot()
        return (t < 0 ? -magnitude : magnitude) * (8 * freedom + 1) / (8 * freedom + 3)
    }

    /// The number of orders of m and n values, by the statistic, counts up as f(m, n, u) = f(m−1, n, u−n) + f(m, n−1, u).
    private static func exact(_ statistic: Double, _ m: Int, _ n: Int) -> Double {
        let most = m * n
        // Rows for one value of m, by the number of the others.
        var before = (0...n).map { _ in [1.0] + [Double](repeating: 0, count: most) }
        for i in 1...m {
            var now = [[1.0] + [Double](repeating: 0, count: most)]
            for j in 1...n {
                var row = now[j - 1]
                for u in stride(from: j, through: i * j, by: 1) { row[u] += before[j][u - j] }
                now.append(row)
            }
            before = now
        }
        let counts = before[n]
        let low = Int(min(statistic, Double(most) - statistic))
        let all = counts.reduce(0, +)
        return min(1, 2 * counts[...low].reduce(0, +) / all)
    }

    /// By how much the variance of a mean of values that follow each other exceeds that of independent ones.
    ///
    /// One and twice the autocorrelations up to the first that is not positive, at most a quarter of the length of them
    /// (initial positive sequence; Geyer 1992, Statist. Sci. 7), of the ranks, so that outliers do not decide. Short
    /// series show less of it than there is: when the first one exceeds its own standard error, the inflation is at
    /// least that of an autoregressive series with the first one put right by (1 + 3r) / n (Marriott and Pope 1954,
    /// Biometrika 41).
    static func inflation(_ values: [Double]) -> Double {
        let count = values.count
        guard count >= 8 else { return 1 }
        let ranks = ranks(values)
        let mean = ranks.reduce(0, +) / Double(count)
        let centred = ranks.map { $0 - mean }
        let variance = centred.reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { return 1 }
        var sum = 1.0
        var least = 1.0
        for lag in 1...(count / 4) {
            var product = 0.0
            for at in lag..<count { product += centred[at] * centred[at - lag] }
            let correlation = product / variance
            guard correlation > 0 else { break }
            sum += 2 * correlation
            if lag == 1, correlation > 1 / Double(count).squareRoot() {
                let right = min(correlation + (1 + 3 * correlation) / Double(count), 0.95)
                least = (1 + right) / (1 - right)
            }
        }
        return min(max(sum, least), Double(count) / 2)
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = values
        var at = 0
        while at < order.count {
            var end = at + 1
            while end < order.count, values[order[end]] == values[order[at]] { end += 1 }
            for place in at..<end { result[order[place]] = Double(at + end + 1) / 2 }
            at = end
        }
        return result
    }
}

/// Draws slices again, with a fixed seed.
struct SliceBootstrap: Sendable {
    private var state: UInt64 = 0x534f_4e44_4500_0001

    static let rounds = 400

    /// SplitMix64.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)).multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Numbers of slices: runs of `block` that follow each other, around the end, as many as there are.
    ///
    /// Source: Politis and Romano (1992), the circular block bootstrap.
    mutating func draw(_ count: Int, block: Int) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(count + block)
        while result.count < count {
            let start = next(count)
            for step in 0..<max(block, 1) where result.count < count { result.append((start + step) % count) }
        }
        return result
    }

    /// The limits between which 95 of 100 values lie.
    static func limits(_ values: [Double]) -> (low: Double, high: Double) {
        guard !values.isEmpty else { return (-.infinity, .infinity) }
        let sorted = values.sorted()
        let cut = Int((Double(sorted.count) * 0.025).rounded(.down))
        return (sorted[cut], sorted[sorted.count - 1 - cut])
    }
}
