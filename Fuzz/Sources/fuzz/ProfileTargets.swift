import Evidence
import GoProfile
import Wire

extension FuzzTarget {
    static let profiles = [
        FuzzTarget(
            name: "profile", what: "profiles: profile.proto, compressed or not, and the older formats",
            maximumLength: 1 << 13, seeds: { profileSeeds }, run: { readProfile(Bytes($0)) })
    ]

    /// Bytes that compressed data may expand to: more costs time and shows nothing new.
    private static let limit = 1 << 22

    private static func readProfile(_ bytes: Bytes) {
        do {
            let profile = try ProfileReader.read(bytes, file: "fuzz", limit: limit)
            check(profile)
            let written = Bytes(ProtoWriter.uncompressed(profile))
            // What was read can be written and read again, unless it holds nothing at all.
            if !written.isEmpty {
                let again = try ProfileReader.read(written, file: "fuzz")
                check(again)
                precondition(again.samples.count == profile.samples.count, "samples were lost in writing")
            }
            let merged = try ProfileMerger.merge([profile, profile])
            check(merged)
            precondition(merged.samples.count <= profile.samples.count, "merging made samples")
        } catch { consume("\(error)") }
    }

    /// All numbers point into the tables that they are of.
    private static func check(_ profile: Profile) {
        for sample in 0..<profile.samples.count {
            for location in profile.samples.stack(sample) {
                precondition(Int(location) < profile.locations.count, "a sample's location")
            }
            for type in 0..<profile.samples.typeCount { consume(profile.samples.value(sample, type)) }
            for label in profile.labelSets[profile.samples.labelSets[sample]] {
                consume((profile.text(label.key), profile.text(label.string), label.unit.map { profile.text($0) }))
            }
        }
        for location in 0..<profile.locations.count {
            let mapping = profile.locations.mappings[location]
            precondition(
                mapping == ProfileLocations.none || Int(mapping) < profile.mappings.count, "a location's mapping")
            for line in profile.locations.lines(location) {
                precondition(Int(line.function) < profile.functions.count, "a line's function")
            }
        }
        for function in 0..<profile.functions.count {
            consume((profile.text(profile.functions.names[function]), profile.text(profile.functions.files[function])))
        }
        for mapping in profile.mappings { consume((profile.text(mapping.file), profile.text(mapping.buildID))) }
        consume((profile.text(profile.dropFrames), profile.quality.counters))
    }

    static var profileSeeds: [[UInt8]] {
        let map = Array(profileMap.utf8)
        var java = processorProfile(size: 4, isBigEndian: false)
        java[8] = 1
        java += Array("0x401234 java.util.A.f (A.java:12)\n".utf8)
        var seeds = profileTexts.map { Array($0.utf8) }
        seeds.append(processorProfile(size: 4, isBigEndian: false) + map)
        seeds.append(processorProfile(size: 8, isBigEndian: true) + map)
        seeds.append(java)
        if let profile = try? ProfileReader.read(Bytes(profileTexts[0]), file: "seed") {
            let proto = ProtoWriter.uncompressed(profile)
            seeds.append(proto)
            seeds.append((try? Deflate.gzip(proto)) ?? [])
        }
        return seeds
    }

    private static func processorProfile(size: Int, isBigEndian: Bool) -> [UInt8] {
        let words: [UInt64] = [0, 3, 0, 10000, 0, 2, 3, 0x40_1234, 0x40_2345, 0x40_3456, 1, 1, 0x40_1234, 0, 1, 0]
        var bytes: [UInt8] = []
        for word in words {
            let shifts = (0..<size).map { UInt64(8 * $0) }
            for shift in isBigEndian ? shifts.reversed() : shifts {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    private static let profileMap =
        "build=/bin\n00400000-00452000 r-xp 00001000 08:02 173521      $build/prog\n"
        + "  452000-460000: /bin/prog (@1000) abc123\nI0102 03:04 1 a.cc:12] 7f0000-7f1000 rwxp 0 08:01 12 /lib/c.so.6\n"

    private static let profileTexts = [
        "goroutine profile: total 11\n10 @ 0x43a2c5 0x406b6f 0x4821f3 0x46a1c1\n"
            + "# labels: {\"endpoint\":\"/search\", \"user \\\"id\\\"\":\"\\u00e4\\n\\x01\\\\\"}\n"
            + "#\t0x4821f2\tmain.park+0x12\t\t/src/main.go:30\n\n1 @ 0x0\n#\t0x0\n\n--- Memory map: ---\n" + profileMap,
        "heap profile: 3: 4096 [5: 8192] @ heap/1048576\n1: 2048 [2: 4096] @ 0x41181d 0x4821f3\n"
            + "#\t0x4821f2\tmain.f+0x12\t/src/main.go:30\n\n# runtime.MemStats\n# Alloc = 1\n",
        "heap profile:   1:  96 [  1:  96] @ heap_v2/524288\n  -1:  -96 [  1:  96] @ 0x1 0x2\nMAPPED_LIBRARIES:\n"
            + profileMap,
        "heap profile: 1: 2 [1: 2] @ growthz\n 1: 2 [1: 2] @ 0x1\n",
        "--- threadz 1 ---\n\n--- Thread 7f94 (name: main/14748) stack: ---\n  PC: 0x401234 f\n 0x401235\n"
            + "--- Thread 7f95 (name: a/1) stack: ---\n  [same as previous thread]\n--- Memory map: ---\n" + profileMap,
        "--- contentionz 1 ---\ncycles/second = 3201000000\nsampling period = 100\nms since reset = 12\n"
            + "discarded samples = 0\n  19490304       27 @ 0xbccc97 0xc61202\n--- Memory map: ---\n" + profileMap,
        "--- mutex:\ncycles/second=2000000000\nsampling period=10\n6000 30 @ 0x401234\n#\t0x401233\tf+0x3\ta.go:65\n\n",
        "--- heapz 1 ---\nformat = java\nresolution = bytes\n 7048 1 @ 0x43 0x44\n\n0x43 a.B.c (B.java:12)\n"
            + "  0x44 GC\n",
        "--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 100\n"
            + "ms since reset = 6019923\n 1 14 @ 0x3 0x2\n\n 0x2 f (/lib/libc.so)\n 0x3 generated stub/JIT\n",
        "GO PREPROFILE V1\nmain.a\nmain.b\n1 2\n", "goroutine 1 [running]:\nmain.main()\n",
    ]
}
