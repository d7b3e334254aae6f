import TestSupport
import Testing

/// The comparisons themselves: they pass what is equal, and find what is not; and the reference is Go's.
@Suite struct TraceHarnessTests {
    /// The program of `scripts/trace-oracle` prints what the published tool does.
    @Test(arguments: ["parsed", "wire"])
    func theOracleIsTheToolOfTheToolchain(mode: String) throws {
        let version = GoToolchain.newestVersion
        let path = try TracedProgram(
            .toolchain, "stacks", version: version, debug: TracedProgram.manyGenerations
        ).trace()
        let tool = try GoToolchain.newest().run(["tool", "trace", "-d=\(mode)", path], environment: ["TZ": "UTC"])
        let oracle = try TraceOracle.run([mode, path])
        #expect(tool.status.code == 0 && oracle.status.code == 0, "\(tool.error) \(oracle.error)")
        #expect(tool.outputBytes.count > 100_000)
        #expect(TraceText.difference(expected: tool.outputBytes, actual: oracle.outputBytes) == nil)
    }

    private static let text = """
        M=-1 P=-1 G=-1 Sync Time=1 N=1
        M=1 P=-1 G=-1 Metric Time=3 Name="a" Value=Value{Uint64(1)}
        M=2 P=-1 G=-1 Label Time=4 Label="b" Resource=None
        Stack=
        \tmain.f @ 0x1
        \t\tmain.go:2

        M=-1 P=-1 G=-1 StackSample Time=4
        M=-1 P=-1 G=-1 Sync Time=5 N=2

        """

    @Test func theFirstDifferenceIsShownWithItsEvent() throws {
        let expected = Array(Self.text.utf8)
        #expect(TraceText.difference(expected: expected, actual: expected) == nil)
        let other = Array(Self.text.replacing("main.go:2", with: "main.go:3").utf8)
        let difference = try #require(TraceText.difference(expected: expected, actual: other))
        #expect(difference.contains("line 6 differs, of 9 expected lines and 9 actual ones"))
        #expect(difference.contains("M=2 P=-1 G=-1 Label Time=4"))
        #expect(difference.contains("expected: \t\tmain.go:2\nactual:   \t\tmain.go:3"))
        let cut = try #require(TraceText.difference(expected: expected, actual: expected.dropLast(40)))
        #expect(cut.contains("line 8 differs") || cut.contains("line 9 differs"), "\(cut)")
        let longer = try #require(TraceText.difference(expected: expected, actual: expected + Array("M=".utf8)))
        #expect(longer.contains("expected: (end)\nactual:   M="))
        #expect(TraceText.difference(expected: expected, actual: [UInt8]()) != nil)
    }

    @Test func completeGenerationsEndAtTheLastSync() {
        let complete = TraceText.completeGenerations(Array(Self.text.utf8))
        #expect(String(decoding: complete, as: UTF8.self).hasSuffix("StackSample Time=4\n"))
        #expect(TraceText.completeGenerations(Array("M=-1 P=-1 G=-1 Sync Time=1 N=1\n".utf8)).isEmpty)
        #expect(TraceText.completeGenerations([]).isEmpty)
    }

    @Test func theOrderOfThreadsDoesNotMatterBeforeGo122() {
        let expected = UnorderedTraceText(Self.text)
        let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
        let reordered = ([lines[0]] + lines[2...6] + [lines[1]] + lines[7...]).joined(separator: "\n")
        #expect(UnorderedTraceText(reordered).difference(from: expected) == nil)
        for (from, to) in [
            ("Time=4", "Time=5"), ("M=2", "M=3"), ("main.f", "main.g"), ("N=2", "N=3"), ("\"a\"", "\"b\""),
        ] {
            #expect(UnorderedTraceText(Self.text.replacing(from, with: to)).difference(from: expected) != nil, "\(to)")
        }
        let shorter = Self.text.replacing("M=-1 P=-1 G=-1 StackSample Time=4\n", with: "")
        #expect(UnorderedTraceText(shorter).difference(from: expected) != nil)
    }

    @Test func batchesAreCountedAsByGo() throws {
        for version in [TracedProgram.versions.first, TracedProgram.versions.last].compactMap({ $0 }) {
            let path = try TracedProgram(
                .toolchain, "stacks", version: version, debug: TracedProgram.manyGenerations
            ).trace()
            let wire = try TraceOracle.run(["wire", path]).output.split(separator: "\n")
            let batches = wire.count { $0.hasPrefix("EventBatch ") || $0.hasPrefix("EndOfGeneration") }
            let bytes = try Files.bytes(path)
            #expect(BatchEnds.of(bytes).count == batches)
            #expect(BatchEnds.of(bytes).last == bytes.count)
        }
    }
}
