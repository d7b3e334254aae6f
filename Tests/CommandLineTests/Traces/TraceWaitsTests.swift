import TestSupport
import Testing

/// `sonde trace goroutines`, `latency` and `blocked` on programs of the zoo.
@Suite struct TraceWaitsTests {
    private static func stuck(_ begin: String) throws -> String {
        try TracedProgram(.zoo, "stuck", version: GoToolchain.newestVersion, arguments: ["-begin", begin]).trace()
    }

    /// Three goroutines wait for all of the trace: they stand first, where Go's profile does not have them.
    @Test(arguments: ["before", "after"])
    func stuckGoroutinesStandFirst(begin: String) throws {
        let trace = try Self.stuck(begin)
        let result = try CommandLine.run("trace", "blocked", trace, width: 120)
        try #require(result.succeeded, "\(result.error)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("3 goroutines were blocked to the end of the trace") == true)
        #expect(lines.first?.contains("since before it began") == (begin == "after"))
        let open = lines.drop { $0 != "Blocked to the end" }.dropFirst().filter { $0.contains("1 goroutine in ") }
        #expect(open.count == 3)
        for (kind, root) in [
            ("chan receive", "main.waitForChannel"), ("mutex", "main.waitForMutex"), ("select", "main.waitForSelect"),
        ] {
            #expect(open.contains { $0.contains("in \(kind): \(root)") }, "\(kind)\n\(result.output)")
        }

        let toolchain = try GoToolchain.newest()
        let profile = try toolchain.run(["tool", "trace", "-pprof=sync", trace])
        try #require(profile.succeeded, "\(profile.error)")
        let file = "\(trace).sync"
        defer { Files.remove(file) }
        try Files.write(profile.outputBytes, to: file)
        let functions = try CommandLine.run("profile", "traces", file)
        try #require(functions.succeeded, "\(functions.error)")
        #expect(functions.output.contains("main.waitShortly"))
        for root in ["main.waitForChannel", "main.waitForMutex", "main.waitForSelect"] {
            #expect(!functions.output.contains(root), "\(root)")
        }
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func documentsAreWhole() throws {
        let trace = try TracedProgram(.zoo, "service", version: GoToolchain.newestVersion).trace()
        for (verb, expression, expected) in [
            ("goroutines", "sum(g['goroutines'] for g in d['groups']) > 100 and len(d['open']) > 0", "True"),
            ("goroutines", "sorted({'group', 'kind', 'ids', 'idle', 'stack'} - set(d['open'][0]))", "[]"),
            ("latency", "d['total']['count'] == sum(r['count'] for r in d['rows'])", "True"),
            ("latency", "all(w['verdict'] and w['occupants'] for w in d['worst'])", "True"),
            ("blocked", "all(p['count'] == sum(w['count'] for w in p['wakers']) for p in d['places'])", "True"),
            (
                "blocked",
                "all(c['sumNanoseconds'] == sum(s['sumNanoseconds'] for s in c[k]) for c in d['contention'] "
                    + "for k in ('wakers', 'causes'))", "True"
            ),
            (
                "blocked",
                "any('syscall.fsync' in f['function'].lower() for c in d['contention'] for s in c['causes'] "
                    + "for f in s['stack'])", "True"
            ),
        ] {
            let result = try CommandLine.run("trace", verb, trace, "--format", "json")
            try #require(result.succeeded, "\(result.error)")
            #expect(try Python.evaluate("d['schema']", on: result.output) == "sonde.trace.\(verb)/1")
            #expect(try Python.evaluate(expression, on: result.output) == expected, "\(verb): \(expression)")
        }
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func tablesAreWhole() throws {
        let trace = try Self.stuck("after")
        for (verb, columns) in [("goroutines", 12), ("blocked", 13)] {
            let result = try CommandLine.run("trace", verb, trace, "--format", "csv")
            try #require(result.succeeded, "\(result.error)")
            let program = "import csv, sys; print({len(row) for row in csv.reader(sys.stdin)})"
            let widths = try Command.run("python3", ["-c", program], input: Array(result.output.utf8))
            #expect(widths.output == "{\(columns)}\n", "\(verb): \(widths.error)")
        }
    }

    @Test func oneGoroutineIsChosen() throws {
        let trace = try Self.stuck("after")
        let result = try CommandLine.run("trace", "goroutines", trace, "--goroutine", "1", width: 120)
        #expect(result.output.hasPrefix("1 goroutine in "))
        #expect(result.output.contains("main.main"))
        #expect(!result.output.contains("main.waitForMutex"))
        let all = try CommandLine.run("trace", "goroutines", trace, "--each", "--all", width: 120)
        #expect(all.output.contains("main.waitForMutex"))
    }

    @Test func textFitsTheTerminal() throws {
        let trace = try TracedProgram(.zoo, "service", version: GoToolchain.newestVersion).trace()
        for verb in ["goroutines", "latency", "blocked"] {
            for width in [50, 80, 132] {
                let result = try CommandLine.run("trace", verb, trace, width: width)
                let widest = result.output.split(separator: "\n").map(\.count).max() ?? 0
                #expect(widest <= width, "\(verb) at \(width)")
                #expect(widest > 0)
            }
        }
    }

    @Test(arguments: [["-n", "0"], ["--format", "xml"], ["--from", "2s", "--to", "1s"]])
    func wrongArgumentsAreRefused(arguments: [String]) throws {
        let trace = try Self.stuck("after")
        for verb in ["goroutines", "latency", "blocked"] {
            let result = try SondeProgram.run(["trace", verb, trace] + arguments)
            #expect(result.status.code == 2, "\(verb) \(arguments): \(result.output)")
        }
    }
}
