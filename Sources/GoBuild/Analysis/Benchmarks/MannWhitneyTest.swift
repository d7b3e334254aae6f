import Wire

/// The two-sided test of Mann and Whitney: are values of one sample more often the greater ones?
///
/// Source: Mann and Whitney (1947), Ann. Math. Statist. 18. The exact distribution up to 50 values a side, or up to 25
/// when values tie; beyond, the normal one, corrected for ties and continuity. The limits are benchstat's.
public struct MannWhitneyTest: Sendable, Equatable {
    /// Pairs in which the value of the first sample is the greater one, and half of those that tie.
    public var statistic: Double
    /// Chance of a statistic as far out or further when both samples are drawn alike.
    public var pValue: Double

    private static let exactLimit = 50
    private static let exactLimitWithTies = 25

    /// Nil when a sample is empty, or when all values are equal.
    public init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let groups = Self.groups(first, second)
        guard groups.count > 1 else { return nil }
        let pairs = first.count * second.count
        var doubled = 0
        var seenSecond = 0
        for group in groups {
            doubled += group.first * (2 * seenSecond + group.second)
            seenSecond += group.second
        }
        statistic = Double(doubled) / 2
        let hasTies = groups.contains { $0.first + $0.second > 1 }
        let limit = hasTies ? Self.exactLimitWithTies : Self.exactLimit
        if first.count <= limit, second.count <= limit {
            // The distribution is not symmetric when values tie and the samples are of different sizes: the tail is
            // that of the sample with the smaller values.
            let isLess = doubled <= pairs
            pValue =
                doubled == pairs
                ? 1 : Self.exact(isLess ? doubled : 2 * pairs - doubled, groups, isLess ? first.count : second.count)
        } else {
            pValue = Self.approximate(statistic, groups, first.count, second.count)
        }
    }

    /// The least p-value that samples of these sizes can have.
    public static func leastPValue(_ first: Int, _ second: Int) -> Double {
        guard first > 0, second > 0 else { return 1 }
        return min(1, 2 / choose(first + second, first))
    }

    /// How many values each side needs for a difference at a level to be possible; nil when 9 are too few.
    public static func smallestCount(alpha: Double) -> Int? {
        (1...9).first { leastPValue($0, $0) <= alpha }
    }

    /// Equal values of both samples.
    private struct Group {
        var first = 0
        var second = 0
    }

    /// In the order of values.
    private static func groups(_ first: [Double], _ second: [Double]) -> [Group] {
        let merged = first.map { ($0, true) } + second.map { ($0, false) }
        var groups: [Group] = []
        var last: Double?
        for (value, isFirst) in merged.sorted(by: { $0.0 < $1.0 }) {
            if value != last { groups.append(Group()) }
            last = value
            if isFirst { groups[groups.count - 1].first += 1 } else { groups[groups.count - 1].second += 1 }
        }
        return groups
    }

    // MARK: - Exact

    /// Twice the chance of a doubled statistic as far out as `limit`, over all ways to choose a sample's values from the
    /// groups.
    /// - Parameter first: size of the sample that has the statistic.
    private static func exact(_ limit: Int, _ groups: [Group], _ first: Int) -> Double {
        let sizes = groups.map { $0.first + $0.second }
        let second = sizes.reduce(0, +) - first
        // ways[chosen][doubled statistic], among the values so far.
        var ways = [[Double]](repeating: [Double](repeating: 0, count: limit + 1), count: first + 1)
        ways[0][0] = 1
        var seen = 0
        for size in sizes {
            add(size, to: &ways, seen: seen, second: second)
            seen += size
        }
        let all = choose(first + second, first)
        let lower = ways[first].reduce(0, +) / all
        // In a skewed distribution more than half may lie below the mean.
        let upper = 1 - lower + ways[first][limit] / all
        return min(1, 2 * min(lower, upper))
    }

    /// Chooses 0 to all values of a group: each is greater than those of the other sample before, and ties with those in
    /// the group.
    private static func add(_ size: Int, to ways: inout [[Double]], seen: Int, second: Int) {
        // Downwards, so that the rows that are read are those of before.
        for chosen in stride(from: ways.count - 1, through: 0, by: -1) {
            var row = [Double](repeating: 0, count: ways[chosen].count)
            for taken in 0...min(size, chosen) {
                let before = chosen - taken
                let others = seen - before
                guard others >= 0, others + size - taken <= second else { continue }
                let gain = taken * (2 * others + size - taken)
                guard gain < row.count else { continue }
                let factor = choose(size, taken)
                let source = ways[before]
                for at in gain..<row.count { row[at] += factor * source[at - gain] }
            }
            ways[chosen] = row
        }
    }

    private static func choose(_ n: Int, _ k: Int) -> Double {
        var result = 1.0
        for i in 0..<min(k, n - k) { result = result * Double(n - i) / Double(i + 1) }
        return result.rounded()
    }

    // MARK: - Approximate

    private static func approximate(_ statistic: Double, _ groups: [Group], _ first: Int, _ second: Int) -> Double {
        let pairs = Double(first) * Double(second)
        let all = Double(first + second)
        let ties = groups.reduce(0.0) {
            let size = Double($1.first + $1.second)
            return $0 + size * size * size - size
        }
        let deviation = (pairs * ((all + 1) - ties / (all * (all - 1))) / 12).squareRoot()
        let distance = (statistic - pairs / 2).magnitude
        let z = distance == 0 ? 0 : (distance - 0.5) / deviation
        return min(1, MathFunctions.errorComplement(z / 2.0.squareRoot()))
    }
}
