import Evidence
import TestSupport
import Testing
import Wire

@testable import GoProcess

/// Dumps as logs hold them: prefixed, wrapped, several in one file, cut off.
struct TextDumpLogTests {
    private static let dump = """
        goroutine 1 [select, 5 minutes]:
        main.main()
        \t/a/main.go:13 +0x25

        goroutine 18 [chan receive] {endpoint: /checkout}:
        main.worker(0xc000012345, {0x1, 0x2})
        \t/a/worker.go:27 +0x1d
        created by main.main in goroutine 1
        \t/a/main.go:11 +0x7e

        """

    private func check(_ text: String, _ comment: Comment, otherLines: Int = 0) throws {
        #expect(TextDump.isRecognised(Bytes(text)), comment)
        let snapshot = try readDump(text)
        let expected = try readDump(Self.dump)
        #expect(snapshot.goroutines.map(\.id) == [1, 18], comment)
        for (a, b) in zip(snapshot.goroutines, expected.goroutines) {
            #expect(snapshot.stackText(a) == expected.stackText(b), comment)
            #expect(snapshot.stateText(a) == expected.stateText(b), comment)
            #expect(snapshot.stacks.functionName(a.creation) == expected.stacks.functionName(b.creation), comment)
        }
        #expect(snapshot.labelSets == expected.labelSets, comment)
        #expect(snapshot.quality["dump.lines-not-understood"] == 0, comment)
        #expect(snapshot.quality["dump.other-lines"] == otherLines, comment)
        #expect(snapshot.quality["dump.truncated"] == 0, comment)
    }

    private func lines(_ transform: (Int, Substring) -> String) -> String {
        Self.dump.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated()
            .map { transform($0.offset, $0.element) + "\n" }.joined()
    }

