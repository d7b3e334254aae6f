import Glibc
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
        // All rows: which of them take longest is the machine's affair.
        #expect(try events("summary", file, "--by", "file", "--all").contains("/etc/passwd"))
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

    /// The letter of /proc for what a process is at; empty when it is gone.
    private static func state(_ process: Int32) -> String {
        let text = (try? Files.text("/proc/\(process)/stat")) ?? ""
        return text.split(separator: ")").last?.split(separator: " ").first.map(String.init) ?? ""
    }

    /// Whether a process runs the program that it is to run, and has done something in it.
    private static func isAtWork(_ process: Int32, _ name: String) -> Bool {
        guard (try? Files.text("/proc/\(process)/comm")) == name + "\n", !["", "Z"].contains(state(process)) else {
            return false
        }
        func switches() -> String? { try? Files.text("/proc/\(process)/schedstat") }
        let before = switches()
        return eventually(within: .seconds(1)) { switches() != before }
    }

    /// The traced programs live on without sonde and end with their right status; what was recorded until then can be
    /// read.
    @Test(arguments: RecordingRights.usable) func aKilledRecorderHarmsNobody(rights: RecordingRights) throws {
        let (file, done) = (folder.file("killed.capture"), folder.file("done"))
        // While sonde is killed, some wait, some are busy with calls, one stands still, and signals are under way.
        let script = """
            dd if=/dev/zero of=/dev/null bs=1 count=1000000 status=none & busy=$!
            dd if=/dev/zero of=/dev/null bs=1 count=1000000 status=none & busier=$!
            sh -c 'trap "exit 5" USR1; echo trapped; while :; do kill -CONT $$; done' & told=$!
            sleep 1000000 & still=$!
            kill -STOP $still
            echo $$ $busy $busier $told $still
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
        let said = [try running.readLine() ?? "", try running.readLine() ?? ""]
        try #require(said.contains("trapped"), "\(said)")
        let processes = said.joined(separator: " ").split(separator: " ").compactMap { Int32($0) }
        try #require(processes.count == 5)
        // The shell waits, two are in the middle of their calls, one sends signals, one stands still.
        #expect(
            eventually {
                Self.state(processes[0]) == "S" && Self.isAtWork(processes[1], "dd")
                    && Self.isAtWork(processes[2], "dd")
                    && Self.isAtWork(processes[3], "sh") && ["T", "t"].contains(Self.state(processes[4]))
            }, "\(processes.map { Self.state($0) })")
        running.signal(SIGKILL)
        _ = try running.waitForExit()
        try running.writeLine("go on")
        #expect(eventually(within: .seconds(60)) { (try? Files.text(done)) == "0 0 5 143 7\n" })
        let summary = try SondeProgram.run(["events", "summary", file])
        #expect(summary.succeeded, "\(summary.error)")
    }

    /// A process that runs already is followed, and runs on when that ends.
    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func aRunningProcessIsFollowed() throws { try followARunningProcess(.all) }

    @Test(
        .enabled(if: RecordingRights.canBeMissing, "setpriv is not there, or may not drop capabilities"),
        .enabled(
            if: Permissions.mayTraceOthers, "processes may trace only what they start (kernel.yama.ptrace_scope)"))
    func aRunningProcessIsFollowedByPtrace() throws { try followARunningProcess(.none) }

    private func followARunningProcess(_ rights: RecordingRights) throws {
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
        #expect(try running.waitForExit().code == 0)
        #expect(running.errorText.contains("nothing was lost"), "\(running.errorText)")
        try ask()
        try target.writeLine("end")
        #expect(try target.waitForExit().code == 6)
        #expect(try lines(file, ["sh ", "read", "= "]).count > 1)
        // It is whole: the last answer that was asked for before the end, and no word of what came after it.
        #expect(try !SondeProgram.run(["events", "summary", file]).output.contains("still being written"))
        #expect(try !lines(file, ["openat", "/no/such/\(asked - 1) = ENOENT"]).isEmpty)
        #expect(try lines(file, ["openat", "/no/such/\(asked) "]).isEmpty)
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
