import TestSupport
import Testing

/// Redacted traces of all versions of Go are traces still, with the same events.
@Suite struct TraceRedactionTests {
    private static let programs =
        TracedProgram.versions.map {
            TracedProgram(.toolchain, "annotations", version: $0, debug: TracedProgram.manyGenerations)
        } + [
            TracedProgram(
                .toolchain, "stress", version: GoToolchain.newestVersion, debug: TracedProgram.allocations),
            TracedProgram(.zoo, "service", version: "1.21.13"),
        ]

    /// The events of a dump, without texts and positions in files.
    private func events(_ path: String) throws -> [String] {
        let result = try CommandLine.run("trace", "dump", path)
        #expect(result.status.code == 0, "\(result.error)")
        return result.output.split(separator: "\n").filter { !$0.hasPrefix("\t\t") }.map { line in
            line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
        }
    }

    @Test(arguments: programs)
    func theEventsAreTheSame(program: TracedProgram) throws {
        let trace = try program.trace()
        let folder = try TemporaryFolder()
        let path = folder.file("case")
        try Files.makeDirectory(path)
        try Files.write(try Files.bytes(trace), to: path + "/trace.out")
        try Files.write(
            """
            {"schema": "sonde.case/1", "files": [{"file": "trace.out", "kind": "trace", "source": "x"}]}
            """, to: path + "/manifest.json")
        let target = folder.file("redacted")
        let result = try CommandLine.run("collect", path, "-o", target, "--redact")
        #expect(result.status.code == 0, "\(result.error)")
        let isExperiment = program.debug == TracedProgram.allocations
        #expect(result.error.contains("batches of experiments") == isExperiment, "\(result.error)")
        #expect(try events(target + "/trace.out") == events(trace))
        let text = try Files.text(target + "/trace.out")
        for word in ["task0", "region0", "pre-existing region", "post-existing region", "hello"] {
            #expect(!text.contains(word))
        }
        if !program.version.hasPrefix("1.21.") {
            #expect(try TraceOracle.run(["parsed", target + "/trace.out"]).succeeded)
        }
    }
}
