import Evidence

/// What changed between two traces of the same program.
///
/// Intervals in one trace depend on each other, so single ones are not compared: both traces are cut into equal slices
/// of time, each quantity is taken in each slice, and the slices are compared by their ranks. Neighbouring slices
/// depend on each other too: the variance is raised by their autocorrelation.
public struct TraceComparison: Sendable {
    /// What times and numbers are taken for.
    public enum Unit: Sendable, Equatable {
        case second
        /// Tasks of a type that begin.
        case task(String)
        /// Requests to HTTP servers that are served.
        case request
    }

    /// The part of all reported changes that chance may make up; of two equal traces, the chance of any.
    public static let falseDiscoveryRate = 0.05
    /// Changes of less than that part of themselves do not matter.
    public static let leastRelative = 0.05
    /// Nor do times of less than that many nanoseconds a second.
    public static let leastTime = 1e6
    /// What runs of one program on one machine differ by in any case, as a part of each mean: memory lies elsewhere,
    /// the machine is warmer. One run tells nothing of it, so it is assumed; more for what is rare.
    static let runNoise = 0.02
    static let tailNoise = 0.04
    /// Fewer slices on a side tell nothing.
    static let leastSlices = 5
    /// Kinds of tasks, regions and requests that are compared, those with the most time.
    private static let mostInstances = 60

    public let unit: Unit
    public let before: MeasuredTrace
    public let after: MeasuredTrace
    /// Nanoseconds of a slice, and how many each trace has.
    public let sliceWidth: Int64
    public let slicesBefore: Int
    public let slicesAfter: Int
    /// All that was measured; what weighs most first.
    public private(set) var changes: [TraceChange] = []
    public private(set) var instances: [InstanceChange] = []
    /// How many comparisons were made.
    public private(set) var tests = 0

    public init(before: MeasuredTrace, after: MeasuredTrace, unit: Unit = .second) {
        self.unit = unit
        self.before = before
        self.after = after
        let units = UnitSlices(unit, before, after)
        let shift = units.shift
        sliceWidth = 1 << Int64(shift)
        slicesBefore = units.before.count
        slicesAfter = units.after.count
        for (first, second) in Self.join(before.rows.map(\.key), after.rows.map(\.key)) {
            if let change = Self.change(first.map { before.rows[$0] }, second.map { after.rows[$0] }, units) {
                changes.append(change)
            }
        }
        instances = InstanceComparison(before, after).changes(limit: Self.mostInstances)
        adjust()
        changes.sort {
            $0.weight.magnitude != $1.weight.magnitude
                ? $0.weight.magnitude > $1.weight.magnitude : $0.key.order < $1.key.order
        }
    }

    /// Whether the traces are too short to be compared in slices.
    public var isTooShort: Bool { min(slicesBefore, slicesAfter) < Self.leastSlices }

    /// Pairs of equal keys; of what is left, pairs that only the compiler's numbers tell apart.
    static func join(_ first: [MeasuredKey], _ second: [MeasuredKey]) -> [(Int?, Int?)] {
        let exact = Dictionary(second.enumerated().map { ($1, $0) }) { known, _ in known }
        var result: [(Int?, Int?)] = []
        var isTaken = [Bool](repeating: false, count: second.count)
        var left: [Int] = []
        for (index, key) in first.enumerated() {
            if let other = exact[key] {
                isTaken[other] = true
                result.append((index, other))
            } else {
                left.append(index)
            }
        }
        var canonical: [MeasuredKey: [Int]] = [:]
        for index in second.indices where !isTaken[index] {
            canonical[second[index].canonical, default: []].append(index)
        }
        for index in left {
            let key = first[index].canonical
            if let other = canonical[key]?.first {
                canonical[key]?.removeFirst()
                isTaken[other] = true
                result.append((index, other))
            } else {
                result.append((index, nil))
            }
        }
        for index in second.indices where !isTaken[index] { result.append((nil, index)) }
        return result
    }

