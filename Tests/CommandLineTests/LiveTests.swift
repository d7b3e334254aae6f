import TestSupport
import Testing

/// Running programs, and programs that sonde runs itself.
@Suite(.serialized) struct LiveTests {
    /// Two goroutines wait for a lock that main holds while it reads standard input.
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "sync"; "time")

        var lock sync.Mutex

        func waitForLock() { lock.Lock() }

        func main() {
            if len(os.Args) > 2 { fmt.Println(os.Args[1:]); lock.Lock(); lock.Lock() }
            lock.Lock()
            for i := 0; i < 2; i++ { go waitForLock() }
            if len(os.Args) > 1 { time.Sleep(time.Hour) }
            fmt.Println("ready", os.Getpid())
            bufio.NewReader(os.Stdin).ReadString('\\n')
        }

        """

    private let program: GoProgram

    init() throws { program = try GoProgram.build(source: Self.source, toolchain: GoToolchain.newest()) }

    private func start() throws -> RunningProgram {
        let running = try program.start()
        _ = try running.waitForLine()
        let id = String(running.processID)
        // Ready says that the goroutines were started, not that they wait.
        #expect(
            try eventually { try CommandLine.run("goroutines", id).output.contains("2 goroutines: sync.Mutex.Lock") })
        return running
    }

    @Test func aProcessIsShownSavedAndCompared() throws {
        let running = try start()
        let id = String(running.processID)
        let folder = try TemporaryFolder()
        let shown = try CommandLine.run("goroutines", id, "--save", folder.file("one"), width: 200)
        #expect(shown.status.code == 0)
        #expect(shown.output.contains("process \(id) \(program.executable) go"))
        #expect(shown.output.contains("main.waitForLock"))
        #expect(shown.output.contains("Mutex main.lock"))
        #expect(shown.output.contains("probably held by goroutine 1"))
        let filtered = try CommandLine.run(
            "goroutines", id, "--where", "function == \"main.waitForLock\"", "--all", width: 200)
        #expect(filtered.output.split(separator: "\n").count { $0.contains("main.waitForLock") } == 2)
        let diff = try CommandLine.run("goroutines", "diff", folder.file("one"), id, width: 200)
        #expect(diff.output.contains("2 sync.Mutex.Lock in main.waitForLock"))
        #expect(diff.output.contains("0 new, 0 gone"))
        running.close()
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func whyReportsTheProcess() throws {
        let running = try start()
        let id = String(running.processID)
        let result = try CommandLine.run("why", id, "--duration", "200ms", "--format", "json")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(
            try Python.evaluate("(d['schema'], d['target']['pid'])", on: result.output) == "('sonde.report/1', \(id))")
        #expect(
            try Python.evaluate(
                "len([c for c in d['collected'] if c['evidence'] == 'goroutines']) >= 2", on: result.output) == "True")
        #expect(running.isRunning)
        running.close()
        #expect(try CommandLine.run("why", id).status.code == 4)
    }

    @Test func stoppingIsSaidAndUndone() throws {
        let running = try start()
        let id = String(running.processID)
        let result = try CommandLine.run("goroutines", id, "--stop")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(result.output.contains("stopped for "))
        try running.writeLine("")
        #expect(try running.waitForExit().code == 0)
        running.close()
    }

    @Test func processesAreListedAndFoundByName() throws {
        let running = try start()
        let id = String(running.processID)
        let name = program.executable.split(separator: "/").last.map(String.init) ?? ""
        let list = try CommandLine.run("ps", program.executable, width: 200)
        #expect(list.status.code == 0)
        #expect(
            list.output.split(separator: "\n").contains { $0.contains(id) && $0.contains("go1.") }, "\(list.output)")
        let found = try CommandLine.run("goroutines", "name:\(program.executable)")
        #expect(found.status.code == 0 || found.error.contains("give the id"), "\(found.error) \(name)")
        running.close()
    }

    @Test func buildInformationOfFileAndProcess() throws {
        let running = try start()
        let file = try CommandLine.run("build", "info", program.executable)
        #expect(file.status.code == 0)
        #expect(file.output.contains("go1.") && file.output.contains("elf"))
        let process = try CommandLine.run("build", "info", String(running.processID))
        #expect(process.output == file.output)
        running.close()
    }

    /// A target that ends while it is watched is said to be gone.
    @Test func watchingEndsWithTheTarget() throws {
        let running = try start()
        let watcher = try SondeProgram.start(["goroutines", String(running.processID), "--watch", "100ms"])
        _ = try watcher.waitForLine(startingWith: "process")
        _ = try watcher.waitForLine(startingWith: "process")
        running.close()
        #expect(try watcher.waitForExit().code == 4)
        watcher.close()
    }

    // MARK: Commands

    @Test func aCommandThatDiesOfADeadlock() throws {
        let result = try CommandLine.run("why", "--fail-on", "warning", "--", program.executable, "--flag", "x y")
        #expect(result.status.code == 1, "\(result.error)")
        #expect(result.output.contains("deadlock.self"))
        // Its arguments are its own, and its output does not mix with the report.
        #expect(result.error.contains("[--flag x y]"))
        #expect(!result.output.contains("[--flag x y]"))
        #expect(result.error.contains("fatal error: all goroutines are asleep"))
    }

    @Test func aCommandIsEndedWhenTheTimeIsOver() throws {
        let result = try CommandLine.run(
            "why", "--duration", "500ms", "--format", "json", "--", program.executable, "hang")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(result.output.contains("sonde.report/1"))
    }

    @Test func aCommandThatIsNoGoProgram() throws {
        let result = try CommandLine.run("why", "--duration", "300ms", "--", "sleep", "600")
        #expect(result.status.code == 2)
        #expect(result.error.contains("(sleep) is not a Go program"), "\(result.error)")
    }

    @Test func aCommandThatIsNotThere() throws {
        let result = try CommandLine.run("why", "--", "/no/such/program")
        #expect(result.status.code == 2)
        #expect(result.error.contains("/no/such/program"))
    }

    @Test func aCommandThatEndsAtOnce() throws {
        let result = try CommandLine.run("why", "--", "true")
        #expect(result.status.code == 4 || result.status.code == 2)
        #expect(!result.error.isEmpty)
    }
}
