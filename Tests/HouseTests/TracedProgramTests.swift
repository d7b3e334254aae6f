import TestSupport
import Testing

/// Traces that other tests rely on hold what they are made for, by the word of Go's own reader.
///
/// With SONDE_TRACE_MATRIX=1 all programs of all toolchains are run.
@Suite struct TracedProgramTests {
    private static let programs: [TracedProgram] = {
        let isMatrix = environmentVariable("SONDE_TRACE_MATRIX") == "1"
        let versions = isMatrix ? TracedProgram.versions : [GoToolchain.newestVersion]
        return versions.flatMap { version in
            ["", TracedProgram.manyGenerations].flatMap { debug in
                ((try? TracedProgram.ofToolchain(version, debug: debug)) ?? []).filter {
                    isMatrix || $0.name == "annotations"
                }
            }
        }
    }()

    private static func parsed(_ program: TracedProgram) throws -> [Substring] {
        let result = try TraceOracle.run(["parsed", program.trace()])
        #expect(result.succeeded, "\(program): \(result.error)")
        return result.output.split(separator: "\n")
    }

    @Test(arguments: programs)
    func programsOfTheToolchainWriteTracesThatGoReads(_ program: TracedProgram) throws {
        let result = try TraceOracle.run(["count", program.trace()])
        #expect(result.succeeded, "\(program): \(result.error)")
    }

    @Test func twelveProgramsComeWithEachToolchain() throws {
        for version in TracedProgram.versions {
            let names = try TracedProgram.ofToolchain(version).map(\.name)
            #expect(names.count >= (version.hasPrefix("1.22.") ? 11 : 12), "\(version): \(names)")
        }
    }

    @Test func generationsAreAsManyAsAskedFor() throws {
        let version = GoToolchain.newestVersion
        let many = TracedProgram(.toolchain, "wait-on-pipe", version: version, debug: TracedProgram.manyGenerations)
        #expect(try Self.parsed(many).count { $0.contains(" Sync Time=") } >= 5)
    }

    @Test(arguments: [TracedProgram.versions.first ?? "", GoToolchain.newestVersion])
    func aServiceHasATaskForEachRequest(version: String) throws {
        let lines = try Self.parsed(TracedProgram(.zoo, "service", version: version, arguments: ["-requests", "160"]))
        func count(_ what: String, _ more: String = "") -> Int {
            lines.count { $0.contains(what) && $0.contains(more) }
        }
        #expect(count(" TaskBegin Time=", "Type=\"request\"") == 160)
        #expect(count(" TaskEnd Time=", "Type=\"journal\"") == 10)
        #expect(count(" Log Time=") == 160)
        #expect(count(" RegionBegin Time=", "Type=\"prices\"") == 160)
        #expect(count("Reason=\"network\"") > 0 && count("Reason=\"sync\"") > 0)
    }

    @Test func aFlightRecorderBeginsLate() throws {
        let program = TracedProgram(
            .zoo, "flightrecorder", version: GoToolchain.newestVersion, debug: TracedProgram.manyGenerations)
        let wire = try TraceOracle.run(["wire", program.trace()])
        let first = try #require(wire.output.firstMatch(of: /EventBatch gen=(\d+)/))
        #expect((Int(first.1) ?? 0) > 1)
        #expect(try Self.parsed(program).count { $0.contains(" Sync Time=") } > 2)
    }

    @Test func experimentalEventsAreThere() throws {
        let program = TracedProgram(
            .zoo, "service", version: GoToolchain.newestVersion, debug: TracedProgram.allocations)
        #expect(try Self.parsed(program).contains { $0.contains(" Experimental Time=") })
    }

    /// Three goroutines are blocked to the end; only the trace that began before says why.
    @Test(arguments: ["before", "after"], TracedProgram.versions)
    func threeGoroutinesAreStuck(begin: String, version: String) throws {
        let program = TracedProgram(.zoo, "stuck", version: version, arguments: ["-begin", begin])
        let result = try TraceOracle.run(["parsed", program.trace()])
        #expect(result.succeeded, "\(result.error)")
        let events = result.output.split(separator: "\nM=")
        for (function, reason) in [
            ("main.waitForChannel", "chan receive"), ("main.waitForMutex", "sync"), ("main.waitForSelect", "select"),
        ] {
            let blocked = events.filter {
                $0.contains(function + " @") && $0.contains("->Waiting Reason=\"\(begin == "before" ? reason : "")\"")
            }
            // In 1.22 a goroutine that does not move has no stack.
            let expected = begin == "after" && version.hasPrefix("1.22.") ? 0 : 1
            #expect(blocked.count == expected, "\(program): \(function)")
            #expect(!events.contains { $0.contains(function + " @") && $0.contains("Waiting->Runnable") })
        }
    }
}
