import TestSupport
import Testing
import Wire

@testable import GoProfile

/// Growth, steps and odd profiles in series that were drawn by a known law.
struct ProfileSeriesTests {
    private static let rate = 524_288.0
    private static let seconds = 10.0

    /// A heap profile at a time: each site holds a number of sampled objects of 64 KiB, scaled up as Go does.
    private static func heap(_ sampled: [Int], at index: Int, allocated: Int64? = nil) -> Profile {
        let size = 65_536.0
        let weight = 1 / (1 - MathFunctions.exp(-size / rate))
        var profile = ComparedProfiles.make(
            [
                ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
                ("inuse_space", "bytes"),
            ], ("space", "bytes"), period: 524_288,
            stacks: sampled.enumerated().map { site, count in
                let objects = Int64((Double(count) * weight).rounded())
                let bytes = allocated ?? Int64(index + 1) * 1_000_000_000
                return ("m.site\(site) m.serve m.main", [objects, bytes, objects, objects * 65_536])
            })
        profile.timeNanoseconds = 1_700_000_000_000_000_000 + Int64(Double(index) * seconds * 1e9)
        return profile
    }

    /// Means of sampled objects by profile and site.
    private static func series(
        _ count: Int, _ random: inout SeededGenerator, _ mean: (_ index: Int, _ site: Int) -> Double
    ) throws -> ProfileSeries {
        try ProfileSeries(
            (0..<count).map { index in
                heap((0..<8).map { random.poisson(mean(index, $0)) }, at: index)
            })
    }

    @Test func seriesThatStayAsTheyAreHardlyEverGrow() throws {
        var random = SeededGenerator(seed: 21)
        for count in [2, 3, 5, 8, 20] {
            var alarms = 0
            for _ in 0..<100 {
                let growth = try Self.series(count, &random) { _, site in 40 * Double(site + 1) }.growth()
                if growth.sites.contains(where: \.isSignificant) { alarms += 1 }
            }
            #expect(alarms <= 9, "\(alarms) of 100 series of \(count)")
        }
    }

    /// Values that stay for a while, as those of real heaps do, look like growth more easily.
    @Test func correlatedNoiseIsNotGrowth() throws {
        var random = SeededGenerator(seed: 22)
        var alarms = 0
        for _ in 0..<100 {
            var drift = [Double](repeating: 0, count: 8)
            var shocks = SeededGenerator(seed: random.next())
            let growth = try Self.series(24, &random) { _, site in
                drift[site] = 0.6 * drift[site] + 15 * shocks.gaussian()
                return max(0, 150 + drift[site])
            }.growth()
            if growth.sites.contains(where: { $0.trend == .growing }) { alarms += 1 }
        }
        #expect(alarms <= 12, "\(alarms) of 100")
    }

    @Test func aLeakIsFoundWithItsSlope() throws {
        var random = SeededGenerator(seed: 23)
        let weight = 65_536 / (1 - MathFunctions.exp(-65_536 / Self.rate))
        // Twelve sampled objects more in every profile.
        let truth = 12 * weight / Self.seconds
        var covered = 0
        var totals = 0
        for _ in 0..<60 {
            let growth = try Self.series(10, &random) { index, site in
                site == 3 ? 30 + 12 * Double(index) : 60
            }.growth()
            let first = try #require(growth.sites.first)
            #expect(first.name == "m.site3")
            #expect(first.trend == .growing)
            #expect(first.profileCount == 10)
            #expect(first.stack == ["m.site3", "m.serve", "m.main"])
            #expect(first.end > first.start)
            #expect((first.seconds - 90).magnitude < 1e-6)
            if first.low <= truth, truth <= first.high { covered += 1 }
            if growth.total?.trend == .growing { totals += 1 }
        }
        #expect(totals >= 55, "\(totals) of 60")
        #expect(covered >= 54, "\(covered) of 60 intervals hold the true slope")
    }

    @Test func aCacheThatFillsLevelsOff() throws {
        var random = SeededGenerator(seed: 24)
        var levelled = 0
        for _ in 0..<40 {
            let growth = try Self.series(16, &random) { index, site in
                site == 2 ? min(40 + 60 * Double(index), 340) : 100
            }.growth()
            if growth.sites.first(where: { $0.name == "m.site2" })?.trend == .levelledOff { levelled += 1 }
            #expect(!growth.sites.contains { $0.trend == .growing && $0.name == "m.site2" })
        }
        #expect(levelled >= 34, "\(levelled) of 40")
    }

    @Test func aStepIsFoundWhereItIs() throws {
        var random = SeededGenerator(seed: 25)
        var found = 0
        var alarms = 0
        for _ in 0..<50 {
            let steps = try Self.series(16, &random) { index, site in
                site == 5 ? (index < 9 ? 100 : 190) : 120
            }.changePoints()
            if steps.contains(where: { $0.name == "m.site5" && $0.index == 9 && $0.after > $0.before }) { found += 1 }
            if steps.contains(where: { $0.name != "m.site5" }) { alarms += 1 }
        }
        #expect(found >= 46, "\(found) of 50")
        #expect(alarms <= 5, "\(alarms) of 50")
    }

