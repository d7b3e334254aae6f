import Glibc
import Host
import TestSupport
import Testing

/// `sonde capture` on programs of which it is known what they do.
@Suite(.serialized)
struct CaptureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func capture(
        _ command: [String], _ rights: RecordingRights, options: [String] = [], environment: [String: String] = [:]
    ) throws -> String {
        let file = folder.file("test.capture")
        let result = try SondeProgram.run(
            ["capture", "-o", file] + options + ["--"] + command, environment: environment, folder: folder.path,
            wrapper: rights.wrapper)
        try #require(result.succeeded, "\(result.error)")
        #expect(result.error.contains("nothing was lost"), "\(result.error)")
        #expect(result.error.contains("by ptrace") == (rights == .none), "\(result.error)")
        return file
    }

    /// Lines of `events list` that hold all of some words.
    private func lines(_ file: String, _ words: [String]) throws -> [String] {
        let result = try SondeProgram.run(["events", "list", file])
        try #require(result.succeeded, "\(result.error)")
        return result.output.split(separator: "\n").map(String.init).filter { line in
            words.allSatisfy { line.contains($0) }
        }
    }

    @Test(arguments: RecordingRights.usable) func pathsAreAbsolute(rights: RecordingRights) throws {
        try Files.write(Array("x".utf8), to: folder.file("here"))
        let file = try capture(
            [
                "sh", "-c", "mkdir sub; cd sub; cat ../here ./missing 2>/dev/null; exec 5<../here; cat <&5",
            ], rights)
        let path = folder.path
        #expect(try !lines(file, ["openat", "\(path)/sub/missing = ENOENT"]).isEmpty)
        #expect(try !lines(file, ["openat", "\(path)/sub/../here = "]).isEmpty)
        #expect(try !lines(file, ["mkdir", "\(path)/sub = 0"]).isEmpty)
        #expect(try !lines(file, ["chdir", "\(path)/sub = 0"]).isEmpty)
        // A descriptor that a process inherited.
        #expect(try !lines(file, ["cat ", "read", "\(path)/sub/../here = 1"]).isEmpty)
    }

    /// What is left out while recording is counted, and takes no path with it.
    @Test(arguments: RecordingRights.usable) func callsAreLeftOutWhileRecording(rights: RecordingRights) throws {
        try Files.write(Array("x".utf8), to: folder.file("here"))
        let command = ["sh", "-c", "cd .; cat here >/dev/null; cat missing 2>/dev/null"]
        for options in [["--where", "operation == read and path contains here"], ["--only", "read"]] {
            let file = try capture(command, rights, options: options)
            #expect(try lines(file, ["read", "\(folder.path)/here = 1"]).count == 1)
            #expect(try lines(file, ["openat"]).isEmpty)
            let summary = try SondeProgram.run(["events", "summary", file]).output
            #expect(summary.contains("calls that were left out as was asked for: \(options[0])"), "\(summary)")
        }
    }

    /// A capture is read while it is written.
    @Test(arguments: RecordingRights.usable) func aCaptureThatGrowsIsRead(rights: RecordingRights) throws {
        let file = folder.file("growing.capture")
        let script = "cat /etc/passwd > /dev/null; echo started; read line; cat /etc/group > /dev/null"
        let running = try SondeProgram.start(
            ["capture", "-o", file, "--", "sh", "-c", script], wrapper: rights.wrapper)
        #expect(try running.readLine() == "started")
        func events(_ arguments: String...) throws -> String {
            let result = try SondeProgram.run(["events"] + arguments)
            return result.succeeded ? result.output : result.error
        }
        #expect(
            eventually(within: .seconds(30)) {
                (try? events("list", file, "--where", "path == \"/etc/passwd\""))?.contains("openat") == true
            })
        #expect(try events("summary", file).contains("it is still being written"))
        #expect(try events("summary", file, "--by", "file").contains("/etc/passwd"))
        #expect(try events("tree", file).contains("sh ("))
        #expect(try events("stacks", file).contains("still being written"))
        #expect(try events("diff", file, file).contains("events"))
        #expect(try events("convert", file, "--to", "chrome").contains("/etc/passwd"))
        try running.writeLine("go on")
        _ = try running.waitForExit()
        #expect(try events("list", file, "--where", "path == \"/etc/group\"").contains("openat"))
        #expect(try !events("summary", file).contains("still being written"))
    }

    @Test(arguments: RecordingRights.usable) func processesAreKnown(rights: RecordingRights) throws {
        let file = try capture(["sh", "-c", "/bin/true one 'two words'; sh -c 'exit 3'; kill -9 $$ & wait"], rights)
        let summary = try SondeProgram.run(["events", "summary", file, "--all"]).output
        #expect(summary.contains("one two words"), "\(summary)")
        #expect(try lines(file, ["process exit", "= 3"]).count == 1)
        #expect(try lines(file, ["process exit", "= SIGKILL"]).count == 1)
    }

    /// The traced programs live on without sonde and end with their right status; what was recorded until then can be
    /// read.
    @Test(arguments: RecordingRights.usable) func aKilledRecorderHarmsNobody(rights: RecordingRights) throws {
        let (file, done) = (folder.file("killed.capture"), folder.file("done"))
        // While sonde is killed, some wait, some are busy with calls, one stands still, and signals are under way.
        let script = """
            dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none & busy=$!
            dd if=/dev/zero of=/dev/null bs=1 count=200000 status=none & busier=$!
            sh -c 'trap "exit 5" USR1; echo started; while :; do kill -CONT $$; done' & told=$!
            sleep 1000 & still=$!
            kill -STOP $still
            read line
            wait $busy; one=$?
            wait $busier; two=$?
            kill -USR1 $told; wait $told; three=$?
            kill -CONT $still; kill $still; wait $still; four=$?
            i=0; while [ $i -lt 200 ]; do /bin/true || exit 1; i=$((i+1)); done
            (exit 7); echo $one $two $three $four $? > '\(done)'
            """
        let running = try SondeProgram.start(
            ["capture", "-o", file, "--", "sh", "-c", script], wrapper: rights.wrapper)
        #expect(try running.readLine() == "started")
        running.signal(SIGKILL)
        _ = try running.waitForExit()
        try running.writeLine("go on")
        #expect(eventually(within: .seconds(60)) { (try? Files.text(done)) == "0 0 5 143 7\n" })
        let summary = try SondeProgram.run(["events", "summary", file])
        #expect(summary.succeeded, "\(summary.error)")
    }

    /// A process that runs already is followed, and runs on when that ends.
    @Test(arguments: RecordingRights.usable.filter { $0 == .all || RecordingRights.mayTraceOthers })
    func aRunningProcessIsFollowed(rights: RecordingRights) throws {
        let (file, script) = (
            folder.file("running.capture"), "while read n; do [ $n = end ] && exit 6; cat $n; echo $n; done"
        )
        // It must not have privileges that sonde has not.
        let words = rights.wrapper + ["sh", "-c", script]
        let target = try RunningProgram(words[0], Array(words.dropFirst()))
        let running = try SondeProgram.start(
            ["capture", "-o", file, "-p", "\(target.processID)", "--stop"], wrapper: rights.wrapper)
        var asked = 0
        func ask() throws {
            asked += 1
            try target.writeLine("/no/such/\(asked)")
            #expect(try target.readLine() == "/no/such/\(asked)")
        }
        let isSeen = try eventually {
            try ask()
            let list = try SondeProgram.run(["events", "list", file])
            return list.output.split(separator: "\n").contains {
                $0.contains("cat ") && $0.contains("openat") && $0.contains("/no/such/")
            }
        }
        #expect(isSeen)
        running.signal(SIGINT)
        #expect(try running.waitForExit().code != nil)
        try ask()
        try target.writeLine("end")
        #expect(try target.waitForExit().code == 6)
        #expect(try lines(file, ["sh ", "read", "= "]).count > 1)
    }

    @Test func wrongArguments() throws {
        for arguments in [
            ["capture"], ["capture", "-p", "1", "--", "true"], ["capture", "--", "/no/such/program"],
            ["capture", "--drop", "frob", "--", "true"], ["capture", "--where", "stack ~ x", "--", "true"],
            ["capture", "--where", "colour == red", "--", "true"],
        ] {
            let result = try SondeProgram.run(arguments, folder: folder.path)
            #expect(result.status.code == 2, "\(arguments): \(result.error)")
        }
        let result = try SondeProgram.run(["capture", "-p", "999999999"], folder: folder.path)
        #expect(result.status.code != 0)
    }
}
