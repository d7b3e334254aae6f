import Glibc
import TestSupport
import Testing

/// `sonde capture` by a user without privileges, and with just those that recording by BPF takes.
@Suite(.serialized, .enabled(if: SystemUser.canBecomeNobody, "only root can drop privileges"))
struct CapturePrivilegeTests {
    private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// A folder of nobody's with a copy of sonde in it: that user may not even enter the folders of the build.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let (program, copy) = (try #require(SondeProgram.path), folder.file("sonde"))
        let result = try Command.run(
            "sh", ["-c", "cp '\(program)' '\(copy)'; chmod 755 '\(copy)'; chown 65534 '\(folder.path)'"])
        try #require(result.succeeded, "\(result.error)")
    }

    private func run(_ rights: [String], _ arguments: [String]) throws -> CommandResult {
        try Command.run(
            "setpriv", Self.nobody.dropFirst() + rights + [folder.file("sonde")] + arguments, folder: folder.path)
    }

    @Test func withoutPrivilegesPtraceRecords() throws {
        let result = try run([], ["capture", "-o", "a.capture", "--", "sh", "-c", "cat /no/such/file; exit 0"])
        #expect(result.succeeded)
        #expect(result.error.contains("CAP_BPF") && result.error.contains("by ptrace"), "\(result.error)")
        #expect(result.error.contains("nothing was lost"), "\(result.error)")
        let list = try run([], ["events", "list", "a.capture"])
        #expect(list.output.contains("/no/such/file = ENOENT"), "\(list.output)")
        for verb in [["events", "summary"], ["why"]] {
            let report = try run([], verb + ["a.capture"])
            #expect(report.succeeded, "\(report.error)")
            #expect(report.output.contains("recorded by ptrace"), "\(verb): \(report.output)")
        }
    }

    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func twoCapabilitiesSuffice() throws {
        let rights = ["--inh-caps=+bpf,+perfmon", "--ambient-caps=+bpf,+perfmon"]
        let result = try run(rights, ["capture", "-o", "a.capture", "--", "sh", "-c", "cat /no/such/file; exit 0"])
        #expect(result.succeeded)
        #expect(!result.error.contains("by ptrace") && result.error.contains("nothing was lost"), "\(result.error)")
        let list = try run([], ["events", "list", "a.capture"])
        #expect(list.output.contains("/no/such/file = ENOENT"), "\(list.output)")
        for one in ["bpf", "perfmon"] {
            let rights = ["--inh-caps=+\(one)", "--ambient-caps=+\(one)"]
            let result = try run(rights, ["capture", "-o", "b.capture", "--", "true"])
            #expect(result.succeeded && result.error.contains("by ptrace"), "\(one): \(result.error)")
        }
    }

    /// A program that raises its privileges does so as ever, and its caller is followed on.
    @Test func raisedPrivilegesStay() throws {
        let program = folder.file("id")
        let made = try Command.run("sh", ["-c", "cp \"$(command -v id)\" '\(program)' && chmod 4755 '\(program)'"])
        try #require(made.succeeded, "\(made.error)")
        let bare = try Command.run("setpriv", Self.nobody.dropFirst() + [program])
        try #require(bare.output.contains("euid=0"), "\(bare.output): the temporary folder lies on a nosuid mount")
        let script = "'\(program)'; cd '\(folder.path)' && ./id; cat /no/such/file; exit 4"
        let result = try run([], ["capture", "-o", "a.capture", "--", "sh", "-c", script])
        #expect(result.output == bare.output + bare.output)
        #expect(result.error.contains("2 programs"), "\(result.error)")
        let list = try run([], ["events", "list", "a.capture"])
        #expect(list.output.contains("/no/such/file = ENOENT") && list.output.contains("process exit   = 4"))
        // The program itself may be the one.
        let direct = try run([], ["capture", "-o", "a.capture", "--", program])
        #expect(direct.output == bare.output && direct.succeeded, "\(direct.error)")
    }

    /// What another user runs cannot be followed, and sonde says why.
    @Test func aProcessOfAnotherUserIsRefused() throws {
        let target = try RunningProgram("sleep", ["1000000"])
        let result = try run([], ["capture", "-o", "a.capture", "-p", "\(target.processID)", "--stop"])
        #expect(result.status.code == 3, "\(result.error)")
        #expect(result.error.contains("it belongs to user root"), "\(result.error)")
        target.signal(SIGKILL)
    }
}
