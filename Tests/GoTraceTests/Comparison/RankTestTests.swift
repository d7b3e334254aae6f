import TestSupport
import Testing

@testable import GoTrace

/// The rank test against all orders that there are, and against values of SciPy 1.14.
@Suite struct RankTestTests {
    /// The two-sided chance by trying every way to take the second values out of all.
    private static func byEnumeration(_ first: [Double], _ second: [Double]) -> Double {
        let all = first + second
        func statistic(_ isSecond: (Int) -> Bool) -> Double {
            var sum = 0.0
            for one in all.indices where isSecond(one) {
                for other in all.indices where !isSecond(other) {
                    sum += all[one] > all[other] ? 1 : all[one] == all[other] ? 0.5 : 0
                }
            }
            return sum
        }
        let centre = Double(first.count * second.count) / 2
        let seen = (statistic { $0 >= first.count } - centre).magnitude
        var (extreme, total) = (0, 0)
        for mask in 0..<(1 << all.count) where mask.nonzeroBitCount == second.count {
            total += 1
            if (statistic { mask >> $0 & 1 == 1 } - centre).magnitude >= seen - 1e-9 { extreme += 1 }
        }
        return Double(extreme) / Double(total)
    }

    @Test(arguments: 1...60)
    func agreesWithAllOrders(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let first = (0..<Int.random(in: 2...6, using: &random)).map { _ in Double.random(in: 0...1, using: &random) }
        let second = (0..<Int.random(in: 2...6, using: &random)).map { _ in Double.random(in: 0.2...1.5, using: &random)
        }
        let value = RankTest(first, second).pValue
        #expect((value - Self.byEnumeration(first, second)).magnitude < 1e-12)
    }

    /// With ties the normal distribution stands in, which is good to a tenth for so few.
    @Test(arguments: 1...40)
    func isNearAllOrdersWithTies(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let first = (0..<6).map { _ in Double(Int.random(in: 0...4, using: &random)) }
        let second = (0..<7).map { _ in Double(Int.random(in: 1...6, using: &random)) }
        let value = RankTest(first, second).pValue
        #expect((value - Self.byEnumeration(first, second)).magnitude < 0.1)
    }

    /// The smallest chances of the table of Mann and Whitney: 2 of C(10, 5), and of C(7, 3).
    @Test func separatedValuesHaveTheLeastChance() {
        #expect((RankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).pValue - 2.0 / 252).magnitude < 1e-12)
        #expect((RankTest([5, 6, 7, 8], [1, 2, 3]).pValue - 2.0 / 35).magnitude < 1e-12)
        #expect(RankTest([1, 2], [3, 4]).superiority == 1)
        #expect(RankTest([1, 1, 1], [1, 1]).pValue == 1)
        #expect(RankTest([], [1]).pValue == 1)
    }

    /// Two-sided chances of Student's distribution: 2.776 with 4, 2.228 with 10, 3.646 with 30 degrees of freedom.
    @Test(arguments: [(2.776, 4.0, 0.05), (2.228, 10, 0.05), (3.646, 30, 0.001), (1.812, 10, 0.1)])
    func studentsValues(t: Double, freedom: Double, chance: Double) {
        let value = RankTest.twoSided(RankTest.normal(student: t, freedom: freedom))
        #expect((value - chance).magnitude < 0.05 * chance)
    }

    @Test func neighboursThatDependOnEachOtherRaiseTheVariance() {
        var random = SeededGenerator(seed: 7)
        var independent = 0.0
        var dependent = 0.0
        for _ in 0..<100 {
            var value = 0.0
            let noise = (0..<40).map { _ in Double.random(in: -1...1, using: &random) }
            independent += RankTest.inflation(noise)
            dependent += RankTest.inflation(
                noise.map {
                    value = 0.6 * value + $0
                    return value
                })
        }
        // An autoregressive series with 0.6 has a variance of the mean (1 + 0.6) / (1 - 0.6) = 4 times as large.
        #expect(independent / 100 < 1.5)
        #expect(dependent / 100 > 2.2)
    }
}
