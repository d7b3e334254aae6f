import Wire

/// Whether events happen at the same rate in two profiles, and how much more often in the second.
///
/// A sampling profiler picks events (ticks of processor time, bytes allocated) at random, so that the number of
/// samples in a function is a Poisson variable whose mean is rate × exposure. Given the sum of both numbers, the
/// second is binomial with the exposures' share as its probability when the rates are equal (Przyborowski and
/// Wilenski 1940, Biometrika 31), which is an exact test without any assumption about size.
///
/// The exposure is itself a count of samples, such as the profile's total: a function's samples may be a part of it.
/// By the delta method the variance of the logarithm of count / exposure is 1/count + (1 − 2·inside)/exposure, where
/// `inside` is the part of the function's samples that are in the exposure: 1/count − 1/exposure for all (the
/// binomial variance of a share), 1/count + 1/exposure for none. Scores and intervals of the binomial are widened or
/// narrowed by the root of the two variances' ratio.
public struct RateComparison: Sendable, Hashable {
    /// Events in the first and in the second profile; effective ones where they have different weights.
    public var old: Double
    public var new: Double
    public var oldExposure: Double
    public var newExposure: Double
    /// Part of the events that are in the exposures as well, 0 to 1; 0.5 for exposures that are no counts.
    public var inside: Double
    /// Variance beyond that of sampling, from replicates; at least 1.
    public var dispersion = 1.0
    /// Degrees of freedom of the dispersion; infinite without replicates.
    public var freedom = Double.infinity

    public init(old: Double, new: Double, oldExposure: Double, newExposure: Double, inside: Double) {
        self.old = old
        self.new = new
        self.oldExposure = oldExposure
        self.newExposure = newExposure
        self.inside = inside
    }

    /// Rate of the second by that of the first; infinite when the first has none.
    public var ratio: Double { (new / newExposure) / (old / oldExposure) }

    private var expectedShare: Double { newExposure / (oldExposure + newExposure) }

    private var exposureVariance: Double { (1 - 2 * inside) * (1 / oldExposure + 1 / newExposure) }

    /// The chance of a split at least as uneven when the rates are equal.
    public var pValue: Double {
        let total = old + new
        guard total > 0, oldExposure > 0, newExposure > 0 else { return 1 }
        // What is nearly all of the exposure is tested by what it leaves.
        let restOld = oldExposure - old
        let restNew = newExposure - new
        if inside > 0.999, restOld + restNew < total {
            guard restOld >= 0, restNew >= 0, restOld + restNew > 0 else { return 1 }
            return value(old: restOld, new: restNew)
        }
        return value(old: old, new: new)
    }

    private func value(old: Double, new: Double) -> Double {
        let share = expectedShare
        let upper = BinomialDistribution.logUpperTail(successes: new, failures: old, share)
        let lower = BinomialDistribution.logLowerTail(successes: new, failures: old, share)
        let logTail = min(upper, lower)
        let expected = 1 / ((old + new) * share * (1 - share))
        let variance = expected + exposureVariance
        guard variance > expected * 1e-6 else { return 1 }
        let score = NormalDistribution.quantile(logUpperTail: logTail)
        let scaled = max(0, score) * (expected / variance / dispersion).squareRoot()
        if freedom < 1e6 { return StudentDistribution.twoSided(scaled, freedom: freedom) }
        return min(1, 2 * NormalDistribution.upperTail(scaled))
    }

    /// The least that `pValue` could be for so many events, however they were split.
    var leastPValue: Double {
        let total = old + new
        guard total > 0, oldExposure > 0, newExposure > 0 else { return 1 }
        let share = min(expectedShare, 1 - expectedShare)
        guard share > 0 else { return 1 }
        return min(1, 2 * MathFunctions.exp(total * Logarithm.natural(share)))
    }

    /// Confidence limits of the ratio; zero or infinite where one side has no events.
    /// - Parameter level: such as 0.95.
    public func interval(level: Double = 0.95) -> (low: Double, high: Double) {
        guard old + new > 0 else { return (0, .infinity) }
        let tail = (1 - level) / 2
        let quantile = StudentDistribution.quantile(twoSided: 1 - level, freedom: freedom)
        if min(old, new) >= 200 {
            let variance = max(1 / old + 1 / new + exposureVariance, 0) * dispersion
            let reach = MathFunctions.exp(quantile * variance.squareRoot())
            return (ratio / reach, ratio * reach)
        }
        let share = BinomialDistribution.interval(successes: new, failures: old, tail: tail)
        let scale = oldExposure / newExposure
        let low = share.low / (1 - share.low) * scale
        let high = share.high >= 1 ? .infinity : share.high / (1 - share.high) * scale
        guard old > 0, new > 0 else { return (low, high) }
        let binomial = 1 / old + 1 / new
        let widening =
            (max(binomial + exposureVariance, 0) * dispersion / binomial).squareRoot() * quantile
            / NormalDistribution.quantile(upperTail: tail)
        return (
            ratio * Power.of(low / ratio, widening), ratio * Power.of(high / ratio, widening)
        )
    }

    /// The smallest growth, as a ratio, that a test at `level` finds with the chance `power`.
    ///
    /// From (z_level + z_power)² = ln(ratio)² / variance, the variance being that of the grown function.
    public func smallestVisibleRatio(level: Double, power: Double = 0.8) -> Double {
        let base = max((old + new) * (1 - expectedShare), 0.5)
        let quantiles =
            StudentDistribution.quantile(twoSided: level, freedom: freedom)
            + NormalDistribution.quantile(upperTail: 1 - power)
        var ratio = 1.0
        for _ in 0..<40 {
            let grown = base * newExposure / oldExposure * ratio
            let variance = max(1 / base + 1 / grown + exposureVariance, 0) * dispersion
            let next = MathFunctions.exp(min(quantiles * variance.squareRoot(), 50))
            if (next - ratio).magnitude < 1e-6 * ratio { break }
            ratio = next
        }
        return ratio
    }
}
