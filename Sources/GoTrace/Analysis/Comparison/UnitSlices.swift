import Evidence

/// The slices in which two traces are compared, and what values are taken for in each.
struct UnitSlices: Sendable {
    /// A value, as a part of `amount` seconds, tasks or requests.
    struct Slice: Sendable {
        var sum: Double
        var amount: Double

        var value: Double { sum / amount }
    }

    /// Logarithm of the nanoseconds of a slice.
    let shift: Int
    /// Seconds, tasks or requests in each complete slice.
    let before: [Double]
    let after: [Double]
    private let seconds: Double
    private let durations: (before: Double, after: Double)

    /// Slices of the shorter trace when there are enough.
    private static let mostSlices = 40
    /// Slices hold so many tasks or requests at least, while there are enough slices.
    private static let leastInstances = 5.0

    init(_ unit: TraceComparison.Unit, _ before: MeasuredTrace, _ after: MeasuredTrace) {
        let shorter = min(before.duration, after.duration)
        var shift = max(before.shift, after.shift)
        while shorter >> Int64(shift) > Self.mostSlices { shift += 1 }
        func amounts(_ trace: MeasuredTrace) -> [Double] {
            let count = Int(clamping: trace.duration >> Int64(shift))
            let seconds = Double(Int64(1) << Int64(shift)) / 1e9
            let numbers: [Int64]
            switch unit {
            case .second: return [Double](repeating: seconds, count: min(count, SliceSums.limit))
            case .task(let type): numbers = trace.count(.tasks, what: type)
            case .request: numbers = trace.count(.requests)
            }
            return Self.widened(numbers, by: shift - trace.shift).prefix(count).map(Double.init)
        }
        var pair = (amounts(before), amounts(after))
        if unit != .second {
            while min(pair.0.count, pair.1.count) >= TraceComparison.leastSlices * 4,
                min(Self.median(pair.0), Self.median(pair.1)) < Self.leastInstances
            {
                shift += 1
                pair = (amounts(before), amounts(after))
            }
        }
        self.shift = shift
        self.before = pair.0
        self.after = pair.1
        seconds = Double(Int64(1) << Int64(shift)) / 1e9
        durations = (max(Double(before.duration), 1) / 1e9, max(Double(after.duration), 1) / 1e9)
        shifts = (before.shift, after.shift)
    }

    private let shifts: (before: Int, after: Int)

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// - Parameter more: doublings of the width.
    private static func widened(_ slices: [Int64], by more: Int) -> [Int64] {
        guard more > 0 else { return slices }
        var result = [Int64](repeating: 0, count: max(slices.count >> more, 1))
        for (index, value) in slices.enumerated() where index >> more < result.count { result[index >> more] &+= value }
        return result
    }

    /// The values of a row in the slices in which there is something to take them for.
    /// - Parameters:
    ///   - slices: nil for a row that the trace does not have: it is 0 throughout.
    ///   - isRate: whether the row is taken for seconds in any case.
    func values(_ slices: [Int64]?, isAfter: Bool, isRate: Bool) -> [Slice] {
        let amounts = isAfter ? after : before
        let sums = slices.map { Self.widened($0, by: shift - (isAfter ? shifts.after : shifts.before)) }
        return amounts.enumerated().compactMap { index, amount in
            let amount = isRate ? seconds : amount
            guard amount > 0 else { return nil }
            let sum = sums.map { index < $0.count ? Double($0[index]) : 0 } ?? 0
            return Slice(sum: sum, amount: amount)
        }
    }

    /// The whole of a row for each second of its trace.
    func perSecond(_ slices: [Int64]?, isAfter: Bool) -> Double {
        Double(slices?.reduce(0, &+) ?? 0) / (isAfter ? durations.after : durations.before)
    }

    /// The sum of all values by that of what they are taken for.
    static func mean(_ slices: [Slice]) -> Double {
        let amount = slices.reduce(0) { $0 + $1.amount }
        return amount > 0 ? slices.reduce(0) { $0 + $1.sum } / amount : 0
    }

    /// The standard error of the difference of both means.
    /// - Parameter inflation: of the variance of each, by neighbours that depend on each other.
    static func standardError(_ before: [Slice], _ after: [Slice], inflation: (Double, Double)) -> Double {
        func variance(_ slices: [Slice], _ inflation: Double) -> Double {
            let count = Double(slices.count)
            let values = slices.map(\.value)
            let mean = values.reduce(0, +) / count
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return squares / max(count - 1, 1) / count * inflation
        }
        return (variance(before, inflation.0) + variance(after, inflation.1)).squareRoot()
    }

    /// The limits of the difference of both means.
    /// - Parameter blocks: how many neighbours depend on each other, about.
    static func limits(
        _ before: [Slice], _ after: [Slice], blocks: (Double, Double)
    ) -> (low: Double, high: Double) {
        var random = SliceBootstrap()
        func drawn(_ slices: [Slice], _ block: Double) -> Double {
            let block = min(Int(block.rounded(.up)), max(slices.count / 4, 1))
            return mean(random.draw(slices.count, block: block).map { slices[$0] })
        }
        var differences: [Double] = []
        for _ in 0..<SliceBootstrap.rounds {
            let first = drawn(before, blocks.0)
            differences.append(drawn(after, blocks.1) - first)
        }
        return SliceBootstrap.limits(differences)
    }
}
