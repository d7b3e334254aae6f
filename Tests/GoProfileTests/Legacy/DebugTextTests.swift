import Evidence
import GoProfile
import TestSupport
import Testing
import Wire

/// `debug=1` against profile.proto of the same process, and against google/pprof.
@Suite struct DebugTextTests {
    @Test(arguments: GoToolchain.versions)
    func textSaysWhatProtoSays(version: String) throws {
        let folder = try DebugTextProgram.run(try GoToolchain(version: version))
        var kinds = DebugTextProgram.kinds
        if Files.exists(folder.file("goroutineleak.pb")) { kinds.append("goroutineleak") }
        for kind in kinds {
            let text = try read(folder.file(kind + ".txt"))
            let proto = try read(folder.file(kind + ".pb"))
            #expect(types(text) == types(proto), "\(version) \(kind)")
            // profile.proto of a heap leaves out a function too that one of the runtime is inlined into, as happens
            // while profiles are written; the text does not.
            let isHeap = kind == "heap" || kind == "allocs"
            let expected = samples(proto).filter { !isHeap || $0.contains("; main.allocate ") }
            let found = samples(text).filter { !isHeap || $0.contains("; main.allocate ") }
            #expect(found.filter { !expected.contains($0) } == [], "\(version) \(kind)")
            #expect(expected.filter { !found.contains($0) } == [], "\(version) \(kind)")
            #expect(found.count == expected.count, "\(version) \(kind)")
            #expect(!expected.isEmpty || kind == "goroutineleak", "\(version) \(kind)")
            if kind == "goroutine" {
                #expect(found.filter { $0.contains("user \"id\"=ä\n\u{1}\\") }.count == 1, "\(version)")
                #expect(text.quality["profile.frames.hidden"] > 0)
            }
        }
    }

    @Test func upstreamSeesTheSameAddressesAndValues() throws {
        let folder = try DebugTextProgram.run(try GoToolchain.newest())
        // Mutex values are not compared: google/pprof multiplies them by the sampling period once more.
        for kind in ["goroutine", "threadcreate", "heap", "allocs", "block", "my.things"] {
            let bytes = try Files.bytes(folder.file(kind + ".txt"))
            let plain = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
                .joined(separator: "\n")
            guard case .profile(let upstream)? = try ParserOracle.parse([bytes]).first else {
                Issue.record("upstream refuses \(kind)")
                continue
            }
            let theirs = try ProfileReader.read(Bytes(upstream), file: kind)
            #expect(ModelText(try ProfileReader.read(Bytes(plain), file: kind)).lines == ModelText(theirs).lines)
            let mine = try ProfileReader.read(Bytes(bytes), file: kind)
            #expect(values(mine) == values(theirs), "\(kind)")
        }
    }

    @Test func mutexValuesAreScaledOnce() throws {
        let text = """
            --- mutex:
            cycles/second=2000000000
            sampling period=10
            6000 30 @ 0x401234 0x405678
            #\t0x401233\tsync.(*Mutex).Unlock+0x13\t/go/src/sync/mutex.go:65
            #\t0x405677\tmain.work+0x17\t\t/src/main.go:12

            """
        let profile = try ProfileReader.read(Bytes(text), file: "mutex")
        #expect(profile.samples.values == [30, 3000])
        #expect(profile.period == 10)
        #expect(profile.quality["profile.mutex.prescaled"] == 1)
        // The text of block profiles has no period, that of C++ counts sampled events alone.
        let contention = text.replacing("--- mutex:", with: "--- contentionz 1 ---")
        #expect(try ProfileReader.read(Bytes(contention), file: "contention").samples.values == [300, 30000])
    }

    private func read(_ path: String) throws -> Profile {
        try ProfileReader.read(Bytes(try Files.bytes(path)), file: path)
    }

    private func types(_ profile: Profile) -> [String] {
        profile.sampleTypes.map { "\(profile.text($0.type))/\(profile.text($0.unit))" }
    }

    private func values(_ profile: Profile) -> [[Int64]] {
        (0..<profile.samples.count).map { sample in
            (0..<profile.samples.typeCount).map { profile.samples.value(sample, $0) }
        }
    }

    /// The text has `[...]` where profile.proto has the type arguments.
    private func shortened(_ name: String) -> String {
        guard let open = name.firstIndex(of: "["), let close = name.lastIndex(of: "]"), open < close else {
            return name
        }
        return name[..<open] + "[...]" + name[name.index(after: close)...]
    }

    /// Samples as texts, sorted: values, labels, and frames without those of the runtime at the leaf, which `debug=1`
    /// does not name unless there are no others.
    private func samples(_ profile: Profile) -> [String] {
        // What was allocated since the last collection has no values yet.
        (0..<profile.samples.count).filter { values(profile)[$0].contains { $0 != 0 } }.map { sample in
            let frames = profile.samples.stack(sample).flatMap { location in
                let lines = profile.locations.lines(Int(location))
                return lines.isEmpty
                    ? [""]
                    : lines.map { line in
                        let function = Int(line.function)
                        // Threads have made-up stacks of functions without names.
                        if profile.functions.names[function] == .empty { return "" }
                        return "\(shortened(profile.text(profile.functions.names[function]))) "
                            + "\(profile.text(profile.functions.files[function])):\(line.line)"
                    }
            }
            let visible = frames.drop {
                $0.isEmpty || $0.hasPrefix("runtime.") || $0.hasPrefix("internal/runtime/")
            }
            let labels = profile.labelSets[profile.samples.labelSets[sample]].map { label in
                "\(profile.text(label.key))=" + (label.isNumeric ? "\(label.number)" : profile.text(label.string))
            }
            // Leaves are hidden by the text, not left out: the depth is the same.
            return "\(values(profile)[sample]) \(labels.joined(separator: ",")) \(frames.count) "
                + (visible.isEmpty ? frames[...] : visible).joined(separator: "; ")
        }.sorted()
    }
}