    @Test func readsLogsOfCollectors() throws {
        try check(Self.dump, "plain")
        try check(lines { "\($1)\r" }, "CRLF")
        try check("2026/11/21 started\nSIGQUIT: quit\n" + Self.dump + "\nexit status 2\n", "around", otherLines: 3)
        try check(lines { "2026-11-21T05:25:00.\(123 + $0 * 7_654_321)Z \($1)" }, "docker -t")
        try check(lines { "2026-11-21T05:25:00.\(123 + $0)Z stderr F \($1)" }, "Kubernetes")
        try check(lines { ("api-1  | " + $1).description }, "docker compose")
        try check(lines { $1.isEmpty ? "api-1  |" : "api-1  | \($1)" }, "docker compose, blanks cut off")
        try check(
            lines { "api-1  | \($1)" + ($0 % 2 == 0 ? "\ndb-1   | goroutine 99 [running]:" : "") }, "two services",
            otherLines: 5)
        try check(lines { "Nov 21 05:25:\(10 + $0) host app[812]: " + $1.replacing("\t", with: "#011") }, "rsyslog")
        try check(lines { "\u{1b}[36mapi-\(1) | \u{1b}[0m\($1)" }, "coloured")
        try check(lines { _, line in line.replacing("\t", with: "        ").description }, "tabs made blanks")
        try check(
            lines { _, line in
                "{\"log\":\"\(line.replacing("\t", with: "\\t").replacing("\"", with: "\\\""))\\n\","
                    + "\"stream\":\"stderr\",\"time\":\"2026-11-21T05:25:00.1Z\"}"
            }, "docker's files")
        try check(
            Self.dump.replacing("goroutine 1 [", with: "2026/11/21 05:25:00 recovered: boom goroutine 1 ["),
            "behind a message")
    }

    @Test func takesTheLastWholeDump() throws {
        func dump(_ first: UInt64, _ others: [UInt64]) -> String {
            "goroutine \(first) [running]:\nmain.dump()\n\t/a.go:\(first) +0x1\n\n"
                + others.map { "goroutine \($0) [select]:\nmain.f()\n\t/a.go:2 +0x1\n\n" }.joined()
        }
        // As curl appends them: the goroutine that answers comes first and differs.
        let three = dump(7, [1, 5, 6]) + dump(8, [1, 5, 6, 9]) + dump(10, [1, 9])
        #expect(try readDump(three).goroutines.map(\.id) == [1, 9, 10])
        #expect(try readDump(three).quality["dump.other-dumps"] == 2)
        let all = try TextDump.readAll(Bytes(three), name: "t")
        #expect(all.map { $0.goroutines.map(\.id) } == [[1, 5, 6, 7], [1, 5, 6, 8, 9], [1, 9, 10]])

        let cut = three + "goroutine 11 [running]:\nmain.dump()\n\t/a.go:11 +0x1\n\ngoroutine 1 [select]:\nmain.f()\n"
        #expect(try readDump(cut).goroutines.map(\.id) == [1, 9, 10])
        #expect(try TextDump.readAll(Bytes(cut), name: "t").count == 4)

        // A recovered panic in the log is no dump of the program.
        let log =
            dump(7, [1, 5]) + "http: panic serving: boom\n" + dump(44, []) + "http: panic serving: boom\n"
            + dump(45, [])
        #expect(try readDump(log).goroutines.map(\.id) == [1, 5, 7])
        #expect(try TextDump.readAll(Bytes(log), name: "t").count == 3)
        // Two quits of two runs in one log; the ids are different.
        let quits = "SIGQUIT: quit\n\n" + dump(7, [1]) + "\nSIGQUIT: quit\n\n" + dump(8, [2])
        #expect(try readDump(quits).goroutines.map(\.id) == [2, 8])
    }

    @Test func mergesWhatThreadsRepeat() throws {
        let snapshot = try readDump(
            """
            SIGQUIT: quit

            goroutine 1 [select]:
            main.main()
            \t/a.go:1 +0x1

            goroutine 5 [running]:
            \tgoroutine running on other thread; stack unavailable
            created by main.main in goroutine 1
            \t/a.go:9 +0x1

            -----

            SIGQUIT: quit
            PC=0x1 m=3 sigcode=0

            goroutine 5 [running]:
            main.spin()
            \t/a.go:3 +0x1
            created by main.main in goroutine 1
            \t/a.go:9 +0x1

            """)
        #expect(snapshot.goroutines.map(\.id) == [1, 5])
        #expect(snapshot.functions(5) == ["main.spin"])
        #expect(snapshot.quality["dump.stacks-unavailable"] == 0)
        #expect(snapshot.quality["dump.other-dumps"] == 0)
    }

    @Test func saysWhenTheEndIsMissing() throws {
        let head = "goroutine 1 [select]:\nmain.f()\n\t/a.go:2 +0x1\n\ngoroutine 2 [select]:\n"
        for tail in ["", "main.g(", "main.g()\n", "main.g()\n\t/a.g", "main.g()\n\t/a.go:1 +0x1\ncreated by main.x\n"] {
            #expect(try readDump(head + tail).quality["dump.truncated"] == 1, "\(tail)")
        }
        // A file may lack the last line feed.
        #expect(try readDump(head + "main.g()\n\t/a.go:1 +0x1").quality["dump.truncated"] == 0)
    }

    @Test func boundsWhatATextClaims() throws {
        let huge = "18446744073709551615"
        let elided = String(repeating: "...\(huge) frames elided...\n", count: 40)
        let snapshot = try readDump(
            "goroutine \(huge) [sleep, 9223372036854775807 minutes]:\nmain.f()\n\t/a.go:1 +0x1\n\(elided)")
        #expect(snapshot.goroutines[0].id == .max)
        #expect(snapshot.goroutines[0].waitingNanoseconds < .max / 2)
        var quality = snapshot.quality
        for _ in 0..<1000 { quality.merge(snapshot.quality) }
        #expect(quality["dump.frames-elided"] > 1 << 40)
        // One digit too many for a number.
        #expect(throws: InputError.self) { try readDump("goroutine \(huge)0 [sleep]:\nmain.f()\n\t/a.go:1\n") }
    }

    @Test func survivesHostileTexts() throws {
        let samples = [
            Self.dump, lines { "api-1  | \($1)" },
            "goroutine profile: total 4\n3 @ 0x1 0x2\n#\t0x1\n#\t0x2\tmain.f+0x10\t\t/a b/main.go:3\n\n",
            "SIGQUIT: quit\n\ngoroutine 1 gp=0xc000002380 m=0 mp=0x5e3ba0 [sleep labels:{\"a\": \"b\"}]:\n"
                + "...99999999999 frames elided...\nmain.f()\n\t/a.go:1 +0x1 fp=0x1 sp=0x1 pc=0x1\n\n-----\n\n"
                + "goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n[originating from goroutine 7]:\n",
            "WARNING: DATA RACE\nRead at 0x1 by goroutine 8:\n  main.f()\n      /a.go:1 +0x1\n\n==================\n",
            "{\"log\":\"goroutine 1 [running]:\\n\"}\n{\"log\":\"main.f()\\n\\t\\u00e9.go:1\\n\"}\n",
        ]
        for (index, sample) in samples.enumerated() {
            for input in Hostile.all(of: Array(sample.utf8), seed: UInt64(index) &+ 77) {
                let bytes = Bytes(input.bytes)
                _ = TextDump.isRecognised(bytes)
                guard let snapshot = try? TextDump.read(bytes, name: "h") else { continue }
                #expect(snapshot.goroutines.count <= TextDumpGroups.limit)
                #expect(snapshot.goroutines.allSatisfy { Int($0.labels) < snapshot.labelSets.count })
            }
        }
    }
}
