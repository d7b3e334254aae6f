import GoProfile
import TestSupport
import Testing
import Wire

/// Profiles that sonde makes of traces, held against those of `go tool trace -pprof`.
@Suite struct TraceProfileTests {
    /// A stack and what was counted at it.
    private typealias Sums = [[String]: [Int64]]

    private static let names = ["annotations", "stacks", "stress", "gc-stress", "iter-pull", "wait-on-pipe"]
    private static let programs: [TracedProgram] = {
        let versions = TraceDumpTests.isMatrix ? TracedProgram.versions : ["1.22.10", "1.23.9", "1.25.5", "1.27.3"]
        return versions.flatMap { version in
            names.filter { version.hasPrefix("1.22.") ? $0 != "iter-pull" : true }.map {
                TracedProgram(.toolchain, $0, version: version, debug: TracedProgram.manyGenerations)
            }
        } + [TracedProgram(.zoo, "service", version: "1.27.3"), TracedProgram(.zoo, "stuck", version: "1.27.3")]
    }()

    private func go(_ kind: String, of trace: String) throws -> Sums {
        let result = try GoToolchain.newest().run(["tool", "trace", "-pprof=\(kind)", trace])
        #expect(result.status.code == 0, "\(result.error)")
        return try sums(result.outputBytes)
    }

    private func sonde(_ kind: String, of trace: String) throws -> Sums {
        let result = try SondeProgram.run(["trace", "convert", "--kind", kind, trace])
        #expect(result.status.code == 0, "\(result.error)")
        return try sums(result.outputBytes)
    }

    /// Values by stack: each frame with its address, function, file and line. A frame of which nothing is known, which
    /// the runtime writes where it has no stack, is none.
    private func sums(_ bytes: [UInt8]) throws -> Sums {
        let profile = try ProfileReader.read(Bytes(bytes), file: "profile")
        var sums: Sums = [:]
        for sample in 0..<profile.samples.count {
            let stack = profile.samples.stack(sample).flatMap { location in
                profile.locations.lines(Int(location)).compactMap { line -> String? in
                    let function = Int(line.function)
                    let name = profile.text(profile.functions.names[function])
                    let file = profile.text(profile.functions.files[function])
                    let address = profile.locations.addresses[Int(location)]
                    return name.isEmpty && address == 0 ? nil : "\(name) \(file):\(line.line) \(address)"
                }
            }
            let values = (0..<2).map { profile.samples.value(sample, $0) }
            sums[stack] = zip(sums[stack] ?? [0, 0], values).map(+)
        }
        return sums
    }

    @Test(arguments: programs, ["net", "sync", "syscall", "sched"])
    func stacksCountsAndTimesAreThoseOfGo(_ program: TracedProgram, kind: String) throws {
        let trace = try program.trace()
        let (expected, actual) = (try go(kind, of: trace), try sonde(kind, of: trace))
        let different = Set(expected.keys).union(actual.keys).filter { expected[$0] != actual[$0] }
        if let stack = different.first {
            Issue.record(
                "\(different.count) of \(expected.count) stacks differ: \(stack): Go \(expected[stack] ?? []), sonde \(actual[stack] ?? [])"
            )
        }
    }

    /// Goroutines that C calls share numbers, of which Go counts only the last.
    @Test(.enabled(if: TraceDump.hasCompiler, "no C compiler"), arguments: ["net", "sync", "syscall", "sched"])
    func goroutinesThatCCallsAllCount(kind: String) throws {
        let trace = try TracedProgram(
            .toolchain, "cgo-callback", version: "1.25.5", debug: TracedProgram.manyGenerations
        ).trace()
        let (expected, actual) = (try go(kind, of: trace), try sonde(kind, of: trace))
        for (stack, values) in expected {
            #expect(zip(actual[stack] ?? [0, 0], values).allSatisfy { $0 >= $1 }, "\(stack)")
        }
    }

    /// Goroutines that are stuck are in none of Go's profiles.
    @Test func openWaitsShowWhatIsStuck() throws {
        let folder = try TemporaryFolder()
        let trace = try TracedProgram(.zoo, "stuck", version: "1.27.3").trace()
        let file = folder.file("open.pb.gz")
        let made = try SondeProgram.run(["trace", "convert", trace, "--kind", "open", "-o", file])
        #expect(made.status.code == 0, "\(made.error)")
        let top = try SondeProgram.run(["profile", "traces", "--tagfocus", "wait=^mutex$", file])
        #expect(top.status.code == 0 && top.error.isEmpty, "\(top.error)")
        let go = try sonde("sync", of: trace)
        let stuck = try sonde("open", of: trace).keys.filter { stack in
            stack.contains { $0.hasPrefix("main.") } && go[stack] == nil
        }
        #expect(stuck.count >= 3, "\(stuck)")
    }

    /// The samples of the trace are those that its events show.
    @Test func samplesAreThoseOfTheTrace() throws {
        let trace = try TracedProgram(.toolchain, "cpu-profile", version: "1.27.3").trace()
        let text = try TraceOracle.run(["parsed", trace]).output
        let expected = text.split(separator: "\n").count { $0.contains(" StackSample ") }
        let samples = try sonde("samples", of: trace).values
        #expect(samples.map { $0[0] }.reduce(0, +) == Int64(expected))
        #expect(samples.map { $0[1] }.reduce(0, +) == Int64(expected) * 10_000_000)
        #expect(expected > 10)
    }
}
