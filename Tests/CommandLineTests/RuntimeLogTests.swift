import TestSupport
import Testing

/// `sonde why` about logs with the lines of gctrace and schedtrace, alone and beside other evidence.
@Suite struct RuntimeLogTests {
    /// Collects all the time by hand.
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "runtime")

        var kept [][]byte

        func main() {
            for i := 0; i < 20000; i++ { kept = append(kept, make([]byte, 1000)) }
            go func() { for { runtime.GC() } }()
            fmt.Fprintln(os.Stderr, "listening")
            fmt.Println("ready", os.Getpid())
            bufio.NewReader(os.Stdin).ReadString('\\n')
        }

        """

    /// A program that has written so many looks at the scheduler.
    private func program(_ lines: Int) throws -> RunningProgram {
        let running = try GoProgram.build(source: Self.source, toolchain: GoToolchain.newest()).startAndWait(
            environment: ["GODEBUG": "gctrace=1,schedtrace=50"]
        ).program
        #expect(
            eventually(within: .seconds(60)) {
                running.errorText.split(separator: "\n").count { $0.hasPrefix("SCHED") } >= lines
            })
        return running
    }

    @Test func aLogAloneNamesTheCause() throws {
        let running = try program(40)
        let folder = try TemporaryFolder()
        let log = folder.file("server.log")
        try Files.write(running.errorText, to: log)
        let alone = try CommandLine.run("why", log)
        #expect(alone.status.code == 0, "\(alone.error)")
        #expect(alone.output.contains("gc.forced"), "\(alone.output)")
        #expect(alone.output.contains("GODEBUG log from"))
        #expect(try CommandLine.run("why", log, "--fail-on", "warning").status.code == 1)
        let piped = try CommandLine.run("why", "-", "--format", "json", input: Files.bytes(log))
        #expect(piped.output.contains("\"gc.forced\""), "\(piped.error)")
        _ = try Command.run("gzip", ["-k", log])
        #expect(try CommandLine.run("why", log + ".gz").output.contains("gc.forced"))
        #expect(try CommandLine.run("why", log, log + ".gz").error.contains("second log of the runtime"))

        // Beside the process itself.
        let both = try CommandLine.run("why", String(running.processID), log, "--duration", "1s", "--format", "json")
        #expect(both.status.code == 0, "\(both.error)")
        #expect(both.output.contains("\"evidence\": \"goroutines\"") && both.output.contains("\"GODEBUG log\""))
        #expect(both.output.contains("\"gc.forced\""))

        // With a dump of the goroutines in it, both are read.
        let dump = "\nSIGQUIT: quit\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/src/main.go:5 +0x1d\n"
        try Files.write(running.errorText + dump, to: log)
        running.close()
        let whole = try CommandLine.run("why", log, "--format", "json")
        #expect(whole.output.contains("\"evidence\": \"goroutines\""), "\(whole.output)")
        #expect(whole.output.contains("\"GODEBUG log\""))
    }

    @Test func otherTextsAreNoSuchLogs() throws {
        let folder = try TemporaryFolder()
        let log = folder.file("server.log")
        try Files.write("the gc 3 @home\nSCHED 5ms: late\n", to: log)
        let result = try CommandLine.run("why", log)
        #expect(result.status.code == 2)
        #expect(result.error.contains("no goroutine was found"), "\(result.error)")
    }
}
