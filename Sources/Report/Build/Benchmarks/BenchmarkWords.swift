import GoBuild
import Wire

/// Parts of benchstat's table as text.
enum BenchmarkWords {
    /// The interval as a part of the center: the farther end of both.
    static func range(_ sample: BenchmarkSample) -> String {
        guard sample.low.isFinite, sample.high.isFinite else { return "∞" }
        func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
        // A per cent of 0, or across 0, says nothing.
        guard sign(sample.center) == sign(sample.low), sign(sample.center) == sign(sample.high) else { return "?" }
        if sample.center == 0 { return "0%" }
        let part = max(sample.high / sample.center - 1, 1 - sample.low / sample.center)
        return DecimalText.fixed(100 * part, digits: 0) + "%"
    }

    /// `+12.34%`, or `~` where there is no difference.
    static func delta(_ comparison: SampleComparison) -> String {
        if !comparison.isSignificant { return "~" }
        if comparison.old == comparison.new { return "0.00%" }
        return comparison.ratio.map(change) ?? "?"
    }

    /// A ratio as a difference: `+12.34%`.
    static func change(_ ratio: Double) -> String {
        let difference = (ratio - 1) * 100
        return (difference.sign == .minus ? "" : "+") + DecimalText.fixed(difference, digits: 2) + "%"
    }

    /// `(p=0.002 n=6)`; exact values have no p.
    static func test(_ comparison: SampleComparison) -> String {
        let isEven = comparison.oldCount == comparison.newCount
        let counts = "\(comparison.oldCount)" + (isEven ? "" : "+\(comparison.newCount)")
        if comparison.isExact { return "(n=\(counts))" }
        return "(p=\(DecimalText.fixed(comparison.pValue ?? 1, digits: 3)) n=\(counts))"
    }

    static func warning(_ warning: BenchmarkWarning) -> String {
        switch warning {
        case .fewForInterval(let needed, let confidence):
            "need \(count(needed, beyond: 50)) samples for confidence interval at level \(GoNumber.text(confidence))"
        case .fewForComparison(let needed, let alpha):
            "need \(count(needed, beyond: 10)) samples to detect a difference at alpha level \(GoNumber.text(alpha))"
        case .allEqual: "all samples are equal"
        case .inexact(let from, let to):
            "exact distribution expected, but values range from \(GoNumber.text(from)) to \(GoNumber.text(to))"
        case .setsDiffer: "benchmark set differs from baseline; geomeans may not be comparable"
        case .meanOfNothingPositive: "summaries must be >0 to compute geomean"
        case .ratioOfNothingPositive: "ratios must be >0 to compute geomean"
        }
    }

    private static func count(_ needed: Int?, beyond limit: Int) -> String {
        needed.map { ">= \($0)" } ?? "> \(limit)"
    }

    /// The number of a footnote.
    static func superscript(_ number: Int) -> String {
        String(String(number).compactMap { digit in digit.wholeNumberValue.map { Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0] } })
    }
}
