import Evidence
import GoProfile
import Testing
import Wire

/// Merging and comparing of profiles.
@Suite struct MergeTests {
    @Test func equalStacksAreAddedUp() throws {
        let profile = SmallProfile.make()
        let merged = try ProfileMerger.merge([profile, profile, profile])
        #expect(merged.samples.count == 3)
        #expect(merged.samples.values == profile.samples.values.map { $0 * 3 })
        #expect(merged.functions.count == 4)
    }

    @Test func otherKindsAreRefused() throws {
        var heap = SmallProfile.make()
        heap.sampleTypes[0].type = heap.strings.intern("inuse_space")
        heap.sampleTypes[1].type = heap.strings.intern("alloc_space")
        #expect(throws: InputError.self) { try ProfileMerger.merge([SmallProfile.make(), heap]) }
        #expect(throws: InputError.self) {
            try ProfileCombination.combine(sources: [SmallProfile.make(), heap], options: PprofOptions())
        }
    }

    @Test func aProfileLessItselfIsNothing() throws {
        let profile = SmallProfile.make()
        var options = PprofOptions()
        let difference = try ProfileCombination.combine(sources: [profile], bases: [profile], options: options)
        #expect(difference.samples.count == 0)
        options.isDiffBase = true
        let marked = try ProfileCombination.combine(sources: [profile], bases: [profile], options: options)
        #expect(marked.samples.count == 6)
        #expect(try PprofReport(marked, kind: .top, options: options).total == 60_000_000)
    }

    @Test func unitsAreBroughtToTheFinest() throws {
        var coarse = SmallProfile.make()
        coarse.sampleTypes[1].unit = coarse.strings.intern("milliseconds")
        coarse.periodType.unit = coarse.sampleTypes[1].unit
        coarse.samples.values = coarse.samples.values.enumerated().map { $0 % 2 == 0 ? $1 : $1 / 1_000_000 }
        let merged = try ProfileCombination.merge([coarse, SmallProfile.make()])
        #expect(merged.samples.values == SmallProfile.make().samples.values.map { $0 * 2 })
    }
}
