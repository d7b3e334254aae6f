import Evidence
import GoBinary
import TestSupport
import Testing
import Wire

@testable import GoProfile

/// A profile out of records that were written by hand.
@Suite struct SampleRecordingTests {
    static func recording(
        isFiltered: Bool = false, samples: SampleRecording.Options.Kind = .ofClock, deepestStack: Int64 = 127,
        open: @escaping SampleRecording.Opening = { _, _, _ in nil }
    ) -> SampleRecording {
        var options = SampleRecording.Options()
        options.interval = 10
        options.pace = 10
        options.withStack = true
        options.isFiltered = isFiltered
        options.samples = samples
        options.deepestStack = deepestStack
        let builder = ProfileBuilder(
            sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
        return SampleRecording(builder, options, open: open)
    }

    /// Each sample as `count*file+offset,caller...{process,thread}`, sorted.
    static func text(_ profile: Profile) -> [String] {
        (0..<profile.samples.count).map { sample in
            let frames = profile.samples.stack(sample).map { place -> String in
                let mapping = Int(profile.locations.mappings[Int(place)])
                let address = profile.locations.addresses[Int(place)]
                if let line = profile.locations.lines(Int(place)).first, mapping >= profile.mappings.count {
                    return profile.text(profile.functions.names[Int(line.function)])
                }
                guard mapping < profile.mappings.count else { return "?\(String(address, radix: 16))" }
                let known = profile.mappings[mapping]
                return "\(profile.text(known.file))+\(String(address - known.start + known.fileOffset, radix: 16))"
            }
            let labels = profile.labelSets[profile.samples.labelSets[sample]].map { profile.text($0.string) }
            let values = (0..<2).map { "\(profile.samples.value(sample, $0))" }.joined(separator: "/")
            return "\(values) \(frames.joined(separator: " "))"
                + (labels.isEmpty ? "" : " {\(labels.joined(separator: ","))}")
        }.sorted()
    }

    private static func profile(_ recording: inout SampleRecording, _ rings: SampleRecords...) -> [String] {
        for ring in rings { recording.take(ring.bytes[...]) }
        return text(recording.finish(vdso: nil) { _ in nil })
    }

    @Test func equalStacksAreAddedUpAndCallersStandAtTheirCalls() {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a", offset: 0x400)
        for time in [10, 20, 30] as [UInt64] { records.sample(5, 5, at: time, [0x1010, 0x1051]) }
        records.sample(5, 5, at: 40, [0x1010])
        var recording = Self.recording()
        #expect(Self.profile(&recording, records) == ["1/10 /a+410", "3/30 /a+410 /a+450"])
        #expect(recording.facts.samples == 4)
        #expect(recording.facts.medianDistance.map { (9...11).contains($0) } == true)
    }

    /// Records of two processors, read one after the other.
    @Test func ringsArePutIntoOrder() {
        var first = SampleRecords()
        var second = SampleRecords()
        second.map(5, at: 1, 0x1000, size: 0x1000, path: "/old", inode: 1)
        first.sample(5, 5, at: 2, [0x1010])
        second.map(5, at: 3, 0x1000, size: 0x1000, path: "/new", inode: 2)
        first.sample(5, 5, at: 4, [0x1010])
        second.sample(5, 5, at: 5, [0x1010])
        var recording = Self.recording()
        #expect(Self.profile(&recording, first, second) == ["1/10 /old+10", "2/20 /new+10"])
    }

    /// What is not old enough waits for the other rings.
    @Test func recordsWaitForLaterRings() {
        var first = SampleRecords()
        first.sample(5, 5, at: 20, [0x1010])
        var second = SampleRecords()
        second.map(5, at: 10, 0x1000, size: 0x1000, path: "/a")
        var recording = Self.recording()
        recording.take(first.bytes[...])
        recording.advance(to: 19)
        #expect(Self.profile(&recording, second) == ["1/10 /a+10"])
    }

    @Test func programsAreKnownAcrossForkAndExecution() {
        var records = SampleRecords()
        records.name(5, 5, at: 1, "shell", isProgram: true)
        records.map(5, at: 2, 0x1000, size: 0x1000, path: "/shell", inode: 1)
        records.fork(6, 6, from: 5, 5, at: 3)
        records.sample(6, 6, at: 4, [0x1010])
        records.name(6, 6, at: 5, "tool", isProgram: true)
        records.sample(6, 6, at: 6, [0x1010])
        records.map(6, at: 7, 0x1000, size: 0x1000, path: "/tool", inode: 2)
        records.sample(6, 6, at: 8, [0x1010])
        records.fork(6, 7, from: 6, 6, at: 9)
        records.name(6, 7, at: 10, "worker")
        records.sample(6, 7, at: 11, [0x1010])
        records.sample(5, 5, at: 12, [0x1010])
        var recording = Self.recording()
        #expect(
            Self.profile(&recording, records) == [
                "1/10 /tool+10 {tool,worker}", "1/10 /tool+10 {tool}", "1/10 ?1010 {tool}", "2/20 /shell+10 {shell}",
            ])
    }

