import Glibc
import TestSupport
import Testing

/// What sonde keeps of a program that is well, and what is different later.
@Suite struct BaselineTests {
    /// On request goroutines queue for a lock whose holder never gives it back.
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "sync")

        var lock sync.Mutex

        func waitForLock() { lock.Lock() }

        func main() {
            input := bufio.NewScanner(os.Stdin)
            fmt.Println("ready")
            for input.Scan() {
                lock.Lock()
                for i := 0; i < 30; i++ { go waitForLock() }
                fmt.Println("done")
            }
        }

        """

    private func program() throws -> RunningProgram {
        try GoProgram.build(source: Self.source, toolchain: GoToolchain.newest()).startAndWait().program
    }

    private func run(_ state: TemporaryFolder, _ arguments: String...) throws -> CommandResult {
        try SondeProgram.run(arguments + ["--duration", "1s"], environment: ["XDG_STATE_HOME": state.file("state")])
    }

    @Test func whatIsDifferentIsSaid() throws {
        let running = try program()
        let id = String(running.processID)
        let state = try TemporaryFolder()
        let none = try run(state, "why", id, "--baseline")
        #expect(none.status.code == 2)
        #expect(none.error.contains("there is no baseline of") && none.error.contains("--baseline`"), "\(none.error)")
        #expect(none.elapsed < .seconds(60))

        let saved = try run(state, "collect", id, "--baseline")
        #expect(saved.status.code == 0, "\(saved.error)")
        #expect(saved.error.contains(": the baseline of ") && !saved.error.contains("not quite well"), "\(saved.error)")
        let modes = try Command.run("sh", ["-c", "cd \(state.path) && find state | xargs stat -c %a"]).output
        #expect(Set(modes.split(separator: "\n")) == ["700", "600"], "\(modes)")

        let same = try run(state, "why", id, "--baseline")
        #expect(same.status.code == 0, "\(same.error)")
        #expect(same.output.contains("Against the baseline of "))
        try running.writeLine("stick")
        try running.waitForLine(startingWith: "done")
        let stuck = try run(state, "why", id, "--baseline")
        #expect(stuck.output.contains("new"), "\(stuck.output)")
        #expect(stuck.output.contains("goroutines that wait for a lock"), "\(stuck.output)")

        // A case of it, taken away, is compared with the same one.
        let path = state.file("stuck.case")
        #expect(try run(state, "collect", id, "-o", path).status.code == 0)
        running.close()
        let later = try SondeProgram.run(
            ["why", path, "--baseline"], environment: ["XDG_STATE_HOME": state.file("state")])
        #expect(later.output.contains("goroutines that wait for a lock"), "\(later.output) \(later.error)")
    }

    @Test func aNewBaselineTakesThePlaceOfTheOld() throws {
        let running = try program()
        let id = String(running.processID)
        let state = try TemporaryFolder()
        #expect(try run(state, "collect", id, "--baseline").status.code == 0)
        try running.writeLine("stick")
        try running.waitForLine(startingWith: "done")
        let second = try run(state, "collect", id, "--baseline")
        #expect(second.status.code == 0)
        #expect(second.error.contains("it is not quite well, though"), "\(second.error)")
        let names = try Command.run("ls", ["-A", state.file("state/sonde/baselines")]).output
        #expect(names.split(separator: "\n").count == 1, "\(names)")
        let stuck = try run(state, "why", id, "--baseline")
        // As many wait as in the new one, and none did in the old one.
        #expect(stuck.output.contains("Against the baseline of "), "\(stuck.output)")
        #expect(!stuck.output.contains("goroutines that wait for a lock"), "\(stuck.output)")
        running.close()
    }

    @Test func foldersOfOthersAreNotUsed() throws {
        let running = try program()
        let state = try TemporaryFolder()
        try Files.makeDirectory(state.file("state"))
        try Files.makeDirectory(state.file("elsewhere"))
        #expect(symlink(state.file("elsewhere"), state.file("state/sonde")) == 0)
        let result = try run(state, "collect", String(running.processID), "--baseline")
        #expect(result.status.code == 3)
        #expect(result.error.contains("is a link"), "\(result.error)")
        running.close()
    }

    @Test func mistakesAreShown() throws {
        func error(_ arguments: String...) throws -> String {
            let result = try SondeProgram.run(arguments, environment: ["XDG_STATE_HOME": "/nowhere"])
            #expect(result.status.code == 2)
            return result.error
        }
        let id = String(getpid())
        #expect(try error("collect", id).contains("--output DIR"))
        #expect(try error("collect", id, "-o", "x", "--baseline").contains("not both"))
        #expect(try error("collect", id, "--baseline", "--on", "SIGUSR1").contains("not both"))
        #expect(try error("why", id, "--baseline", "--against", "x").contains("one of --against"))
        #expect(try error("why", id, "--baseline", "well.case").contains("--against CASE"))
        #expect(try error("why", id, "--baseline").contains("not a Go program"))
        #expect(
            try SondeProgram.run(
                ["why", "-", "--baseline"], input: Array("goroutine 1 [running]:\nmain.main()\n".utf8)
            )
            .error.contains("--against CASE"))
    }
}
