import TestSupport
import Testing

/// Collecting a case, and reading it again.
@Suite struct CaseTests {
    /// Goroutines queue for a lock whose holder waits for standard input; one more computes.
    private static let source = """
        package main

        import ("bufio"; "fmt"; "os"; "sync")

        var lock sync.Mutex

        func waitForLock() { lock.Lock() }

        func readUnderLock() {
            lock.Lock()
            bufio.NewReader(os.Stdin).ReadString('\\n')
        }

        func compute() { for i := uint64(0); ; i++ { sink = i * i } }

        var sink uint64

        func main() {
            done := make(chan bool)
            go readUnderLock()
            for i := 0; i < 20; i++ { go waitForLock() }
            go compute()
            fmt.Println("ready", os.Getpid())
            <-done
        }

        """

    private func program() throws -> RunningProgram {
        let running = try GoProgram.build(source: Self.source, toolchain: GoToolchain.newest()).start()
        _ = try running.waitForLine()
        return running
    }

    /// Cause and subject of each finding.
    private func findings(_ report: String) throws -> String {
        try Python.evaluate(
            "'\\n'.join(f['cause'] + ' ' + f['severity'] + ' ' + f['subject']['title'] for f in d['findings'])",
            on: report)
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func aCaseGivesTheSameFindings() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let path = folder.file("slow.case")
        let collected = try CommandLine.run("collect", String(running.processID), "-o", path, "--duration", "2s")
        #expect(collected.status.code == 0, "\(collected.error)")
        #expect(collected.error.contains("goroutines"))
        running.close()
        let first = try CommandLine.run("why", path, "--format", "json")
        #expect(first.status.code == 0, "\(first.error)")
        let said = try findings(first.output)
        #expect(said.contains("mutex main.lock"), "\(said)")
        // Elsewhere, long after: nothing but the directory is read.
        let moved = folder.file("moved")
        _ = try Command.run("cp", ["-r", path, moved])
        #expect(try findings(CommandLine.run("why", moved, "--format", "json").output) == said)
        // For its owner alone.
        let modes = try Command.run("sh", ["-c", "stat -c %a \(path) \(path)/*"]).output
        #expect(Set(modes.split(separator: "\n")) == ["700", "600"])
    }

    @Test func aFullDirectoryIsLeftAlone() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        try Files.write("mine", to: folder.file("mine"))
        let result = try CommandLine.run("collect", String(running.processID), "-o", folder.path, "--duration", "200ms")
        #expect(result.status.code == 2)
        #expect(result.error.contains("not empty"))
        #expect(try Files.text(folder.file("mine")) == "mine")
        running.close()
    }

    @Test func aCaseWithHolesIsStillRead() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let path = folder.file("holes.case")
        _ = try CommandLine.run("collect", String(running.processID), "-o", path, "--duration", "1s")
        running.close()
        try Files.write("no profile", to: "\(path)/processor.pb.gz")
        _ = try Command.run("sh", ["-c", "rm -f \(path)/activity.capture \(path)/process.jsonl"])
        let result = try CommandLine.run("why", path, "--format", "json")
        #expect(result.status.code == 0, "\(result.error)")
        #expect(result.output.contains("main.lock"))
        try Files.write(
            "{\"schema\": \"sonde.case/1\", \"files\": [{\"file\": \"../x\", \"kind\": \"heap\"}]}",
            to: "\(path)/manifest.json")
        #expect(try CommandLine.run("why", path).status.code == 0)
        try Files.write("{\"schema\": ", to: "\(path)/manifest.json")
        let broken = try CommandLine.run("why", path)
        #expect(broken.status.code == 2)
        #expect(broken.error.contains("manifest.json"))
    }

    @Test func verifyingSaysWhetherTheCauseIsGone() throws {
        let running = try program()
        let folder = try TemporaryFolder()
        let path = folder.file("before.case")
        _ = try CommandLine.run("collect", String(running.processID), "-o", path, "--duration", "1s")
        running.close()
        let same = try CommandLine.run("why", path, "--verify", path)
        #expect(same.status.code == 1)
        #expect(same.output.contains("STILL THERE"))
        let against = try CommandLine.run("why", path, "--against", path)
        #expect(against.status.code == 0)
        #expect(against.output.contains("as before"))
        let both = try CommandLine.run("why", path, "--against", path, "--verify", path)
        #expect(both.status.code == 2)
        #expect(try CommandLine.run("why", path, "--against", "/no/such/case").status.code == 2)
    }

    @Test func theWalkIsShown() throws {
        let running = try program()
        let result = try CommandLine.run("why", String(running.processID), "--duration", "1s", "--explain", width: 120)
        running.close()
        #expect(result.output.contains("The walk through the tree"))
        #expect(result.output.contains("lock.queue"))
        #expect(result.output.contains("Not asked: no"))
    }

    @Test func thresholdsCanBeChanged() throws {
        let folder = try TemporaryFolder()
        let rules = folder.file("mine.rules")
        try Files.write("# fewer remarks\nlock.queue 1000\nlock.age 10h  # a long time\nlock.waiters 1000\n", to: rules)
        let running = try program()
        let id = String(running.processID)
        let result = try CommandLine.run("why", id, "--duration", "1s", "--rules", rules)
        #expect(result.status.code == 0, "\(result.error)")
        #expect(!result.output.contains("wait for mutex main.lock"))
        try Files.write("lock.quee 3\n", to: rules)
        let wrong = try CommandLine.run("why", id, "--rules", rules)
        #expect(wrong.status.code == 2)
        #expect(wrong.error.contains("lock.quee"))
        running.close()
        let listed = try CommandLine.run("causes", "--rules", width: 120)
        #expect(listed.output.contains("lock.queue"))
        #expect(listed.output.contains("JDK Mission Control"))
    }
}
