import TestSupport
import Testing

/// `sonde trace dump` against the reader of the Go toolchain, byte for byte.
///
/// SONDE_TRACE_MATRIX=1 takes all programs of all toolchains, some with a million events; best with `$SONDE` at a
/// release build.
@Suite struct TraceDumpTests {
    static let isMatrix = environmentVariable("SONDE_TRACE_MATRIX") == "1"

    /// Programs that have few events, or are wanted in every version of the format.
    private static let programs: [TracedProgram] = TracedProgram.versions.flatMap { version in
        ["", TracedProgram.manyGenerations].flatMap { debug in
            ((try? TracedProgram.ofToolchain(version, debug: debug)) ?? []).filter { program in
                isMatrix || (debug.isEmpty ? small : smallWithGenerations).contains(program.name)
            }
        }
    }
    private static let small: Set = ["annotations", "iter-pull", "stacks"]
    private static let smallWithGenerations: Set = ["annotations-stress", "stacks", "wait-on-pipe"]

    private static let ownPrograms: [TracedProgram] = {
        let newest = GoToolchain.newestVersion
        let many = TracedProgram.manyGenerations
        let service = (isMatrix ? TracedProgram.versions : [newest]).flatMap { version in
            ["", many].map { TracedProgram(.zoo, "service", version: version, debug: $0) }
        }
        let stuck = (isMatrix ? TracedProgram.versions : [newest]).flatMap { version in
            ["before", "after"].map { TracedProgram(.zoo, "stuck", version: version, arguments: ["-begin", $0]) }
        }
        let recorders = ["1.25.5", "1.26.6", newest].filter { GoToolchain.versions.contains($0) }.map {
            TracedProgram(.zoo, "flightrecorder", version: $0, debug: many)
        }
        let allocating = isMatrix ? TracedProgram.versions.filter { !$0.hasPrefix("1.22.") } : []
        let experiments = allocating.map {
            TracedProgram(.zoo, "service", version: $0, debug: TracedProgram.allocations)
        }
        let short = TracedProgram(.toolchain, "annotations", version: newest, debug: TracedProgram.allocations)
        return service + stuck + recorders + experiments + [short]
    }()

    @Test(arguments: programs)
    func tracesOfTheToolchainsProgramsAreReadAsByGo(_ program: TracedProgram) throws {
        try TraceDump.expectTheSame(program.trace(), "\(program)")
    }

    @Test(arguments: ownPrograms)
    func tracesOfTheZooAreReadAsByGo(_ program: TracedProgram) throws {
        try TraceDump.expectTheSame(program.trace(), "\(program)")
    }

    @Test(
        .enabled(if: TraceDump.hasCompiler, "no C compiler"),
        arguments: TracedProgram.versions, ["", TracedProgram.manyGenerations])
    func callbacksFromCAreReadAsByGo(version: String, debug: String) throws {
        let program = TracedProgram(.toolchain, "cgo-callback", version: version, debug: debug)
        try TraceDump.expectTheSame(program.trace(), "\(program)")
    }

    @Test(arguments: programs.filter { $0.debug.isEmpty } + ownPrograms.prefix(1))
    func wireEventsArePrintedAsByGo(_ program: TracedProgram) throws {
        try TraceDump.expectTheSame(program.trace(), wire: true, "\(program)")
    }

    @Test(arguments: try TextTrace.all())
    func textTracesHaveTheResultThatTheyExpect(_ trace: TextTrace) throws {
        let folder = try TemporaryFolder()
        let path = try trace.encodedByGo(in: folder)
        try TraceDump.expectTheSame(path, "\(trace)")
        let expectation = try TraceOracle.run(["expectation", trace.path])
        // The one of `go tool trace` has no expectation: it is valid.
        let isValid = !expectation.succeeded || expectation.output.hasPrefix("SUCCESS")
        #expect(try TraceDump.run(path).status.code == (isValid ? 0 : 2))
    }

    /// What is mentioned first after generations without events had any state before, and is not new.
    @Test func theFirstGenerationsMayBeEmpty() throws {
        let folder = try TemporaryFolder()
        let generations = (1...3).map { number in
            let noThread = "m=18446744073709551615 time=\(number * 10)"
            let events = "EventBatch gen=\(number) m=1 time=\(number * 10) size=4\nProcStatus dt=1 p=0 pstatus=1\n"
            return """
                EventBatch gen=\(number) \(noThread) size=6
                Frequency freq=500000000
                EventBatch gen=\(number) \(noThread) size=1
                Stacks
                EventBatch gen=\(number) \(noThread) size=1
                Strings

                """ + (number == 3 ? events : "")
        }
        try Files.write("Trace Go1.23\n" + generations.joined(), to: folder.file("text"))
        let encoding = try TraceOracle.run(["encode", folder.file("text"), folder.file("trace")])
        #expect(encoding.error == "")
        try TraceDump.expectTheSame(folder.file("trace"), "empty generations")
        #expect(try TraceDump.run(folder.file("trace")).output.contains("ProcID=0 Undetermined->Running"))
    }

    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: TraceCorpusRow.all)
    func theCorpusIsReproduced(_ row: TraceCorpusRow) throws {
        let actual = try TraceDump.run(row.input)
        let status = actual.status
        #expect(status.code == 0, "\(actual.error)")
        let expected = try row.expected()
        switch row.mode {
        case "exact":
            if let difference = TraceText.difference(expected: expected, actual: actual.outputBytes) {
                Issue.record("sonde trace dump \(row.input)\n\(difference)")
            }
        case "ties":
            let reference = UnorderedTraceText(String(decoding: expected, as: UTF8.self))
            if let difference = UnorderedTraceText(actual.output).difference(from: reference) {
                Issue.record("sonde trace dump \(row.input)\n\(difference)")
            }
        default: Issue.record("\(row.id) is compared in a way that is not known here: \(row.mode)")
        }
    }

    @Test(arguments: try FuzzSeed.all())
    func seedsOfTheToolchainsFuzzerAreEndured(_ seed: FuzzSeed) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("seed")
        try Files.write(seed.bytes, to: path)
        let reference = try TraceOracle.run(["parsed", path])
        let result = try TraceDump.run(path)
        if reference.succeeded {
            try TraceDump.expectTheSame(path, "\(seed)")
        } else if reference.error.hasPrefix("unexpected event type 36") {
            // FutileWakeup, which runtimes did write before Go 1.22 and which changes nothing: sonde reads on.
            #expect(result.status.code == 0 && result.output.hasPrefix(reference.output))
        } else {
            #expect(result.status.code == 2 || (result.succeeded && !result.errorBytes.isEmpty), "\(result.status)")
            #expect(!result.errorBytes.isEmpty)
        }
    }
}
