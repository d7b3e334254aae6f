import TestSupport
import Testing

/// What sonde converts a trace to, read back by libraries that are not ours and held against what Go's own reader says
/// of the trace.
@Suite struct TraceConvertTests {
    /// Of each format of traces one program; annotations of all kinds, CPU samples, the collector, C that calls Go.
    static let programs: [TracedProgram] = [
        TracedProgram(.toolchain, "annotations", version: "1.22.10"),
        TracedProgram(.toolchain, "annotations", version: "1.27.3", debug: TracedProgram.manyGenerations),
        TracedProgram(.toolchain, "stacks", version: "1.24.11", debug: TracedProgram.manyGenerations),
        TracedProgram(.toolchain, "stress", version: "1.25.5", debug: TracedProgram.manyGenerations),
        TracedProgram(.toolchain, "gc-stress", version: "1.22.10"),
        TracedProgram(.toolchain, "iter-pull", version: "1.27.3"),
        TracedProgram(.toolchain, "cpu-profile", version: "1.27.3"),
        TracedProgram(.zoo, "service", version: "1.27.3"),
    ]

    private func readBack(_ program: TracedProgram, as format: String, ending: String) throws {
        let folder = try TemporaryFolder()
        let trace = try program.trace()
        let file = folder.file("trace" + ending)
        let result = try SondeProgram.run(["trace", "convert", trace, "-o", file], within: .seconds(600))
        #expect(result.status.code == 0, "\(program): \(result.error)")
        #expect(result.output.isEmpty)
        try Files.write(try TraceOracle.run(["parsed", trace]).outputBytes, to: folder.file("parsed"))
        let script = Repository.path("Tests/CommandLineTests/Traces/Exports/read-back-trace.py")
        let check = try Command.run(
            "python3", [script, folder.file("parsed"), format, file], environment: PerfettoPackage.environment,
            within: .seconds(600))
        #expect(check.status.code == 0, "\(program): \(check.output)\(check.error)")
    }

    @Test(
        .enabled(if: PerfettoPackage.isAvailable, "python3 has no package perfetto, and pip cannot install it"),
        arguments: programs)
    func perfettoReadsWhatHappened(_ program: TracedProgram) throws {
        try readBack(program, as: "perfetto", ending: ".perfetto-trace")
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: programs)
    func chromeReadsWhatHappened(_ program: TracedProgram) throws {
        try readBack(program, as: "chrome", ending: ".json")
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"), arguments: programs)
    func theTableHasAllIntervals(_ program: TracedProgram) throws {
        try readBack(program, as: "csv", ending: ".csv")
    }

    /// All forms of a part of a trace end where it ends, and sum up to its length for each goroutine that lives on.
    @Test func aWindowIsAllThatIsWritten() throws {
        let trace = try TracedProgram(.zoo, "stuck", version: "1.27.3").trace()
        let result = try SondeProgram.run(
            ["trace", "convert", trace, "--as", "csv", "--from", "10ms", "--to", "30ms", "--goroutine", "1"])
        #expect(result.status.code == 0, "\(result.error)")
        let rows = result.output.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0[0] == "1" })
        #expect(rows.compactMap { Int($0[6]) }.min() == 10_000_000)
        #expect(rows.compactMap { Int($0[7]) }.reduce(0, +) == 20_000_000)
    }

    @Test func theFormatIsAskedForWhenNothingNamesIt() throws {
        let folder = try TemporaryFolder()
        let trace = try TracedProgram(.toolchain, "annotations", version: "1.27.3").trace()
        for (arguments, word) in [
            ([trace], "--as"), ([trace, "-o", folder.file("x.unknown")], "--as"),
            ([trace, "-o", folder.file("x.pb.gz")], "--kind"), ([trace, "--as", "csv", "--kind", "net"], "--kind"),
        ] {
            let result = try SondeProgram.run(["trace", "convert"] + arguments, folder: folder.path)
            #expect(result.status.code == 2)
            #expect(result.output.isEmpty)
            #expect(result.error.contains(word), "\(result.error)")
        }
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    /// A file that cannot be made complete is not left behind, and one that was there stays as it was.
    @Test func whatIsNoTraceLeavesNoFile() throws {
        let folder = try TemporaryFolder()
        try Files.write("go 1.26 trace\0\0\0\u{1}", to: folder.file("broken"))
        try Files.write("before", to: folder.file("old.csv"))
        for name in ["new.pftrace", "old.csv", "new.json"] {
            let result = try SondeProgram.run(["trace", "convert", folder.file("broken"), "-o", folder.file(name)])
            #expect(result.status.code == 2, "\(name): \(result.error)")
        }
        #expect(try Files.entries(of: folder.path).sorted() == ["broken", "old.csv"])
        #expect(try Files.text(folder.file("old.csv")) == "before")
    }

    /// Nothing is read any more when nobody wants the rest.
    @Test func aReaderThatGoesAwayIsNoError() throws {
        let trace = try TracedProgram(.toolchain, "stress", version: "1.25.5", debug: TracedProgram.manyGenerations)
            .trace()
        let result = try CommandLine.shell("\"$SONDE\" trace convert --as csv '\(trace)' | head -2")
        #expect(result.output.split(separator: "\r\n").count == 2)
        #expect(result.error.isEmpty, "\(result.error)")
    }
}
