import Wire

/// The standard normal distribution.
enum NormalDistribution {
    /// The chance of a value beyond `z`.
    static func upperTail(_ z: Double) -> Double { 0.5 * MathFunctions.errorComplement(z / 2.0.squareRoot()) }

    /// The value that is exceeded with probability `tail`, of which the logarithm is given so that tails that no
    /// Double holds have one as well.
    ///
    /// Source of the start: P. J. Acklam's rational approximation; two steps of Newton on the logarithm make it exact.
    static func quantile(logUpperTail: Double) -> Double {
        if logUpperTail > -0.6931471805599453 {
            let lower = MathFunctions.logOnePlus(-MathFunctions.exp(min(logUpperTail, 0)))
            return lower == -.infinity ? -40 : -quantile(logUpperTail: lower)
        }
        if logUpperTail < -700 {
            // The tail is φ(z)/z · (1 − 1/z² + 3/z⁴ − 15/z⁶) but for terms of 1/z⁸ (DLMF 7.12.1).
            var z = (-2 * logUpperTail).squareRoot()
            for _ in 0..<8 {
                let r = 1 / (z * z)
                let series = Logarithm.natural(1 - r * (1 - r * (3 - 15 * r)))
                let square = -2 * logUpperTail - 1.8378770664093453 - 2 * Logarithm.natural(z) + 2 * series
                z = max(1, square).squareRoot()
            }
            return z
        }
        let tail = MathFunctions.exp(logUpperTail)
        var z = start(tail)
        for _ in 0..<2 {
            let now = upperTail(z)
            guard now > 0 else { break }
            let density = MathFunctions.exp(-z * z / 2) / 2.5066282746310002
            z += (Logarithm.natural(now) - logUpperTail) * now / density
        }
        return z
    }

    static func quantile(upperTail: Double) -> Double {
        upperTail <= 0 ? 40 : quantile(logUpperTail: Logarithm.natural(min(upperTail, 1)))
    }

    /// For tails of at most one half.
    private static func start(_ tail: Double) -> Double {
        if tail < 0.02425 {
            let q = (-2 * Logarithm.natural(tail)).squareRoot()
            let over = [
                -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
                4.374664141464968, 2.938163982698783,
            ]
            let under = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1]
            return -polynomial(over, q) / polynomial(under, q)
        }
        let q = 0.5 - tail
        let r = q * q
        let over = [
            -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
            -3.066479806614716e+01, 2.506628277459239,
        ]
        let under = [
            -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
            -1.328068155288572e+01, 1,
        ]
        return polynomial(over, r) * q / polynomial(under, r)
    }

    /// Coefficients of the highest power first.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }
}