    private static func change(
        _ before: MeasuredTrace.Row?, _ after: MeasuredTrace.Row?, _ units: UnitSlices
    ) -> TraceChange? {
        guard let key = (after ?? before)?.key else { return nil }
        let isRate = key.quantity == .tasks || key.quantity == .requests
        let first = units.values(before?.slices, isAfter: false, isRate: isRate)
        let second = units.values(after?.slices, isAfter: true, isRate: isRate)
        let weight = units.perSecond(after?.slices, isAfter: true) - units.perSecond(before?.slices, isAfter: false)
        let sum = units.perSecond(after?.slices, isAfter: true) + units.perSecond(before?.slices, isAfter: false)
        let isIdle = after?.isIdle ?? before?.isIdle ?? false
        // What is tested depends on both traces together, so that it does not bias the tests.
        let number = Double((before?.sum ?? 0) &+ (after?.sum ?? 0))
        let counts = !isIdle && (key.quantity.isTime ? sum >= Self.leastTime : number >= 20)
        let isTested = counts && min(first.count, second.count) >= Self.leastSlices
        var pValue: Double?
        var interval: (low: Double, high: Double)?
        var standardError: Double?
        if isTested {
            let values = (first.map(\.value), second.map(\.value))
            let inflation = (RankTest.inflation(values.0), RankTest.inflation(values.1))
            let means = (UnitSlices.mean(first), UnitSlices.mean(second))
            let noise = runNoise * (means.0 * means.0 + means.1 * means.1).squareRoot()
            let error = UnitSlices.standardError(first, second, inflation: inflation)
            standardError = (error * error + noise * noise).squareRoot()
            // Ranks say whether slices differ, the means whether they do by more than runs do.
            let value = max(
                RankTest(values.0, values.1, inflation: inflation).pValue,
                RankTest.twoSided(
                    RankTest.normal(
                        student: (means.1 - means.0) / max(standardError ?? 0, 1e-300),
                        freedom: RankTest.freedom((first.count, second.count), inflation))))
            pValue = value
            // Limits are asked for only where they may decide.
            if value <= falseDiscoveryRate {
                interval = UnitSlices.limits(first, second, blocks: (inflation.0, inflation.1))
                interval = Self.widened(interval, around: means.1 - means.0, by: 1.96 * noise)
            }
        }
        return TraceChange(
            key: key, before: before == nil ? nil : UnitSlices.mean(first),
            after: after == nil ? nil : UnitSlices.mean(second),
            interval: interval,
            standardError: standardError, weight: weight, pValue: pValue,
            stackBefore: before?.stack ?? 0,
            stackAfter: after?.stack ?? 0, isIdle: isIdle)
    }

    /// Limits of a value to which an independent error is added.
    static func widened(
        _ limits: (low: Double, high: Double)?, around value: Double, by reach: Double
    ) -> (low: Double, high: Double)? {
        limits.map { limits in
            let (down, up) = (max(value - limits.low, 0), max(limits.high - value, 0))
            return (
                value - (down * down + reach * reach).squareRoot(), value + (up * up + reach * reach).squareRoot()
            )
        }
    }

    /// Corrects all tests together for their number.
    private mutating func adjust() {
        var values = changes.compactMap(\.pValue)
        values += instances.map(\.pValue)
        values += instances.compactMap(\.tailValue)
        tests = values.count
        var adjusted = Adjusted(values)
        for index in changes.indices where changes[index].pValue != nil { changes[index].adjusted = adjusted.next() }
        for index in instances.indices { instances[index].adjusted = adjusted.next() }
        for index in instances.indices where instances[index].tailValue != nil {
            instances[index].tailAdjusted = adjusted.next()
        }
    }
}

/// Adjusted chances in the order in which the tests were made.
private struct Adjusted {
    private let values: [Double]
    private var at = 0

    init(_ values: [Double]) { self.values = FalseDiscovery.adjusted(values) }

    mutating func next() -> Double {
        defer { at += 1 }
        return values[at]
    }
}

extension MeasuredKey {
    /// For an order that is the same each time.
    var order: String { "\(quantity.rawValue)\u{0}\(what)\u{0}\(place)\u{0}\(root)" }
}

extension TraceComparison {
    /// The quantity with the most time of goroutines that was tested and did not change, with the part of it by which
    /// it would have had to change to be found in four of five cases; nil when nothing was tested.
    public var largestVisible: (change: TraceChange, relative: Double)? {
        let tested = changes.filter { $0.key.quantity == .running && $0.pValue != nil && ($0.before ?? 0) > 0 }
        guard let change = tested.max(by: { ($0.before ?? 0) < ($1.before ?? 0) }),
            let error = change.standardError, let before = change.before
        else { return nil }
        // The quantiles of the level, corrected for all tests at worst, and of the power.
        let quantile = RankTest.quantile(twoSided: Self.falseDiscoveryRate / Double(max(tests, 1))) + 0.84
        return (change, max(quantile * error / before, Self.leastRelative))
    }
}
