import Testing

@testable import GoProfile

/// Warnings about profiles that are made to deserve them, and none about one that does not.
struct ProfileQualityTests {
    private static func codes(_ profile: Profile) -> Set<String> {
        Set(ProfileQualityCheck(profile).warnings.map(\.code))
    }

    private static let good = ComparedProfiles.cpu(["m.a m.main": 4000, "m.b m.main": 2000], build: "b")

    @Test func aGoodProfileHasNone() {
        #expect(ProfileQualityCheck(Self.good).warnings.isEmpty, "\(ProfileQualityCheck(Self.good).warnings)")
    }

    @Test func emptyAndSmallProfiles() {
        #expect(Self.codes(ComparedProfiles.cpu([:])).contains("profile.empty"))
        let small = ComparedProfiles.cpu(["m.a m.main": 100], build: "b")
        let warning = ProfileQualityCheck(small).warnings.first { $0.code == "samples.few" }
        // 1.96 / sqrt(10) of 10 expected samples.
        #expect(warning?.text.contains("±62%") == true)
        #expect(warning?.isImportant == true)
        let heap = ComparedProfiles.heap(["m.a m.main": [0, 0, 1000, 1000 * 524_288]])
        #expect(Self.codes(heap).contains("samples.few"))
    }

    @Test func lostSamples() {
        let profile = ComparedProfiles.cpu(
            ["m.a m.main": 9000, "runtime/pprof.lostProfileEvent runtime/pprof.lostProfileEvent": 1000], build: "b")
        let warning = ProfileQualityCheck(profile).warnings.first
        #expect(warning?.code == "samples.lost")
        #expect(warning?.text.hasPrefix("10% of the samples") == true)
        // The name alone, as in a stack that calls it, loses nothing.
        let inner = ComparedProfiles.cpu(["m.a runtime._LostExternalCode": 9000], build: "b")
        #expect(!Self.codes(inner).contains("samples.lost"))
    }

    @Test func truncatedStacks() {
        func stack(_ depth: Int, _ root: String) -> String {
            ((0..<(depth - 1)).map { "m.f\($0)" } + [root]).joined(separator: " ")
        }
        func profile(_ depth: Int, _ root: String) -> Profile {
            ComparedProfiles.make(
                [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: 10_000_000,
                stacks: [("m.a m.main", [9000, 90_000_000_000]), (stack(depth, root), [1000, 10_000_000_000])],
                build: "b")
        }
        #expect(Self.codes(profile(64, "m.middle")).contains("stacks.truncated"))
        #expect(!Self.codes(profile(64, "m.main")).contains("stacks.truncated"))
        #expect(!Self.codes(profile(63, "m.middle")).contains("stacks.truncated"))
        #expect(!Self.codes(profile(65, "m.middle")).contains("stacks.truncated"))
        func heap(_ depth: Int) -> Profile {
            ComparedProfiles.make(
                [
                    ("alloc_objects", "count"), ("alloc_space", "bytes"), ("inuse_objects", "count"),
                    ("inuse_space", "bytes"),
                ], ("space", "bytes"), period: 524_288,
                stacks: [
                    ("m.a m.main", [9000, 9000 << 20, 0, 0]), (stack(depth, "m.middle"), [1000, 1000 << 20, 0, 0]),
                ])
        }
        #expect(Self.codes(heap(128)).contains("stacks.truncated"))
        #expect(Self.codes(heap(32)).contains("stacks.truncated"))
        #expect(!Self.codes(heap(64)).contains("stacks.truncated"))
    }

    @Test func differencesAndDeltas() {
        #expect(Self.codes(ComparedProfiles.cpu(["m.a": 5000, "m.b": -3])).contains("values.negative"))
        var heap = ComparedProfiles.heap(["m.a m.main": [5000, 5000 << 20, 100, 100 << 20]])
        #expect(!Self.codes(heap).contains("delta.in-use"))
        heap.durationNanoseconds = 30_000_000_000
        #expect(Self.codes(heap).contains("delta.in-use"))
    }

    @Test func ratesAndClocks() {
        var mixed = ComparedProfiles.make(
            [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: 10_000_000,
            stacks: [("m.a m.main", [5000, 25_000_000_000])], build: "b")
        #expect(Self.codes(mixed).contains("rate.mixed"))
        mixed.durationNanoseconds = 0
        #expect(Self.codes(mixed).contains("duration.unknown"))
        mixed.period = 0
        #expect(Self.codes(mixed).contains("rate.unknown"))
        var idle = ComparedProfiles.cpu(["m.a m.main": 2000], build: "b")
        idle.durationNanoseconds = 3_600_000_000_000
        #expect(Self.codes(idle) == ["processor.idle"])
        idle.durationNanoseconds = 1_000_000
        #expect(Self.codes(idle).contains("processor.impossible"))
        let fast = ComparedProfiles.cpu(["m.a m.main": 20_000], build: "b", period: 1_000_000)
        #expect(Self.codes(fast).contains("rate.high"))
        let mutex = ComparedProfiles.make(
            [("contentions", "count"), ("delay", "nanoseconds")], ("contentions", "count"), period: 1,
            stacks: [("sync.(*Mutex).Unlock m.main", [5000, 25_000_000_000])])
        #expect(Self.codes(mutex) == ["rate.unknown"])
    }

    @Test func setsOfProfiles() {
        let fast = ComparedProfiles.cpu(["m.a": 5000], build: "c", period: 5_000_000)
        func codes(_ profiles: Profile...) -> [String] {
            ProfileSetQuality.warnings(profiles.map(ProfileIdentity.init)).map(\.code)
        }
        #expect(codes(Self.good, Self.good).isEmpty)
        #expect(codes(Self.good, fast) == ["period.differs", "build.differs"])
        #expect(codes(Self.good, ComparedProfiles.heap(["m.a": [1, 2, 3, 4]])) == ["types.differ"])
    }

    @Test func absurdValuesDoNotCrash() {
        for value in [Int64.max, .min, -1, 1] {
            for period in [Int64.max, .min, 0, 1] {
                var profile = ComparedProfiles.make(
                    [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: period,
                    stacks: [("m.a m.main", [1, value]), ("m.b", [.max, value]), ("", [value, value])])
                for duration in [Int64.max, .min, 0, 1] {
                    profile.durationNanoseconds = duration
                    _ = ProfileQualityCheck(profile).warnings
                }
                let heap = ComparedProfiles.heap(["m.a": [value, value, value, value], "m.b": [1, value, 0, period]])
                _ = ProfileQualityCheck(heap).warnings
                _ = try? ProfileSeries([heap, heap, profile]).growth()
                _ = try? ProfileSeries([heap, heap, heap, heap, heap, heap, heap]).changePoints()
            }
        }
    }
}
