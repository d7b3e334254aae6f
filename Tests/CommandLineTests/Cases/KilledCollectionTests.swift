import TestSupport
import Testing

/// sonde is killed while it gathers: the program goes on, and nothing stays behind.
@Suite(.serialized) struct KilledCollectionTests {
    /// Moments at which it is killed; SONDE_KILLS sets how many.
    private static let count = environmentVariable("SONDE_KILLS").flatMap { Int($0) } ?? 8

    @Test func nothingStaysBehind() throws {
        let source = """
            package main

            import ("bufio"; "fmt"; "os"; "time")

            func main() {
                total := 0
                go func() { for { total++; time.Sleep(time.Millisecond) } }()
                fmt.Println("ready", os.Getpid())
                bufio.NewReader(os.Stdin).ReadString('\\n')
                fmt.Println("alive", total > 0)
            }

            """
        let running = try GoProgram.build(source: source, toolchain: GoToolchain.newest()).start()
        _ = try running.waitForLine()
        let folder = try TemporaryFolder()
        for number in 0..<Self.count {
            // Spread over the whole collection and what comes after it.
            let moment = 0.03 + 3.7 * Double(number) / Double(Self.count)
            let watcher = try SondeProgram.start(
                ["why", String(running.processID), "--duration", "3s"], environment: ["TMPDIR": folder.path],
                wrapper: ["timeout", "-s", "KILL", String(moment)])
            _ = try watcher.waitForExit()
            watcher.close()
        }
        #expect(try Command.run("ls", ["-A", folder.path]).output == "")
        let status = try Files.text("/proc/\(running.processID)/status")
        #expect(status.contains("TracerPid:\t0"))
        try running.writeLine("")
        #expect(try running.waitForLine(startingWith: "alive").contains("true"))
        running.close()
    }
}
