import Testing
import Wire

@testable import GoProfile

/// What a comparison says about changes that are known.
struct ProfileDiffTests {
    private static let background: [(String, Int64)] = [
        ("m.read m.serve m.main", 3000), ("m.write m.serve m.main", 2500), ("runtime.gc m.main", 1500),
    ]

    private static func cpu(_ stacks: [(String, Int64)], build: String = "", period: Int64 = 10_000_000) -> Profile {
        ComparedProfiles.make(
            [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: period,
            stacks: (background + stacks).map { ($0.0, [$0.1, $0.1 * period]) }, build: build)
    }

    private static func diff(_ old: Profile, _ new: Profile, _ options: PprofOptions = PprofOptions()) throws
        -> ProfileDiff
    {
        try ProfileDiff.comparing(old: [old], with: [new], options: options)
    }

    private static func row(_ diff: ProfileDiff, _ name: String) throws -> ProfileDiff.Row {
        try #require(diff.rows.first { $0.name == name }, "\(name) in \(diff.rows.map(\.name))")
    }

    @Test func growthIsNamedWithItsCenter() throws {
        let diff = try Self.diff(
            Self.cpu([("m.sort m.rank m.serve m.main", 1000)]), Self.cpu([("m.sort m.rank m.serve m.main", 2000)]))
        let headline = try #require(diff.headlines.first)
        #expect(headline.isGrowth)
        guard case .subtree(let row) = headline.subject else {
            Issue.record("\(headline)")
            return
        }
        #expect(["m.sort", "m.rank"].contains(diff.rows[row].name))
        let sort = try Self.row(diff, "m.sort")
        #expect(sort.flat.isSignificant)
        // The rest of the program is the measure, so that what did not change shows no change.
        #expect(((sort.flat.ratio ?? 0) - 2).magnitude < 0.01)
        #expect(diff.exposure == .unchangedPart(without: 1))
        #expect(!(try Self.row(diff, "m.read").flat.isSignificant))
    }

    /// A function that vanishes and one that appears at the same place with the same weight.
    @Test func renamesAreNoChange() throws {
        let diff = try Self.diff(
            Self.cpu([("m.leaf m.oldName m.serve m.main", 900), ("m.oldName m.serve m.main", 800)]),
            Self.cpu([("m.leaf m.newName m.serve m.main", 910), ("m.newName m.serve m.main", 790)]))
        #expect(diff.headlines.isEmpty)
        let row = try Self.row(diff, "m.newName")
        guard case .renamed(let old, let confidence) = row.fate else {
            Issue.record("\(row)")
            return
        }
        #expect(old == "m.oldName")
        #expect(confidence > 0.6)
        #expect(row.flat.old == 8_000_000_000)
    }

    @Test func renumberedClosuresAndGenericsAreJoined() throws {
        let diff = try Self.diff(
            Self.cpu([("m.serve.func1 m.serve m.main", 900), ("m.Max[go.shape.int] m.serve m.main", 700)], build: "a"),
            Self.cpu(
                [("m.serve.func2 m.serve m.main", 905), ("m.Max[go.shape.int_0] m.serve m.main", 690)], build: "b")
        )
        #expect(diff.headlines.isEmpty)
        #expect(try Self.row(diff, "m.serve.func#").joined == 2)
        #expect(try Self.row(diff, "m.Max[...]").joined == 2)
    }

    /// The closures of one build are different functions, whatever they are called.
    @Test func closuresOfOneBuildStayApart() throws {
        let diff = try Self.diff(
            Self.cpu([("m.serve.func1 m.serve m.main", 900)], build: "a"),
            Self.cpu([("m.serve.func2 m.serve m.main", 900)], build: "a"))
        #expect(try Self.row(diff, "m.serve.func1").flat.isSignificant)
        #expect(try Self.row(diff, "m.serve.func2").flat.isSignificant)
    }

    @Test func inliningMovesCost() throws {
        // Without inline records the callee's time turns up in its caller.
        let diff = try Self.diff(
            Self.cpu([("m.hash m.lookup m.serve m.main", 1000), ("m.lookup m.serve m.main", 500)]),
            Self.cpu([("m.lookup m.serve m.main", 1500)]))
        let row = try Self.row(diff, "m.hash")
        guard case .moved(let move) = row.fate else {
            Issue.record("\(row)")
            return
        }
        #expect(move.others == ["m.lookup"])
        #expect(move.low < 1 && move.high > 1)
        #expect(!diff.headlines.contains { $0.isGrowth })
    }

    @Test func profilesOfDifferentPeriodsCompareByTime() throws {
        let fast = Self.cpu([("m.sort m.serve m.main", 1000)], period: 5_000_000)
        let slow = Self.cpu([("m.sort m.serve m.main", 2000)])
        let diff = try Self.diff(fast, slow)
        let sort = try Self.row(diff, "m.sort")
        #expect(sort.flat.isSignificant)
        #expect(((sort.flat.ratio ?? 0) - 2).magnitude < 0.02)
        let comparison = try #require(sort.flat.comparison)
        #expect((comparison.old - 1000).magnitude < 1)
        #expect((comparison.new - 2000).magnitude < 1)
        #expect(diff.remarks.contains { $0.contains("period") })
    }

    /// What Go writes is scaled up: 512 KiB objects are sampled with probability 1 - 1/e.
    @Test func heapEventsAreTheRawCounts() throws {
        let profile = ComparedProfiles.heap(["m.make m.main": [1000, 1000 * 524_288, 0, 0]])
        let model = CountingModel(profile, column: 1)
        #expect(model == .allocations(objects: 0, space: 1, period: 524_288))
        #expect((model.events(profile.samples, 0, column: 1) - 632.12).magnitude < 0.01)
        let small = ComparedProfiles.heap(["m.make m.main": [32768, 524_288, 0, 0]])
        // 16-byte objects: one sample stands for 32,768.5 of them.
        #expect((CountingModel(small, column: 1).events(small.samples, 0, column: 1) - 1).magnitude < 0.001)
    }

    @Test func heapDeltaSubtractsAllocationsAndKeepsWhatIsInUse() throws {
        let delta = try ProfileDelta.delta(
            from: [ComparedProfiles.heap(["m.make m.main": [10, 1000, 4, 400]], time: 1_000_000_000)],
            to: [ComparedProfiles.heap(["m.make m.main": [30, 3000, 5, 500]], time: 3_000_000_000)],
            options: PprofOptions())
        #expect(delta.samples.count == 1)
        #expect((0..<4).map { delta.samples.value(0, $0) } == [20, 2000, 5, 500])
        #expect(delta.durationNanoseconds == 2_000_000_000)
        // It is not taken for one of net/http/pprof, whose in-use values are differences.
        #expect(!ProfileQualityCheck(delta).warnings.contains { $0.code == "delta.in-use" })
    }

    @Test func emptyProfilesAndDifferencesAreNotTested() throws {
        let empty = ComparedProfiles.cpu([:])
        for (old, new) in [(empty, empty), (empty, Self.cpu([])), (Self.cpu([]), empty)] {
            let diff = try Self.diff(old, new)
            #expect(!diff.rows.contains { $0.flat.isSignificant || $0.cumulative.isSignificant })
        }
        let negative = ComparedProfiles.cpu(["m.a m.main": -500, "m.b m.main": 700])
        let diff = try Self.diff(negative, Self.cpu([]))
        #expect(!diff.model.isSampled)
        #expect(!diff.remarks.isEmpty)
    }

    @Test func differentKindsAreRefused() {
        let heap = ComparedProfiles.heap(["m.a": [1, 2, 3, 4]])
        #expect(throws: InputError.self) { try Self.diff(heap, Self.cpu([])) }
        var options = PprofOptions()
        options.mean = true
        #expect(throws: InputError.self) { try Self.diff(Self.cpu([]), Self.cpu([]), options) }
    }

    @Test func absurdValuesDoNotCrash() throws {
        let huge = ComparedProfiles.cpu(["m.a m.main": .max / 20_000_000, "m.b m.main": 1])
        _ = try Self.diff(huge, Self.cpu([]))
        let max = ComparedProfiles.make(
            [("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period: .max,
            stacks: [("m.a m.main", [.max, .max]), ("m.b m.main", [.max, .min])])
        _ = try Self.diff(max, Self.cpu([]))
        _ = try Self.diff(max, max)
    }
}
