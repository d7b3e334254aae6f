/// A sample held against the one of the first column.
public struct SampleComparison: Sendable {
    public let oldCount: Int
    public let newCount: Int
    /// Chance of such a difference when nothing changed; 0 for exact values; nil when it could not be computed since all
    /// values are equal.
    public let pValue: Double?
    /// Values have no noise: any difference is one.
    public let isExact: Bool
    /// Whether there is a difference at the level that was asked for. For exact values always: it may be none.
    public let isSignificant: Bool
    /// Centers.
    public let old: Double
    public let new: Double
    public let warnings: [BenchmarkWarning]

    public init(old: BenchmarkSample, new: BenchmarkSample, isExact: Bool, _ options: BenchmarkSample.Options) {
        (oldCount, newCount) = (old.values.count, new.values.count)
        (self.old, self.new) = (old.center, new.center)
        self.isExact = isExact
        guard !isExact else {
            (pValue, isSignificant, warnings) = (0, true, [])
            return
        }
        guard let test = MannWhitneyTest(old.values, new.values) else {
            (pValue, isSignificant, warnings) = (nil, false, [.allEqual])
            return
        }
        pValue = test.pValue
        isSignificant = test.pValue <= options.alpha
        let needed = MannWhitneyTest.smallestCount(alpha: options.alpha)
        let isFew = oldCount < needed ?? 10 && newCount < needed ?? 10
        warnings = isSignificant || !isFew ? [] : [.fewForComparison(needed: needed, alpha: options.alpha)]
    }

    /// New by old; nil when only the old one is 0.
    public var ratio: Double? { old == new ? 1 : old == 0 ? nil : new / old }
}
