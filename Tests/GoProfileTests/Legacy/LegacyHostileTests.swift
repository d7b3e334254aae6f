import GoProfile
import TestSupport
import Testing
import Wire

/// Spoilt and absurd files: an answer or an error, in bounded time and memory.
@Suite struct LegacyHostileTests {
    private static let goroutines = """
        goroutine profile: total 31
        10 @ 0x43a2c5 0x406b6f 0x4067b4 0x4821f3 0x46a1c1
        # labels: {"endpoint":"/search", "user \\"id\\"":"\\u00e4\\n\\x01\\\\"}
        #\t0x4821f2\tmain.park+0x12\t/src/main.go:30

        1 @ 0x0 0x1
        #\t0x0
        #\t0x1\tf+0x1\tx.go:1

        --- Memory map: ---
        00400000-00452000 r-xp 00001000 08:02 173521      /usr/bin/prog

        """

    @Test func spoiltTexts() {
        for input in Hostile.all(of: Array(Self.goroutines.utf8), seed: 3) {
            _ = try? ProfileReader.read(Bytes(input.bytes), file: "input")
        }
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: LegacyCorpusTests.names)
    func spoiltFiles(name: String) throws {
        let bytes = try Files.bytes(try #require(SharedCorpus.path("corpus/pprof/inputs/\(name)")))
        for input in Hostile.truncations(of: bytes, step: max(1, bytes.count / 3000)) {
            _ = try? ProfileReader.read(Bytes(input.bytes), file: "input")
        }
    }

    /// What would take time or memory beyond all measure if each part were compared with each other one.
    @Test func absurdTexts() throws {
        let addresses = (0..<20_000).map { " 0x\(String($0 * 16 + 1, radix: 16))" }.joined()
        let head = "goroutine profile: total 1\n1 @" + addresses
        let overlapping = (0..<20_000).map { "\(String($0, radix: 16))-ffffff: /f\($0) (@1)\n" }.joined()
        var laughs = "a=" + String(repeating: "x", count: 1000) + "\n"
        for letter in "bcdefghijklmnop".unicodeScalars {
            let before = String(UnicodeScalar(letter.value - 1) ?? "a")
            laughs += "\(letter)=" + String(repeating: "$\(before)", count: 10) + "\n"
        }
        let texts = [
            "overlapping mappings": head + "\n--- Memory map: ---\n" + overlapping,
            "growing variables": "heap profile: 0: 0 [0: 0] @ heapprofile\n--- Memory map: ---\n" + laughs,
            "variables": "heap profile: 0: 0 [0: 0] @ heapprofile\n--- Memory map: ---\n"
                + (0..<30_000).map { "v\($0)=$\($0)\n" }.joined(),
            "one address": head + "\n" + String(repeating: "#\t0x400\tf+0x1\tx.go:1\n", count: 20_000),
            "unknown addresses": head + "\n" + (0..<20_000).map { "#\t0xff\($0)\tf+0x1\tx.go:1\n" }.joined(),
            "digits": "heap profile: 0: 0 [0: 0] @ heapprofile\n" + String(repeating: "1: ", count: 300_000),
            "titles": "--- threadz 1 ---\n" + String(repeating: "--- Thread 1 (name: ", count: 100_000)
                + ") stack: ---",
            "headers": String(repeating: "heap profile: 1: 1 [", count: 100_000),
        ]
        for (name, text) in texts {
            let started = ContinuousClock.now
            _ = try? ProfileReader.read(Bytes(text), file: name)
            #expect(ContinuousClock.now - started < .seconds(30), "\(name)")
        }
    }

    @Test func errorsSayWhichLine() {
        for (text, words) in [
            ("goroutine profile: total 2\n1 @ 0x1\n1 at 0x2\n", ["counted stacks", "line 3", "“1 at 0x2”"]),
            ("heap profile: 1: 2 [1: 2] @ heap/1024\n\nnonsense\n", ["heap profile", "line 3", "nonsense"]),
            ("heap profile: 1: 2 [1: 2] @ heapx/1024\n", ["heap profile", "line 1"]),
            ("--- contention:\ncycles/second=x\n", ["contention", "line 2"]),
            ("--- threadz 1 ---\n\n--- Thread 1 (name: a/1) stack: ---\n 0x1\n", ["threadz", "cut off", "memory map"]),
            ("--- heapz 1 ---\nformat = java\nresolution = bytes\n 1 0 @ 0x1\n", ["Java", "line 4"]),
        ] {
            let error = #expect(throws: InputError.self) { try ProfileReader.read(Bytes(text), file: "input") }
            for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
        }
    }

    /// A message of protocol buffers whose texts are titles of the old formats.
    @Test func protoIsNotMistaken() throws {
        for title in ["heap profile: 1: 2 [1: 2] @ heap/1024", "\n--- threadz 1 ---", "x profile: total 1"] {
            // string_table: "", then the title; comment: 1. The first line ends before the title only when it has one.
            let text = Array(title.utf8)
            let bytes: [UInt8] = [0x32, 0, 0x32, UInt8(text.count)] + text + [0x68, 1]
            let profile = try ProfileReader.read(Bytes(bytes), file: "proto")
            #expect(profile.comments.map { profile.text($0) } == [title])
        }
    }
}
