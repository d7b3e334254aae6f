import Evidence
import GoProfile
import Wire

/// Records of samples that the kernel writes, and facts of them in comments.
extension FuzzTarget {
    static let samples = [
        FuzzTarget(
            name: "samples", what: "rings of samples (perf events): a profile made of them", maximumLength: 1 << 11,
            seeds: { [sampleSeed.bytes] }, run: { recordSamples($0) })
    ]

    private static var sampleSeed: SampleRecords {
        var records = SampleRecords()
        records.map(5, at: 1, 0x1000, size: 0x1000, path: "/a")
        records.name(5, 5, at: 2, "name", isProgram: true)
        records.fork(6, 6, from: 5, 5, at: 3)
        records.sample(6, 6, at: 4, kernel: [1 << 63], [0x1010, 0x1020], stack: [1, 2])
        records.run(6, 6, at: 5, stops: false)
        records.exit(6, 6, at: 6)
        records.throttle(at: 7, ends: false)
        records.lost(1, at: 8)
        return records
    }

    private static func recordSamples(_ bytes: [UInt8]) {
        for kind in [SampleRecording.Options.Kind.ofClock, .ofSwitches, .none] {
            var options = SampleRecording.Options()
            (options.interval, options.pace) = (10, 10)
            options.withStack = true
            options.samples = kind
            options.isFiltered = bytes.count % 2 == 1
            let builder = ProfileBuilder(
                sampleTypes: [("samples", "count"), ("cpu", "nanoseconds")], periodType: ("cpu", "nanoseconds"))
            var recording = SampleRecording(builder, options) { _, _, _ in nil }
            recording.began(.init(id: 5, name: "x", program: "", memory: [], threadNames: [5: "x"]))
            recording.take(bytes[...])
            recording.advance(to: 100)
            recording.closeWaits(at: 200)
            var profile = recording.finish(vdso: nil) { _ in "name" }
            profile.comments = recording.facts.comments.map { profile.strings.intern($0) }
            consume((SamplingFacts(profile), ProfileQualityCheck(profile).warnings))
            consume(ProtoWriter.uncompressed(profile))
        }
    }
}
