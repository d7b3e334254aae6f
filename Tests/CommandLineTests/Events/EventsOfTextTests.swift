import TestSupport
import Testing
import Wire

/// `sonde events` on logs that are text.
struct EventsOfTextTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let strace = """
        10 1795297848.200000 execve("/bin/a", ["a"], 0x1 /* 3 vars */) = 0 <0.000017>
        10 1795297848.300000 openat(AT_FDCWD</tmp>, "x", O_RDONLY|O_CLOEXEC <unfinished ...>
        10 1795297848.400000 <... openat resumed>) = -1 ENOENT (No such file or directory) <0.100000>
        10 1795297848.500000 +++ exited with 0 +++

        """

    @Test func strace() throws {
        try Files.write(Self.strace, to: folder.file("log"))
        let text = try SondeProgram.run(["events", "list", folder.file("log")])
        #expect(text.output.contains("0.100000  a 10"), "\(text.output)")
        #expect(text.output.contains("openat         /tmp/x = ENOENT  100ms"), "\(text.output)")
        let json = try SondeProgram.run(["events", "list", folder.file("log"), "--format", "json"])
        let lines = json.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 4 && lines.last == "")
        #expect(
            lines[1]
                == #"{"timeNanoseconds":1795297848300000000,"wallNanoseconds":1795297848300000000,"durationNanoseconds":100000000,"pid":10,"process":"a","tid":10,"class":"file","operation":"openat","path":"/tmp/x","result":"ENOENT","detail":"O_RDONLY|O_CLOEXEC"}"#
        )
    }

    @Test func perfScript() throws {
        let text = """
                 m 85 [001] 62488.527260:   raw_syscalls:sys_enter: NR 257 (ffffff9c, 7f28df5460b1, 80000, 0, 0, 0)
                 m 85 [001] 62488.527268:    raw_syscalls:sys_exit: NR 257 = 3

            """
        try Files.write(text, to: folder.file("log"))
        let json = try SondeProgram.run(["events", "list", folder.file("log"), "--format", "json"])
        #expect(
            json.output
                == #"{"timeNanoseconds":62488527260000,"durationNanoseconds":8000,"pid":85,"process":"m","tid":85,"class":"file","operation":"openat","result":"3","detail":"at: AT_FDCWD, path: 0x7f28df5460b1, flags: O_RDONLY|O_CLOEXEC"}"#
                + "\n")
    }

    @Test func otherText() throws {
        try Files.write("hello\n", to: folder.file("log"))
        let result = try SondeProgram.run(["events", "list", folder.file("log")])
        #expect(!result.succeeded)
        #expect(result.error.contains("is no system activity"), "\(result.error)")
    }
}
