import TestSupport
import Testing

@testable import GoProfile

/// The test of the test: how often the comparison is wrong, on profiles that were drawn by a known law.
struct ErrorRateTests {
    struct Rates {
        var pairs = 0
        var any = 0
    }

    /// Pairs of groups of profiles from one population, and how many of them reported anything.
    private static func falseAlarms(
        _ population: StackPopulation, samples: Double, pairs: Int, replicates: Int = 1, noise: Double = 0,
        load: Double = 1, seed: UInt64
    ) throws -> Rates {
        var random = SeededGenerator(seed: seed)
        var rates = Rates()
        for _ in 0..<pairs {
            let old = (0..<replicates).map { _ in population.draw(samples, &random, noise: noise) }
            let new = (0..<replicates).map { _ in population.draw(samples * load, &random, noise: noise) }
            let diff = try ProfileDiff.comparing(old: old, with: new, options: PprofOptions())
            rates.pairs += 1
            if diff.isAnySignificant { rates.any += 1 }
        }
        return rates
    }

    /// At most 6 % of 1,000 pairs of one distribution report any function, subtree or package.
    @Test func equalProfilesSeldomDiffer() throws {
        let population = StackPopulation.madeUp(stacks: 200)
        let rates = try Self.falseAlarms(population, samples: 3000, pairs: 1000, seed: 1)
        print("equal profiles: \(rates.any) of \(rates.pairs) pairs report a change")
        #expect(rates.any <= 60, "\(rates.any) of \(rates.pairs)")
        // A test that never finds anything would pass as well; see the one below.
    }

    @Test func equalProfilesOfDifferentLoadSeldomDiffer() throws {
        let population = StackPopulation.madeUp(stacks: 100)
        let rates = try Self.falseAlarms(population, samples: 4000, pairs: 400, load: 2.5, seed: 2)
        #expect(rates.any <= 24, "\(rates.any) of \(rates.pairs)")
    }

    @Test func realProfilesSeldomDifferFromThemselves() throws {
        let population = try StackPopulation.real(stacks: 150)
        let rates = try Self.falseAlarms(population, samples: 3000, pairs: 100, seed: 3)
        #expect(rates.any <= 6, "\(rates.any) of \(rates.pairs)")
    }

    /// Functions whose cost varies from run to run by 5 % more than sampling alone says.
    @Test func replicatesTellNoiseBetweenRunsFromChange() throws {
        let population = StackPopulation.madeUp(stacks: 100)
        let rates = try Self.falseAlarms(
            population, samples: 20_000, pairs: 100, replicates: 4, noise: 0.05, seed: 4)
        #expect(rates.any <= 6, "\(rates.any) of \(rates.pairs)")
        // Without replicates nothing can know of the noise: the same pairs must look different.
        let blind = try Self.falseAlarms(population, samples: 80_000, pairs: 50, noise: 0.05, seed: 4)
        #expect(blind.any > 10, "\(blind.any) of \(blind.pairs)")
    }

    /// 10 % more in a function of 20,000 samples is found in at least 95 of 100 pairs.
    @Test func growthOfTenPercentIsFound() throws {
        let population = StackPopulation.madeUp(stacks: 200)
        let leaf = try #require(
            population.leaves.max {
                let (a, b) = (population.part(leaf: $0), population.part(leaf: $1))
                return (a - 0.1).magnitude > (b - 0.1).magnitude
            })
        let total = 20_000 / population.part(leaf: leaf)
        let grown = population.growing(leaf: leaf, by: 1.1)
        var random = SeededGenerator(seed: 5)
        var found = 0
        var covered = 0
        for _ in 0..<200 {
            let diff = try ProfileDiff.comparing(
                old: [population.draw(total, &random)], with: [grown.draw(total, &random)], options: PprofOptions())
            guard let row = diff.rows.first(where: { $0.name == leaf }) else { continue }
            if row.flat.isSignificant, row.flat.growth > 0 { found += 1 }
            if let interval = row.flat.comparison?.interval(), interval.low <= 1.1, interval.high >= 1.1 {
                covered += 1
            }
        }
        print("10 % more in 20,000 samples: found in \(found) of 200 pairs")
        #expect(found >= 190, "\(found) of 200")
        // The exposure is without the function that grew, so that its interval covers the truth.
        #expect(covered >= 184, "\(covered) of 200 intervals hold the true ratio")
    }

    /// The smallest visible change is what it says: it is seen in about four of five pairs.
    @Test func smallestVisibleChangeIsSeenInFourOfFive() throws {
        let population = StackPopulation.madeUp(stacks: 200)
        let leaf = try #require(
            population.leaves.max {
                let (a, b) = (population.part(leaf: $0), population.part(leaf: $1))
                return (a - 0.1).magnitude > (b - 0.1).magnitude
            })
        var random = SeededGenerator(seed: 6)
        let trial = try ProfileDiff.comparing(
            old: [population.draw(10_000, &random)], with: [population.draw(10_000, &random)], options: PprofOptions())
        let ratio = try #require(trial.smallestVisibleRatio(part: population.part(leaf: leaf)))
        let grown = population.growing(leaf: leaf, by: ratio)
        var found = 0
        for _ in 0..<200 {
            let diff = try ProfileDiff.comparing(
                old: [population.draw(10_000, &random)], with: [grown.draw(10_000, &random)], options: PprofOptions())
            if diff.rows.contains(where: { $0.name == leaf && $0.flat.isSignificant }) { found += 1 }
        }
        #expect((140...190).contains(found), "\(found) of 200 at \(ratio)")
    }
}

extension ProfileDiff {
    fileprivate var isAnySignificant: Bool {
        rows.contains { $0.flat.isSignificant || $0.cumulative.isSignificant }
            || packages.contains { $0.flat.isSignificant }
    }
}