    /// A thread with an event of its own and one that it inherited is counted once.
    @Test func aThreadIsSampledByOneEvent() {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        for time in 2..<10 as Range<UInt64> {
            records.sample(5, 6, at: time * 10, event: time % 2 == 0 ? 11 : 12, [0x1010])
            records.sample(5, 6, at: time * 10 + 1, event: 21, [0x1020])
        }
        var recording = Self.recording()
        for event in [11, 12] as [UInt64] { recording.join(event, root: 11) }
        recording.join(21, root: 21)
        #expect(Self.profile(&recording, records) == ["8/80 /a+10"])
    }

    /// Events of processors see all processes; those of others are dropped, with what they map.
    @Test func otherProcessesAreDropped() {
        var records = SampleRecords()
        records.map(9, at: 1, 0x1000, size: 0x1000, path: "/other")
        records.name(9, 9, at: 2, "other", isProgram: true)
        records.sample(9, 9, at: 3, [0x1010])
        records.fork(6, 6, from: 5, 5, at: 4)
        records.sample(6, 6, at: 5, event: 2, [0x1010])
        records.sample(5, 5, at: 6, event: 3, [0x1010])
        records.fork(10, 10, from: 9, 9, at: 7)
        records.sample(10, 10, at: 8, [0x1010])
        var recording = Self.recording(isFiltered: true)
        let memory = MemoryMapping(
            start: 0x1000, end: 0x2000, isReadable: true, isWritable: false, isExecutable: true, fileOffset: 0,
            inode: 1,
            path: "/mine (deleted)")
        recording.began(.init(id: 5, name: "mine", program: "/mine", memory: [memory], threadNames: [5: "mine"]))
        #expect(Self.profile(&recording, records) == ["2/20 /mine+10"])
    }

