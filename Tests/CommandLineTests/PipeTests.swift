import TestSupport
import Testing

/// Pipes that close early, disks that are full, and Ctrl-C.
@Suite struct PipeTests {
    /// A dump whose report is larger than a pipe's buffer.
    private static func largeDump(in folder: TemporaryFolder) throws -> String {
        var text = ""
        for id in 1...20_000 {
            text += "goroutine \(id) [chan receive]:\nmain.worker\(id)(...)\n\t/src/main.go:\(id) +0x1d\n\n"
        }
        let path = folder.file("large.txt")
        try Files.write(text, to: path)
        return path
    }

    @Test(arguments: ["", "--all", "--format json", "--all --format json"])
    func aPipeThatClosesEarlyIsNoError(options: String) throws {
        let folder = try TemporaryFolder()
        let dump = try Self.largeDump(in: folder)
        // A shell leaves SIGPIPE as it is; python3's subprocess, cron and others ignore it for their children.
        for trap in ["", "trap '' PIPE; "] {
            let result = try CommandLine.shell(
                "\(trap)(\"$SONDE\" goroutines \(dump) \(options); echo $? >&2) | head -1")
            #expect(result.output.split(separator: "\n").count == 1)
            #expect(result.error == "0\n")
        }
    }

    @Test
    func aFullDiskIsAnError() throws {
        let result = try CommandLine.shell("\"$SONDE\" causes > /dev/full")
        #expect(result.status.code == 2)
        #expect(result.error.contains("standard output"))
    }

    @Test func interruptionEndsWithTheShellsStatus() throws {
        // Standard input stays open and silent, so sonde waits.
        let sonde = try SondeProgram.start(["goroutines", "-"])
        let isWaiting = eventually { Self.isBlockedInRead(sonde.processID) }
        #expect(isWaiting)
        sonde.signal(2)
        #expect(try sonde.waitForExit().code == 130)
        #expect(sonde.errorText.isEmpty)
        sonde.close()
    }

    /// The main thread is in read(2), whose number is 0 on amd64 and 63 on arm64.
    private static func isBlockedInRead(_ id: Int32) -> Bool {
        guard let text = try? Files.text("/proc/\(id)/syscall") else { return false }
        return text.hasPrefix("0 0x0 ") || text.hasPrefix("63 0x0 ")
    }

    @Test func aSavedSnapshotShowsTheSameGoroutines() throws {
        let folder = try TemporaryFolder()
        let saved = folder.file("stuck.sonde")
        let dump = try CommandLine.run("goroutines", "stuck.txt", "--save", saved)
        #expect(dump.status.code == 0)
        let again = try CommandLine.run("goroutines", saved)
        func body(_ text: String) -> [Substring] { text.split(separator: "\n").dropFirst().map { $0 } }
        #expect(body(again.output) == body(dump.output))
        let unwritable = try CommandLine.run("goroutines", "stuck.txt", "--save", "/no/such/folder/x")
        #expect(unwritable.status.code == 2)
        #expect(try Files.listing(below: folder.path) == ["stuck.sonde"])
    }
}
