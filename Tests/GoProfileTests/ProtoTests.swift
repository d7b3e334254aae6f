import Evidence
import GoProfile
import TestSupport
import Testing
import Wire

/// Reading and writing of profile.proto.
@Suite struct ProtoTests {
    /// All that a profile says, independent of the numbers of its texts and sets.
    private func summary(_ profile: Profile) -> [String] {
        var lines = [
            "types \(profile.sampleTypes.map { profile.text($0.type) + "/" + profile.text($0.unit) })",
            "period \(profile.period) \(profile.text(profile.periodType.type))",
            "time \(profile.timeNanoseconds) \(profile.durationNanoseconds)",
            "comments \(profile.comments.map { profile.text($0) })",
            "default \(profile.text(profile.defaultSampleType)) \(profile.text(profile.documentationURL))",
        ]
        for mapping in profile.mappings {
            lines.append(
                "mapping \(mapping.id) \(mapping.start) \(mapping.limit) \(mapping.fileOffset) "
                    + "\(profile.text(mapping.file)) \(profile.text(mapping.buildID)) \(mapping.hasFunctions)")
        }
        for at in 0..<profile.locations.count {
            let names = profile.locations.lines(at).map { line in
                "\(profile.text(profile.functions.names[Int(line.function)])):\(line.line):\(line.column)"
            }
            lines.append("location \(profile.locations.ids[at]) \(profile.locations.addresses[at]) \(names)")
        }
        for sample in 0..<profile.samples.count {
            let labels = profile.labelSets[profile.samples.labelSets[sample]].map { label in
                "\(profile.text(label.key))=\(profile.text(label.string))\(label.number)"
                    + (label.unit.map { profile.text($0) } ?? "-")
            }
            let values = (0..<profile.samples.typeCount).map { profile.samples.value(sample, $0) }
            lines.append("sample \(Array(profile.samples.stack(sample))) \(values) \(labels)")
        }
        return lines
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let profile = SmallProfile.make()
        let read = try ProfileReader.read(Bytes(ProtoWriter.uncompressed(profile)), file: "small")
        #expect(summary(read) == summary(profile))
        let packed = try ProfileReader.read(Bytes(try ProtoWriter.gzip(profile)), file: "small")
        #expect(summary(packed) == summary(profile))
    }

    @Test func membersOfAGzipFileThatAreProfilesAreMerged() throws {
        let member = try ProtoWriter.gzip(SmallProfile.make())
        let once = try ProfileReader.read(Bytes(member), file: "one")
        let twice = try ProfileReader.read(Bytes(member + member), file: "two")
        #expect(twice.samples.count == once.samples.count)
        #expect(twice.samples.values == once.samples.values.map { $0 * 2 })
        #expect(twice.durationNanoseconds == 2 * once.durationNanoseconds)
    }

    @Test func aProfileThatWasCutIntoMembersIsJoined() throws {
        let bytes = ProtoWriter.uncompressed(SmallProfile.make())
        let cut = try Deflate.gzip(Array(bytes[..<20])) + Deflate.gzip(Array(bytes[20...]))
        let read = try ProfileReader.read(Bytes(cut), file: "cut")
        #expect(summary(read) == summary(SmallProfile.make()))
    }

    @Test func twoProfilesInOneStreamAreRefused() throws {
        let bytes = ProtoWriter.uncompressed(SmallProfile.make())
        let error = #expect(throws: InputError.self) {
            try ProfileReader.read(Bytes(bytes + bytes), file: "double")
        }
        #expect(error?.code == .unsupported)
        #expect(error?.file == "double")
    }

    @Test func aGzipBombStopsAtTheLimit() throws {
        let bomb = try Deflate.gzip([UInt8](repeating: 0, count: 64 << 20))
        let error = #expect(throws: InputError.self) {
            try ProfileReader.read(Bytes(bomb), file: "bomb", limit: 1 << 20)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.message.contains("1048576") == true)
    }

    /// Reads spoilt profiles, and makes every report of those that can still be read.
    private func survive(_ inputs: some Sequence<HostileInput>) {
        for input in inputs {
            guard let profile = try? ProfileReader.read(Bytes(input.bytes), file: input.description) else { continue }
            for kind in [PprofReportKind.top, .dot, .callgrind] {
                var options = PprofOptions()
                options.callTree = kind == .callgrind
                guard let combined = try? ProfileCombination.combine(sources: [profile, profile], options: options),
                    let report = try? PprofReport(combined, kind: kind, options: options)
                else { continue }
                _ = TrimmedGraph(report)
            }
            _ = ProtoWriter.uncompressed(profile)
        }
    }

    @Test func spoiltProfilesAreSurvived() {
        let bytes = ProtoWriter.uncompressed(SmallProfile.make())
        survive(Hostile.truncations(of: bytes))
        survive(Hostile.bitFlips(of: bytes, count: 1500, seed: 1))
        survive(Hostile.absurdIntegers(of: bytes, count: 1500, seed: 2))
    }

    @Test func aCutProfileSaysWhere() throws {
        let bytes = ProtoWriter.uncompressed(SmallProfile.make())
        let error = #expect(throws: InputError.self) {
            try ProfileReader.read(Bytes(Array(bytes[..<(bytes.count / 2)])), file: "cut")
        }
        #expect(error?.offset != nil || error?.message.contains("refers to") == true)
    }
}