    /// Waits last from a sample to the record that the thread runs again; short preemptions do not count.
    @Test func waitsLastFromStopToStart() {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        records.sample(5, 6, at: 1_000, [0x1010])
        records.run(5, 6, at: 1_001, stops: true)
        records.run(5, 6, at: 5_000, stops: false)
        for (start, length) in [(10_000, 99_999), (150_000, 100_000)] as [(UInt64, UInt64)] {
            records.sample(5, 7, at: start, [0x1020])
            records.run(5, 7, at: start, stops: true, isPreempted: true)
            records.run(5, 7, at: start + length, stops: false)
        }
        // Threads that waited already, one until now and one for ever.
        records.run(5, 8, at: 200_500, stops: false)
        records.sample(5, 6, at: 300_000, [0x1030])
        var recording = Self.recording(samples: .ofSwitches)
        recording.hadBegun(process: 5, thread: 8, stack: [0x1040])
        recording.hadBegun(process: 5, thread: 9, stack: [])
        recording.begins(at: 500)
        recording.ends(at: 1_000_500)
        recording.take(records.bytes[...])
        recording.closeWaits(at: 1_000_500)
        let profile = recording.finish(vdso: nil) { _ in nil }
        #expect(
            Self.text(profile) == [
                "1/100000 [preempted]", "1/1000000 [waiting since before the recording]", "1/200000 /a+40",
                "1/4000 /a+10", "1/700500 /a+30",
            ])
    }

    @Test func whatIsNoCodeIsNoCaller() {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        records.sample(5, 5, at: 2, [0x1010, 0x9999, 0x1020])
        records.sample(5, 5, at: 3, kernel: [0xffff_8000_0000_1000], [])
        records.sample(5, 5, at: 4, [])
        var recording = Self.recording()
        #expect(
            Self.profile(&recording, records) == [
                "1/10 /a+10", "1/10 [kernel.kallsyms]+7fff800000001000", "1/10 [kernel]",
            ])
        // Nothing is missing where there is no program.
        #expect(recording.facts.wholeStacks == 2)
    }

    @Test func lossAndThrottlingAreCounted() {
        var records = SampleRecords()
        records.lost(17, at: 5)
        records.throttle(at: 100, ends: false)
        records.throttle(at: 350, ends: true)
        records.throttle(at: 400, ends: false)
        var recording = Self.recording()
        _ = Self.profile(&recording, records)
        #expect(recording.facts.lost == 17)
        #expect(recording.facts.throttled == 2)
        #expect(recording.facts.throttledNanoseconds == 250)
    }

    /// What is throttled when the recording ends, or its thread does, was so up to then.
    @Test func throttlesEndWithTheirThreadAndTheRecording() {
        var records = SampleRecords()
        records.throttle(at: 100, ends: false)
        records.exit(1, 1, at: 130)
        records.throttle(at: 200, ends: false, stream: 8)
        records.exit(7, 7, at: 250)
        records.lost(1, at: 900)
        var recording = Self.recording()
        recording.ends(at: 300)
        _ = Self.profile(&recording, records)
        #expect(recording.facts.throttledNanoseconds == 30 + 100)
        var others = Self.recording(isFiltered: true)
        others.ends(at: 300)
        _ = Self.profile(&others, records)
        #expect(others.facts.throttledNanoseconds == 200 + 100)
    }

    /// The kernel follows so many frames, its own and the program's together.
    @Test(arguments: [SampleRecording.Options.Kind.ofClock, .ofSwitches])
    func cutStacksAreThoseThatCount(kind: SampleRecording.Options.Kind) {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        let frames: [[UInt64]] = [[0x1010, 0x1020, 0x1030], [0x1010, 0x1020, 0x1030], [0x1010, 0x1020]]
        let kernels: [[UInt64]] = [[1 << 63], [], [1 << 63 | 1, 1 << 63 | 2]]
        for index in 0..<3 {
            let time = UInt64(index + 1) * 1_000_000
            records.sample(5, 5, at: time, kernel: kernels[index], frames[index])
            records.run(5, 5, at: time, stops: true, isPreempted: false)
            records.run(5, 5, at: time + 500_000, stops: false)
        }
        // Too short a time without a processor is no wait.
        records.sample(5, 5, at: 9_000_000, kernel: kernels[0], frames[0])
        records.run(5, 5, at: 9_000_001, stops: true, isPreempted: true)
        records.run(5, 5, at: 9_000_002, stops: false)
        var recording = Self.recording(samples: kind, deepestStack: 4)
        _ = Self.profile(&recording, records)
        #expect(recording.facts.samples == (kind == .ofClock ? 4 : 3))
        #expect(recording.facts.cutStacks == (kind == .ofClock ? 3 : 2))
        #expect(recording.facts.deepestStack == 4)
    }

    /// Merging keeps each comment once, which must not be done to numbers.
    @Test func factsOfSeveralRecordingsAreAddedUp() throws {
        var facts = SamplingFacts()
        (facts.event, facts.interval, facts.samples, facts.lost, facts.deepestStack) = ("clock", 10, 100, 7, 127)
        func profile(_ facts: SamplingFacts?, _ others: [String]) -> Profile {
            var builder = ProfileBuilder(sampleTypes: [("samples", "count")], periodType: ("cpu", "nanoseconds"))
            let texts = others.prefix(1) + (facts?.comments ?? []) + others.dropFirst()
            builder.profile.comments = texts.map { builder.profile.strings.intern($0) }
            return builder.profile
        }
        let merged = try ProfileMerger.merge([
            profile(nil, ["x"]), profile(facts, ["first", "second"]), profile(facts, ["second", "third"]),
        ])
        let sum = try #require(SamplingFacts(merged))
        #expect(sum.samples == 200 && sum.lost == 14 && sum.interval == 10 && sum.deepestStack == 127)
        let texts = merged.comments.map { merged.text($0) }
        #expect(texts == ["x", "first"] + sum.comments + ["second", "third"])
        // One recording stays as it is, with facts of a later sonde's.
        let one = try ProfileMerger.merge([profile(facts, ["a", "# sonde.sampling other 5"]), profile(nil, ["a"])])
        #expect(one.comments.map { one.text($0) } == ["a"] + facts.comments + ["# sonde.sampling other 5"])
    }

    @Test func factsSurviveInComments() throws {
        var facts = SamplingFacts()
        facts.event = "a clock, in words"
        (facts.interval, facts.medianDistance, facts.longDistance) = (10, 11, 12)
        (facts.samples, facts.lost, facts.throttled, facts.throttledNanoseconds) = (1, 2, 3, 4)
        (facts.hasKernelTime, facts.processorTime) = (false, 5)
        (facts.wholeStacks, facts.cutStacks, facts.deepestStack, facts.restoredCallers) = (6, 7, 8, 9)
        var profile = Profile()
        profile.comments = facts.comments.map { profile.strings.intern($0) }
        #expect(SamplingFacts(profile) == facts)
        #expect(SamplingFacts(Profile()) == nil)
        for comment in facts.comments { #expect(comment.hasPrefix("#")) }
    }

    @Test func hostileRecordsAreEndured() {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        records.name(5, 5, at: 2, "name", isProgram: true)
        records.fork(6, 6, from: 5, 5, at: 3)
        records.sample(6, 6, at: 4, kernel: [1 << 63], [0x1010, 0x1020], stack: [1, 2])
        records.exit(6, 6, at: 5)
        records.throttle(at: 6, ends: false)
        records.lost(1, at: 7)
        let inputs =
            Array(Hostile.truncations(of: records.bytes))
            + Array(Hostile.bitFlips(of: records.bytes, count: 1_000, seed: 1))
            + Array(Hostile.absurdIntegers(of: records.bytes, count: 1_000, seed: 2))
        for input in inputs {
            for isFiltered in [false, true] {
                var recording = Self.recording(isFiltered: isFiltered)
                recording.began(.init(id: 5, name: "x", program: "", memory: [], threadNames: [:]))
                recording.take(input.bytes[...])
                let profile = recording.finish(vdso: nil) { _ in nil }
                #expect(profile.samples.count <= 1, "\(input)")
            }
        }
    }
}
