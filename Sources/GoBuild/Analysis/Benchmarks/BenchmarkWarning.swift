/// What speaks against a figure of a table of benchmarks.
public enum BenchmarkWarning: Sendable, Hashable {
    /// The interval is infinite. So many values are needed; nil when 50 are too few.
    case fewForInterval(needed: Int?, confidence: Double)
    /// Even samples without overlap would not differ. So many values are needed on each side; nil when 9 are too few.
    case fewForComparison(needed: Int?, alpha: Double)
    case allEqual
    /// Values that should be exact range from one to another.
    case inexact(from: Double, to: Double)
    /// Not all benchmarks are in both columns.
    case setsDiffer
    case meanOfNothingPositive
    case ratioOfNothingPositive
}
