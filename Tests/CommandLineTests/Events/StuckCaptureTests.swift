import Glibc
import TestSupport
import Testing

/// `sonde capture -p` on a program that hung before anybody looked: no call and no wait of it ends while it is recorded.
@Suite(.serialized)
struct StuckCaptureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Opens a pipe by name that nobody writes to, in a goroutine of its own.
    private static let source = """
        package main

        import (
        	"fmt"
        	"os"
        	"time"
        )

        func load(name string) { os.ReadFile(name) }

        func main() {
        	go load(os.Args[1])
        	fmt.Println(os.Getpid())
        	for {
        		time.Sleep(20 * time.Millisecond)
        	}
        }

        """

    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func whatHangsIsNamed() throws { try nameWhatHangs(.all) }

    @Test(
        .enabled(if: RecordingRights.canBeMissing, "setpriv is not there, or may not drop capabilities"),
        .enabled(
            if: Permissions.mayTraceOthers, "processes may trace only what they start (kernel.yama.ptrace_scope)"))
    func whatHangsIsNamedByPtrace() throws { try nameWhatHangs(.none) }

    private func nameWhatHangs(_ rights: RecordingRights) throws {
        let pipe = folder.file("pipe")
        try #require(mkfifo(pipe, 0o666) == 0)
        let program = try GoProgram.build(source: Self.source, toolchain: try GoToolchain.newest())
        // A child of a shell, which is the one that is named: the whole tree is followed.
        let words = rights.wrapper + ["sh", "-c", "\"$@\"; :", "sh", program.executable, pipe]
        let shell = try RunningProgram(words[0], Array(words.dropFirst()))
        defer { shell.signal(SIGKILL) }
        let child = try #require(Int32(try shell.readLine() ?? ""))
        defer { kill(child, SIGKILL) }
        let file = folder.file("stuck.capture")
        let recording = try SondeProgram.start(
            ["capture", "-o", file, "-p", "\(shell.processID)", "--stop"], wrapper: rights.wrapper)
        #expect(
            eventually(within: .seconds(30)) {
                (try? SondeProgram.run(["events", "list", file]).output.count { $0 == "\n" }) ?? 0 > 10
            })
        recording.signal(SIGINT)
        _ = try recording.waitForExit()
        let list = try SondeProgram.run(["events", "stacks", file, "--where", "operation == openat"])
        #expect(list.output.contains("main.load"), "\(list.output)")
        let why = try SondeProgram.run(["why", file, "--format", "json"])
        #expect(why.output.contains("\"io.blocked-syscall\""), "\(why.output)")
        #expect(why.output.contains("openat \(pipe)"), "\(why.output)")
    }

    /// A recording and looks at goroutines of one program see one fault.
    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func whatBothSeeIsOneFinding() throws {
        let pipe = folder.file("pipe")
        try #require(mkfifo(pipe, 0o666) == 0)
        try Files.write(Array(Self.source.utf8), to: folder.file("main.go"))
        try Files.write(Array("module example.com/reader\n\ngo 1.21\n".utf8), to: folder.file("go.mod"))
        let toolchain = try GoToolchain.newest()
        let result = try SondeProgram.run(
            ["why", "--format", "json", "--", toolchain.go, "run", ".", pipe],
            environment: toolchain.environment.merging(["HOME": folder.path]) { $1 }, folder: folder.path)
        let causes = result.output.matches(of: /"cause": "([^"]*)"/).map { String($0.1) }
        #expect(causes.first == "io.blocked-syscall", "\(result.output) \(result.error)")
        #expect(causes.count { $0 == "io.blocked-syscall" } == 1, "\(causes)")
        #expect(result.output.contains("openat \(pipe)") && result.output.contains("O_NONBLOCK"), "\(result.output)")
    }

    /// Looking at a process must not stop it unless the user asks.
    @Test(.enabled(if: RecordingRights.canBeMissing, "setpriv is not there, or may not drop capabilities"))
    func nobodyIsStoppedUnasked() throws {
        let target = try RunningProgram("sleep", ["1000000"])
        defer { target.signal(SIGKILL) }
        let refused = try SondeProgram.run(
            ["capture", "-o", folder.file("a"), "-p", "\(target.processID)"], wrapper: RecordingRights.none.wrapper)
        #expect(refused.status.code == 3 && refused.error.contains("--stop"), "\(refused.error)")
    }
}
