import Wire

/// The regularised incomplete beta function, and the tails of distributions that it gives.
///
/// Source: DLMF 8.17.22, the continued fraction, evaluated by Lentz's method; 8.17.5 for the binomial distribution.
enum BetaFunction {
    /// The logarithm of I_x(a, b). Terms with a or b of zero are the limits.
    static func logRegularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if a <= 0 { return b <= 0 ? 0 : (x >= 0 ? 0 : -.infinity) }
        if b <= 0 { return x >= 1 ? 0 : -.infinity }
        if x <= 0 { return -.infinity }
        if x >= 1 { return 0 }
        if x > (a + 1) / (a + b + 2) {
            let other = MathFunctions.exp(logByFraction(1 - x, b, a))
            return other >= 1 ? -.infinity : MathFunctions.logOnePlus(-other)
        }
        return min(0, logByFraction(x, a, b))
    }

    static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
        MathFunctions.exp(logRegularized(x, a, b))
    }

    private static func logByFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let front =
            a * Logarithm.natural(x) + b * MathFunctions.logOnePlus(-x) - Logarithm.natural(a)
            + MathFunctions.logGamma(a + b) - MathFunctions.logGamma(a) - MathFunctions.logGamma(b)
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (d.magnitude < tiny ? tiny : d)
        var result = d
        // About the root of a + b steps are enough; the bound is for values that are no numbers.
        for step in 1...20_000 {
            let m = Double(step)
            for coefficient in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + coefficient * d
                d = 1 / (d.magnitude < tiny ? tiny : d)
                c = 1 + coefficient / c
                if c.magnitude < tiny { c = tiny }
                result *= d * c
            }
            if (d * c - 1).magnitude < 1e-14 { break }
        }
        return front + Logarithm.natural(max(result, tiny))
    }
}

/// The binomial distribution of the number of successes in `successes + failures` trials, whose counts need not be
/// whole: they may be effective ones.
enum BinomialDistribution {
    /// The logarithm of the chance of so many successes or more.
    static func logUpperTail(successes: Double, failures: Double, _ probability: Double) -> Double {
        successes <= 0 ? 0 : BetaFunction.logRegularized(probability, successes, failures + 1)
    }

    /// The logarithm of the chance of so many successes or fewer.
    static func logLowerTail(successes: Double, failures: Double, _ probability: Double) -> Double {
        failures <= 0 ? 0 : BetaFunction.logRegularized(1 - probability, failures, successes + 1)
    }

    /// The chance of more successes, and half of that of exactly so many: the mid-p value.
    static func midUpperTail(successes: Double, failures: Double, _ probability: Double) -> Double {
        let atLeast = MathFunctions.exp(logUpperTail(successes: successes, failures: failures, probability))
        let more =
            failures <= 0
            ? 0
            : MathFunctions.exp(logUpperTail(successes: successes + 1, failures: failures - 1, probability))
        return (atLeast + more) / 2
    }

    /// The mid-p confidence limits of the probability of a success.
    ///
    /// Limits by Clopper and Pearson (1934) cover too often where counts are small; with the mid-p value they cover 95
    /// in 100 on average (Berry and Armitage 1995, The Statistician 44).
    static func interval(
        successes: Double, failures: Double, tail: Double
    ) -> (low: Double, high: Double) {
        func solve(_ wanted: Double) -> Double {
            var low = 0.0
            var high = 1.0
            for _ in 0..<60 {
                let middle = (low + high) / 2
                if midUpperTail(successes: successes, failures: failures, middle) < wanted {
                    low = middle
                } else {
                    high = middle
                }
            }
            return (low + high) / 2
        }
        return (successes <= 0 ? 0 : solve(tail), failures <= 0 ? 1 : solve(1 - tail))
    }
}

/// Student's t distribution.
enum StudentDistribution {
    /// The chance of a value at least as far from zero.
    static func twoSided(_ t: Double, freedom: Double) -> Double {
        guard freedom.isFinite, freedom < 1e6 else { return 2 * NormalDistribution.upperTail(t.magnitude) }
        return BetaFunction.regularized(freedom / (freedom + t * t), freedom / 2, 0.5)
    }

    /// The value that is exceeded on both sides together with probability `tails`.
    static func quantile(twoSided tails: Double, freedom: Double) -> Double {
        guard freedom.isFinite, freedom < 1e6 else { return NormalDistribution.quantile(upperTail: tails / 2) }
        var low = 0.0
        var high = 1.0
        while twoSided(high, freedom: freedom) > tails, high < 1e9 { high *= 2 }
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if twoSided(middle, freedom: freedom) > tails { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
