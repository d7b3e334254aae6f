import Wire

/// Variance between runs beyond that of sampling, estimated from replicates.
///
/// For each function the ratio of the observed variance to that of a Poisson variable, as in quasi-likelihood (Lund et
/// al. 2012, Stat. Appl. Genet. Mol. Biol. 11). Few replicates say little about one function, so that its ratio is
/// drawn towards that of functions of its size, with a weight that is estimated from how much the ratios scatter
/// (Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3). It is never taken to be less than 1: sampling noise is certain.
struct Dispersion: Sendable {
    /// Replicates by side: values of each function, in events, and what they are relative to.
    struct Replicate {
        var events: [Double]
        var exposure: Double
    }

    let ratios: [Double]
    /// Degrees of freedom of each ratio.
    let freedom: Double

    /// Nil when there is nothing to estimate from.
    init?(old: [Replicate], new: [Replicate]) {
        let freedom = Double(old.count + new.count - 2)
        guard freedom >= 1, let count = old.first?.events.count else { return nil }
        var observed = [Double](repeating: 0, count: count)
        var means = observed
        for side in [old, new] {
            let exposure = side.reduce(0) { $0 + $1.exposure }
            guard exposure > 0 else { return nil }
            for function in 0..<count {
                let rate = side.reduce(0) { $0 + $1.events[function] } / exposure
                means[function] += rate * exposure / Double(old.count + new.count)
                guard rate > 0 else { continue }
                for replicate in side {
                    let expected = rate * replicate.exposure
                    let residual = replicate.events[function] - expected
                    observed[function] += residual * residual / expected
                }
            }
        }
        for function in 0..<count { observed[function] /= freedom }
        let known = (0..<count).filter { means[$0] >= 5 }
        let slope = Self.slope(observed, means, known)
        let trend = means.map { 1 + slope * $0 }
        let prior = Self.priorFreedom(known.map { observed[$0] / trend[$0] }, freedom)
        ratios = (0..<count).map { function in
            let drawn = (prior * trend[function] + freedom * observed[function]) / (prior + freedom)
            return max(1, drawn)
        }
        self.freedom = freedom + prior
    }

    /// How the ratio grows with a function's events: the slope for which the ratios are 1 on average.
    private static func slope(_ observed: [Double], _ means: [Double], _ known: [Int]) -> Double {
        guard !known.isEmpty else { return 0 }
        func excess(_ slope: Double) -> Double {
            known.reduce(0) { $0 + observed[$1] / (1 + slope * means[$1]) - 1 }
        }
        guard excess(0) > 0 else { return 0 }
        var low = 0.0
        var high = 1.0
        while excess(high) > 0, high < 1e6 { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if excess(middle) > 0 { low = middle } else { high = middle }
        }
        return high
    }

    /// Degrees of freedom that the common ratio is worth, between 0 and 30, from the scatter of the logarithms.
    private static func priorFreedom(_ ratios: [Double], _ freedom: Double) -> Double {
        guard ratios.count >= 3 else { return 0 }
        let logarithms = ratios.map { Logarithm.natural(max($0, 1e-4)) }
        let mean = logarithms.reduce(0, +) / Double(ratios.count)
        let variance = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count - 1)
        let rest = variance - trigamma(freedom / 2)
        // The largest degrees of freedom whose trigamma is not below what is left.
        guard rest > trigamma(15) else { return 30 }
        var low = 0.05
        var high = 15.0
        for _ in 0..<50 {
            let middle = (low + high) / 2
            if trigamma(middle) > rest { low = middle } else { high = middle }
        }
        return 2 * low
    }

    /// Source: DLMF 5.15.8, behind a shift to large arguments.
    static func trigamma(_ value: Double) -> Double {
        var x = value
        var sum = 0.0
        while x < 10 {
            sum += 1 / (x * x)
            x += 1
        }
        let r = 1 / (x * x)
        return sum + 1 / x + r / 2 + r / x * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r / 30)))
    }
}
