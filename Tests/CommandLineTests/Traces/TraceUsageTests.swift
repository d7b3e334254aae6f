import TestSupport
import Testing

/// Wrong arguments and wrong files: what is not in a trace must not read as if nothing had happened.
@Suite struct TraceUsageTests {
    private static func stuck() throws -> String {
        try TracedProgram(.zoo, "stuck", version: GoToolchain.newestVersion, arguments: ["-begin", "after"]).trace()
    }

    @Test(arguments: [
        ("--goroutine 999999", "has no goroutine 999999"),
        ("--task nosuch", "has no task of type nosuch"),
        ("--task 99", "has no task 99"),
        ("--from 1h", "before the time that --from says"),
        ("--from 2s --to 1s", "--to must lie behind --from"),
        ("--where nosuch==1", "there is no field `nosuch`"),
    ])
    func whatIsNotThereIsAnError(arguments: String, message: String) throws {
        let trace = try Self.stuck()
        for verb in ["summary", "blocked", "goroutines", "latency", "network", "syscalls"] {
            let result = try SondeProgram.run(
                ["trace", verb, trace] + arguments.split(separator: " ").map(String.init))
            #expect(result.status.code == 2 && result.output.isEmpty, "\(verb): \(result.output)")
            #expect(result.error.contains(message), "\(verb): \(result.error)")
        }
    }

    @Test func filesWithoutATraceAreErrors() throws {
        let trace = try Files.bytes(Self.stuck())
        let folder = try TemporaryFolder()
        for (name, bytes, message) in [
            ("empty", [], "is empty"), ("header", Array(trace.prefix(16)), "has a header and no events"),
            ("text", Array("hello\n".utf8), "is no execution trace"),
            ("compressed", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "is compressed"),
            ("program", Array(try Files.bytes("/bin/sh").prefix(64)), "is a program"),
        ] {
            try Files.write(bytes, to: folder.file(name))
            for verb in ["summary", "path", "procs"] {
                let result = try CommandLine.run("trace", verb, folder.file(name))
                #expect(result.status.code == 2 && result.output.isEmpty, "\(verb) \(name): \(result.output)")
                #expect(result.error.contains(message), "\(verb) \(name): \(result.error)")
            }
        }
        let nothing = try CommandLine.run("trace", "summary", "-")
        #expect(nothing.status.code == 2 && nothing.error.contains("standard input: is empty"))
        let directory = try CommandLine.run("trace", "summary", folder.path)
        #expect(directory.status.code == 2 && directory.error.contains("is a directory"))
    }

    /// The percentiles may be one word or two, with the file before or behind them.
    @Test func pathsAreCompared() throws {
        let trace = try TracedProgram(.zoo, "service", version: GoToolchain.newestVersion).trace()
        let spellings = [
            [trace, "--compare", "p90", "p50"], ["--compare", "p90", "p50", trace], ["--compare=p90", "p50", trace],
            ["--compare", "p90,p50", trace],
        ]
        let outputs = try spellings.map { try SondeProgram.run(["trace", "path"] + $0) }
        for output in outputs {
            #expect(output.succeeded, "\(output.error)")
            #expect(output.output == outputs[0].output)
        }
        #expect(outputs[0].output.contains("from p90 on") && outputs[0].output.contains("around p50"))
        let reversed = try CommandLine.run("trace", "path", trace, "--compare", "p50", "p90")
        #expect(reversed.status.code == 2 && reversed.error.contains("--compare p99 p50"))
    }
}
