import Glibc
import TestSupport
import Testing

/// Cases that are saved when a condition becomes true, of a program that does what it is told.
@Suite(.serialized) struct TriggerTests {
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "runtime")

        var sink uint64

        func wait(stop chan bool) { <-stop }

        func main() {
            stop := make(chan bool)
            calm := make(chan bool)
            input := bufio.NewScanner(os.Stdin)
            fmt.Println("ready")
            for input.Scan() {
                switch input.Text() {
                case "grow":
                    for i := 0; i < 500; i++ { go wait(stop) }
                case "shrink":
                    for i := 0; i < 500; i++ { stop <- true }
                case "burn":
                    go func() {
                        for { select { case <-calm: return; default: sink++ } }
                    }()
                case "calm":
                    calm <- true
                case "collect":
                    runtime.GC()
                }
            }
        }

        """

    private func program() throws -> RunningProgram {
        try GoProgram.build(source: Self.source, toolchain: GoToolchain.newest()).startAndWait().program
    }

    /// The oldest first; names tell seconds apart, and no less.
    private func cases(_ folder: TemporaryFolder) throws -> [String] {
        try Command.run("ls", ["-Atr", folder.path]).output.split(separator: "\n").map(String.init)
    }

    /// Starts to watch, and returns when it does.
    private func watch(_ running: RunningProgram, _ folder: String, _ arguments: String...) throws -> RunningProgram {
        let watcher = try SondeProgram.start(
            ["collect", String(running.processID), "-o", folder, "--duration", "200ms", "--pause", "0s"] + arguments)
        #expect(eventually { watcher.errorText.contains("watching process") || !watcher.isRunning })
        return watcher
    }

    /// Once so many cases are complete.
    private func wait(for count: Int, _ watcher: RunningProgram) {
        #expect(
            eventually(within: .seconds(60)) {
                watcher.errorText.split(separator: "\n").count { $0.hasSuffix("reads it on any machine") } >= count
            }, "\(watcher.errorText)")
    }

    @Test func goroutinesThatGrowAreCaughtOnceEachTime() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        // The second term shows that the fall was seen.
        let watcher = try watch(
            running, folder.path, "--on", "goroutines > 400 || goroutines < 50 && threads > 0", "--count", "4")
        wait(for: 1, watcher)
        try running.writeLine("grow")
        wait(for: 2, watcher)
        try running.writeLine("shrink")
        wait(for: 3, watcher)
        try running.writeLine("grow")
        #expect(try watcher.waitForExit().code == 0, "\(watcher.errorText)")
        #expect(watcher.errorText.contains("goroutines > 400 (goroutines is 501): collecting"))
        let names = try cases(folder)
        let (low, high) = ("-goroutines-threads", "-goroutines")
        #expect(names.map { String($0.drop { $0 != "-" }) } == [low, high, low, high])
        let why = try CommandLine.run("why", folder.file(names[1]), "--format", "json")
        #expect(why.status.code == 0, "\(why.error)")
        let waiting = try CommandLine.run("goroutines", folder.file(names[1]) + "/goroutines-1.snapshot")
        #expect(waiting.output.contains("main.wait"), "\(waiting.output) \(waiting.error)")
        let modes = try Command.run("sh", ["-c", "stat -c %a \(folder.path)/* \(folder.path)/*/*"]).output
        #expect(Set(modes.split(separator: "\n")) == ["700", "600"])
        running.close()
    }

    @Test func signalsAskForCasesAndTheNewestStay() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let ring = folder.file("new")
        let watcher = try watch(running, ring, "--on", "goroutines > 5000 || SIGUSR2", "--keep", "2", "--count", "4")
        // What the user keeps there is left alone, whatever its name.
        try Files.write("mine", to: "\(ring)/20200101T000000Z-notes")
        try Files.makeDirectory("\(ring)/20200101T000000Z-folder")
        for number in 1...4 {
            watcher.signal(SIGUSR2)
            if number < 4 { wait(for: number, watcher) }
        }
        #expect(try watcher.waitForExit().code == 0, "\(watcher.errorText)")
        #expect(watcher.errorText.contains("1 older case removed"))
        let names = try Command.run("ls", ["-A", ring]).output.split(separator: "\n")
        #expect(names.count { $0.contains("-SIGUSR2") } == 2 && names.count == 4, "\(names)")
        running.close()
    }

    @Test func sizeIsBoundedAndRemainsOfAKilledWatchGo() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        // Left by one that was killed.
        try Files.makeDirectory(folder.file("20200101T000000Z-cpu.partial"))
        // What a watch that runs has under way.
        let other = folder.file("20200101T000000Z-threads.\(getpid()).partial")
        try Files.makeDirectory(other)
        let watcher = try watch(running, folder.path, "--on", "SIGUSR1", "--max-size", "1KB", "--count", "2")
        watcher.signal(SIGUSR1)
        wait(for: 1, watcher)
        watcher.signal(SIGUSR1)
        #expect(try watcher.waitForExit().code == 0, "\(watcher.errorText)")
        // Each is larger than that, and the newest one stays all the same.
        let left = try cases(folder)
        #expect(left.count { !$0.hasSuffix(".partial") } == 1, "\(left)")
        #expect(left.filter { $0.hasSuffix(".partial") }.map { folder.file($0) } == [other], "\(left)")
        running.close()
    }

    @Test func aBusyProgramIsCaught() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let watcher = try watch(running, folder.path, "--on", "cpu > 20% for 500ms", "--count", "1")
        try running.writeLine("burn")
        #expect(try watcher.waitForExit(within: .seconds(60)).code == 0, "\(watcher.errorText)")
        #expect(try cases(folder).first?.hasSuffix("Z-cpu") == true)
        running.close()
    }

    @Test func theEndOfTheProgramEndsTheWatch() throws {
        let folder = try TemporaryFolder()
        let first = try program()
        let none = try watch(first, folder.path, "--on", "goroutines > 5000")
        first.close()
        #expect(try none.waitForExit().code == 4)
        #expect(none.errorText.contains("has ended"))
        let second = try program()
        let one = try watch(second, folder.path, "--on", "threads > 0")
        wait(for: 1, one)
        second.close()
        #expect(try one.waitForExit().code == 0)
        #expect(try cases(folder).count == 1)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func anInterruptedWatchLeavesNothingHalf(signal: Int32) throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let waiting = try watch(running, folder.path, "--on", "goroutines > 5000")
        waiting.signal(signal)
        #expect(try waiting.waitForExit().code == 128 + signal)
        let collecting = try SondeProgram.start(
            ["collect", String(running.processID), "-o", folder.path, "--on", "threads > 0", "--duration", "10m"])
        #expect(try eventually { try cases(folder).contains { $0.hasSuffix(".partial") } })
        collecting.signal(signal)
        #expect(try collecting.waitForExit().code == 128 + signal)
        #expect(try cases(folder) == [])
        #expect(running.isRunning)
        running.close()
    }

    @Test func mistakesAreShown() throws {
        let folder = try TemporaryFolder()
        func run(_ arguments: String...) throws -> CommandResult {
            try SondeProgram.run(["collect", String(getpid())] + arguments)
        }
        let wrong = try run("-o", folder.path, "--on", "goroutines > 5000 || cpu > fast")
        #expect(wrong.status.code == 2)
        let shown = "  goroutines > 5000 || cpu > fast\n" + String(repeating: " ", count: 29) + "^"
        #expect(wrong.error.contains(shown), "\(wrong.error)")
        #expect(try run("--on", "SIGUSR1").error.contains("--output"))
        #expect(try run("-o", folder.path, "--keep", "3").error.contains("--keep is about cases that --on saves"))
        #expect(try run("-o", folder.path, "--on", "SIGUSR1", "--keep", "0").status.code == 2)
        let foreign = try run("-o", folder.path, "--on", "threads > 0")
        #expect(foreign.status.code == 2)
        #expect(foreign.error.contains("is not a Go program"))
        let file = folder.file("file")
        try Files.write("", to: file)
        #expect(try run("-o", file, "--on", "threads > 0").status.code == 2)
        #expect(try run("-o", folder.path, "--on", "threads > 0", "--pause", "soon").status.code == 2)
    }
}
