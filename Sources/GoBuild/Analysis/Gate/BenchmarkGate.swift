import Evidence

/// Which benchmarks of two sides differ beyond chance and by enough to matter.
///
/// A difference counts when three things hold: the test of Mann and Whitney, with Holm's correction for all benchmarks
/// that are compared, and the smallest effect. Where values do not vary at all there is nothing to test: an exact unit
/// (`Unit … assume=exact`), and counts of allocations that are the same in each of several runs.
public struct BenchmarkGate: Sendable {
    /// Changes beyond chance, the greatest first, worse ones before better ones.
    public private(set) var changes: [GateCause.BenchmarkChange] = []
    /// Comparisons with the old side.
    public private(set) var compared = 0
    /// What only one side has: benchmarks, and of those that both have their units.
    public private(set) var onlyOld = Unpaired()
    public private(set) var onlyNew = Unpaired()
    /// Benchmarks and units that a side has under settings that the other has not.
    public private(set) var otherSettings: [String] = []
    /// Comparisons that could not have come out as a difference whatever was measured, for want of samples.
    public private(set) var powerless = 0
    /// Samples a side with which all of them could; nil when nothing is powerless.
    public private(set) var samplesNeeded: Int?
    /// Samples of the smallest side of those.
    public private(set) var fewestSamples: Int?

    private struct Candidate {
        var change: GateCause.BenchmarkChange
        var isExact: Bool
        /// Nil when all values are equal.
        var pValue: Double?
        var leastPValue: Double
    }

    /// - Parameter tables: of two files, the old one first.
    public init(_ tables: BenchmarkTables, _ options: GateOptions) {
        let package = tables.settingKeys.firstIndex(of: "pkg")
        var candidates: [Candidate] = []
        var sides = [BenchmarkSide(), BenchmarkSide()]
        for (number, table) in tables.tables.enumerated() {
            let prefix = package.map { table.settings[$0] } ?? ""
            for row in table.rows {
                let name = (prefix.isEmpty ? "" : prefix + ".") + "Benchmark" + row.name
                for (column, cell) in zip(table.columns, row.cells) where cell != nil {
                    sides[column.label == tables.labels.first ? 0 : 1].add(name, table.unit, table: number)
                }
                guard row.cells.count == 2, let old = row.cells[0], let new = row.cells[1],
                    let comparison = new.comparison
                else { continue }
                candidates.append(Self.candidate(table, row.name, prefix, old.sample, new.sample, comparison))
            }
        }
        compared = candidates.count
        let (old, new) = (sides[0], sides[1])
        (onlyOld, onlyNew) = (old.unpaired(new), new.unpaired(old))
        otherSettings = Set(old.otherSettings(new) + new.otherSettings(old)).sorted()
        decide(candidates.filter(\.change.isBetterKnown), options)
        decide(candidates.filter { !$0.change.isBetterKnown }, options)
        changes.sort { a, b in
            a.isWorse != b.isWorse ? a.isWorse : Self.weight(a) > Self.weight(b)
        }
    }

    /// How far the ratio is from 1, either way.
    private static func weight(_ change: GateCause.BenchmarkChange) -> Double {
        guard let ratio = change.ratio, ratio > 0 else { return .infinity }
        return max(ratio, 1 / ratio)
    }

    private static func candidate(
        _ table: BenchmarkTable, _ name: String, _ package: String, _ old: BenchmarkSample, _ new: BenchmarkSample,
        _ comparison: SampleComparison
    ) -> Candidate {
        let isMore = new.center > old.center
        let isWorse =
            new.center != old.center && table.direction != .unknown && isMore == (table.direction == .lower)
        let isCount = table.unit == "allocs/op" || table.unit == "B/op"
        let isConstant = old.isConstant && new.isConstant && min(old.values.count, new.values.count) > 1
        let isExact = comparison.isExact || isCount && isConstant
        return Candidate(
            change: .init(
                package: package, name: "Benchmark" + name, unit: table.unit, isBinary: table.isBinary,
                isWorse: isWorse, isBetterKnown: table.direction != .unknown, old: old.center, new: new.center,
                ratio: comparison.ratio, oldCount: old.values.count, newCount: new.values.count,
                pValue: isExact ? nil : comparison.pValue),
            isExact: isExact, pValue: comparison.pValue,
            leastPValue: MannWhitneyTest.leastPValue(old.values.count, new.values.count))
    }

    /// A family of comparisons for itself.
    private mutating func decide(_ candidates: [Candidate], _ options: GateOptions) {
        let tested = candidates.filter { !$0.isExact && $0.pValue != nil }
        let adjusted = FamilywiseError.adjusted(tested.map { $0.pValue ?? 1 })
        for (candidate, value) in zip(tested, adjusted) {
            if candidate.leastPValue * Double(tested.count) > options.alpha { addPowerless(candidate, tested, options) }
            var change = candidate.change
            change.adjusted = value
            if value <= options.alpha, Self.matters(change, options.effect) { changes.append(change) }
        }
        for candidate in candidates where candidate.isExact && candidate.change.old != candidate.change.new {
            // One allocation more is one more.
            let effect = candidate.change.unit == "allocs/op" ? 0 : options.effect
            if Self.matters(candidate.change, effect) { changes.append(candidate.change) }
        }
    }

    private mutating func addPowerless(_ candidate: Candidate, _ tested: [Candidate], _ options: GateOptions) {
        powerless += 1
        let count = min(candidate.change.oldCount, candidate.change.newCount)
        fewestSamples = min(count, fewestSamples ?? count)
        let needed = (1...50).first {
            MannWhitneyTest.leastPValue($0, $0) * Double(tested.count) <= options.alpha
        }
        samplesNeeded = max(needed ?? 50, samplesNeeded ?? 0)
    }

    private static func matters(_ change: GateCause.BenchmarkChange, _ effect: Double) -> Bool {
        guard let ratio = change.ratio else { return true }
        // 1.03 by 1 is a little more than 3 % in binary.
        return change.old != change.new && (ratio - 1).magnitude >= effect - 1e-12
    }
}