    @Test func theOddProfileIsNamed() throws {
        var random = SeededGenerator(seed: 26)
        var found = 0
        var alarms = 0
        for _ in 0..<50 {
            let series = try Self.series(8, &random) { index, site in
                site == 6 && index == 4 ? 300 : 100
            }.novelties()
            if series.first(where: \.isNovel)?.index == 4, series[4].sites.first?.name == "m.site6" { found += 1 }
            let plain = try Self.series(8, &random) { _, site in 50 * Double(site + 1) }.novelties()
            if plain.contains(where: \.isNovel) { alarms += 1 }
        }
        #expect(found >= 46, "\(found) of 50")
        #expect(alarms <= 2, "\(alarms) of 50")
    }

    /// Shares of cpu profiles, whose loads differ: only the share of a function that grew is news.
    @Test func cpuProfilesAreComparedByShare() throws {
        var random = SeededGenerator(seed: 27)
        let series = try ProfileSeries(
            (0..<12).map { index in
                let load = 0.5 + random.unit()
                var profile = ComparedProfiles.make(
                    [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: 10_000_000,
                    stacks: (0..<6).map { site in
                        let mean = load * (site == 1 ? 300 + 60 * Double(index) : 500)
                        let count = Int64(random.poisson(mean))
                        return ("m.f\(site) m.main", [count, count * 10_000_000])
                    })
                profile.timeNanoseconds = Int64(index + 1) * 60_000_000_000
                return profile
            })
        #expect(series.quantity == .share)
        let growth = series.growth()
        #expect(growth.total == nil)
        #expect(growth.sites.first?.name == "m.f1")
        #expect(growth.sites.first?.trend == .growing)
        #expect(growth.sites.count { $0.trend == .growing } == 1)
    }

    @Test func profilesMayComeInAnyOrderAndRestartsAreSeen() throws {
        let profiles = (0..<4).map { Self.heap([50 + 40 * $0], at: $0, allocated: Int64($0 + 1) * 1_000_000_000) }
        let series = try ProfileSeries([profiles[2], profiles[0], profiles[3], profiles[1]])
        #expect(series.run.points.map(\.name) == ["2", "4", "1", "3"])
        #expect(series.run.remarks.isEmpty)
        let late = (4..<10).map { Self.heap([50], at: $0, allocated: Int64($0) * 1_000_000) }
        let restarted = try ProfileSeries(profiles + late)
        #expect(restarted.run.points.count == 6)
        #expect(restarted.run.remarks.count == 1)
    }

    @Test func allocationsAreRates() throws {
        var options = PprofOptions()
        options.sampleIndex = "alloc_space"
        let series = try ProfileSeries(
            (0..<4).map { Self.heap([50], at: $0, allocated: Int64($0) * 5_000_000) }, options: options)
        #expect(series.quantity == .rate)
        let site = try #require(series.growth().sites.first)
        #expect((site.mean - 500_000).magnitude < 1)
        #expect(site.profileCount == 3)
        #expect(!site.isSignificant)
    }

    @Test func goroutineCountsGrowExactly() throws {
        let series = try ProfileSeries(
            (0..<6).map { index in
                var profile = ComparedProfiles.make(
                    [("goroutine", "count")], ("goroutine", "count"), period: 1,
                    stacks: [
                        ("runtime.gopark runtime.selectgo m.wait m.serve", [Int64(10 + 100 * index)]),
                        ("m.idle m.main", [20]),
                    ])
                profile.timeNanoseconds = Int64(index + 1) * 1_000_000_000
                return profile
            })
        let growth = series.growth()
        #expect(growth.sites.first?.name == "m.wait")
        #expect(growth.sites.first?.trend == .growing)
        #expect(growth.sites.first { $0.name == "m.idle" }?.trend == .stable)
    }

    @Test func whatStillRisesHasNotLevelledOff() throws {
        let series = try ProfileSeries(
            (0..<14).map { index in
                var profile = ComparedProfiles.make(
                    [("goroutine", "count")], ("goroutine", "count"), period: 1,
                    stacks: [("runtime.gopark m.wait", [Int64(max(0, 20 * (index - 6)))]), ("m.idle m.main", [20])])
                profile.timeNanoseconds = Int64(index + 1) * 1_000_000_000
                return profile
            })
        let site = try #require(series.growth().sites.first)
        #expect(site.name == "m.wait")
        #expect(site.trend != .levelledOff)
        #expect(series.changePoints().contains { $0.name == "m.wait" && $0.after > $0.before })
    }

    @Test func fewOrEmptyProfilesSayNothing() throws {
        #expect(try ProfileSeries([]).growth().sites.isEmpty)
        #expect(try ProfileSeries([Self.heap([5], at: 0)]).growth().sites.isEmpty)
        #expect(try ProfileSeries([Self.heap([], at: 0), Self.heap([], at: 1)]).growth().sites.isEmpty)
        let series = try ProfileSeries([Self.heap([5], at: 0), Self.heap([5], at: 0)])
        #expect(series.changePoints().isEmpty && series.novelties().isEmpty)
        #expect(series.run.remarks.count == 1)
        let cpu = ComparedProfiles.cpu(["m.a": 5])
        #expect(throws: (any Error).self) { try ProfileSeries([Self.heap([5], at: 0), cpu]) }
    }
}
