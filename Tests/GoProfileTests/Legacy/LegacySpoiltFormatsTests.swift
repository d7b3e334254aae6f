import GoProfile
import TestSupport
import Testing
import Wire

/// A small profile of each old format: whole it is read, and cut off after every byte, with flipped bits or absurd
/// numbers it gives an answer or an error.
@Suite struct LegacySpoiltFormatsTests {
    struct Format: CustomTestStringConvertible, Sendable {
        var name: String
        var bytes: [UInt8]
        var samples: Int
        var testDescription: String { name }
    }

    private static let map = """

        --- Memory map: ---
        00400000-00452000 r-xp 00001000 08:02 173521      /usr/bin/prog
        7f0000000000-7f0000010000 r-xp 00000000 08:02 17  /lib/libc.so.6
        7ffff000-7ffff800 r-xp 00000000 00:00 0           [vdso]

        """

    private static let texts: [(name: String, text: String, samples: Int)] = [
        (
            "heap",
            "heap profile: 3: 96 [7: 224] @ heap/1048576\n1: 32 [3: 96] @ 0x401000 0x402000\n2: 64 [4: 128] @ 0x401004\n",
            2
        ),
        ("heap_v2", "heap profile: 3: 96 [7: 224] @ heap_v2/524288\n1: 32 [3: 96] @ 0x401000 0x402000\n", 1),
        ("heapprofile", "heap profile: 3: 96 [3: 96] @ heapprofile\n1: 32 [1: 32] @ 0x401000 0x402000\n", 1),
        ("growthz", "heap profile: 3: 96 [3: 96] @ growthz\n1: 32 [1: 32] @ 0x401000 0x402000\n", 1),
        ("fragmentationz", "heap profile: 3: 96 [3: 96] @ fragmentationz\n1: 32 [1: 32] @ 0x401000\n", 1),
        (
            "contention",
            "--- contentionz 1 ---\ncycles/second = 3201000000\nsampling period = 100\nms since reset = 16502830\n"
                + "discarded samples = 0\n 19490304 27 @ 0x401000 0x402000\n 768 1 @ 0x401004\n", 2
        ),
        ("mutex", "--- mutex:\ncycles/second=3201000000\nsampling period=10\n19490304 27 @ 0x401000 0x402000\n", 1),
        ("Go contention", "--- contention:\ncycles/second=3201000000\n19490304 27 @ 0x401000 0x402000\n", 1),
        (
            "threads",
            "--- threadz 1 ---\n\n--- Thread 7f01 (name: main/14748) stack: ---\n  0x401000\n  0x402000\n"
                + "--- Thread 7f02 (name: other/14749) stack: ---\n  [same as previous thread]\n", 1
        ),
        ("counts", "goroutine profile: total 31\n10 @ 0x401000 0x402000\n21 @ 0x401004\n", 2),
        (
            "Java heap",
            "--- heapz 1 ---\nformat = java\nresolution = bytes\n     7048     1 @ 0x0000000c 0x00000001\n"
                + "     4752     2 @ 0x0000000d\n\n   0x00000001 com.example.Main.run (Main.java:12)\n"
                + "   0x0000000c com.example.Work.<init> (Unknown Source)\n   0x0000000d GC\n", 2
        ),
        (
            "Java contention",
            "--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 100\n"
                + "ms since reset = 6019923\n            1     1 @ 0x00000003 0x00000004\n"
                + "   0x00000003 com.example.Lock.take (Lock.java:31)\n   0x00000004 com.example.Main.run (Main.java:9)\n",
            1
        ),
    ]

    private static func binary(_ name: String, size: Int, isBig: Bool, java: Bool) -> Format {
        var bytes: [UInt8] = []
        for word in [0, 3, java ? 1 : 0, 10_000, 0, 2, 2, 0x401000, 0x402000, 1, 3, 0x401000, 0x401004, 0x402000]
            + [0, 1, 0] as [UInt64]
        {
            let little = (0..<size).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
            bytes += isBig ? little.reversed() : little
        }
        let rest = java ? "   0x401000 com.example.A.b (A.java:1)\n   0x402000 com.example.C.d (C.java:2)\n" : map
        return Format(name: name, bytes: bytes + Array(rest.utf8), samples: 2)
    }

    static let formats: [Format] =
        texts.map { format in
            let isJava = format.name.hasPrefix("Java")
            return Format(
                name: format.name, bytes: Array((format.text + (isJava ? "" : map)).utf8), samples: format.samples)
        } + [
            binary("cpu, 32 bits, little endian", size: 4, isBig: false, java: false),
            binary("cpu, 32 bits, big endian", size: 4, isBig: true, java: false),
            binary("cpu, 64 bits, little endian", size: 8, isBig: false, java: false),
            binary("cpu, 64 bits, big endian", size: 8, isBig: true, java: false),
            binary("Java cpu", size: 8, isBig: false, java: true),
        ]

    @Test(arguments: formats) func wholeAndSpoilt(format: Format) throws {
        let whole = try ProfileReader.read(Bytes(format.bytes), file: format.name)
        #expect(whole.samples.count == format.samples)
        var refused = 0
        for input in Hostile.truncations(of: format.bytes) {
            guard let profile = try? ProfileReader.read(Bytes(input.bytes), file: "cut") else {
                refused += 1
                continue
            }
            #expect(profile.samples.count <= 64, "\(input)")
        }
        #expect(refused > 0)
        for input in Hostile.all(of: format.bytes, seed: 7) {
            guard let profile = try? ProfileReader.read(Bytes(input.bytes), file: "spoilt") else { continue }
            // What is read can be written and read again.
            _ = try? ProfileReader.read(Bytes(ProtoWriter.uncompressed(profile)), file: "again")
        }
    }
}
