import TestSupport
import Testing

/// Files that are not what they claim, and targets that are no files.
@Suite struct InputTests {
    private func refused(_ target: String, folder: String, _ words: String..., status: Int32 = 2) throws {
        for command in ["why", "goroutines"] {
            let result = try SondeProgram.run([command, target], folder: folder)
            #expect(result.status.code == status, "\(command) \(target): \(result.error)")
            #expect(result.output.isEmpty)
            #expect(result.error.hasPrefix("Error: "))
            #expect(result.error.split(separator: "\n").count <= 2, "\(result.error)")
            for word in words { #expect(result.error.contains(word), "\(result.error)") }
        }
    }

    @Test func filesThatHoldNoGoroutines() throws {
        let folder = try TemporaryFolder()
        try Files.write("", to: folder.file("empty"))
        try refused("empty", folder: folder.path, "empty")
        try Files.write("root:x:0:0:root:/root:/bin/bash\n", to: folder.file("passwd"))
        try refused("passwd", folder: folder.path, "no goroutine was found")
        try Files.write([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x4b], to: folder.file("cut.gz"))
        try refused("cut.gz", folder: folder.path, "cut.gz", "gzip")
        try Files.write([0xde, 0xad, 0xbe, 0xef, 0, 1, 2, 3], to: folder.file("noise"))
        try refused("noise", folder: folder.path, "de ad be ef")
        try Files.write(Array("sonde.snapshot".utf8) + [1, 0, 5], to: folder.file("cut.sonde"))
        try refused("cut.sonde", folder: folder.path, "cut.sonde")
        try Files.write("go 1.25 trace\0\0\0", to: folder.file("trace.out"))
        try refused("trace.out", folder: folder.path, "execution trace")
        try Files.write([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x12, 0x00], to: folder.file("cut.pb"))
        try refused("cut.pb", folder: folder.path, "cut.pb", "damaged")
        // sample_type = cpu/nanoseconds, string_table = "", "cpu", "nanoseconds"
        let type: [UInt8] = [0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x32, 0x00]
        let cpu = type + [0x32, 3] + Array("cpu".utf8) + [0x32, 11] + Array("nanoseconds".utf8)
        try Files.write(cpu, to: folder.file("cpu.pb"))
        let goroutines = try SondeProgram.run(["goroutines", "cpu.pb"], folder: folder.path)
        #expect(goroutines.status.code == 2 && goroutines.error.contains("sonde profile top cpu.pb"))
        let report = try SondeProgram.run(["why", "cpu.pb"], folder: folder.path)
        #expect(report.status.code == 0 && report.output.contains("evidence.insufficient"))
        try Files.write([0x7f, 0x45, 0x4c, 0x46], to: folder.file("elf"))
        try refused("elf", folder: folder.path, "executable")
    }

    @Test func streamsWithoutEndAreRefusedByTheirStart() throws {
        let zeros = try CommandLine.shell("\"$SONDE\" why - < /dev/zero")
        #expect(zeros.status.code == 2)
        #expect(zeros.error.contains("00 00 00 00"))
    }

    @Test func placesThatAreNoFiles() throws {
        try refused("/", folder: "/", "directory")
        try refused("/dev/null", folder: "/", "device")
        try refused("/dev/zero", folder: "/", "device")
        try refused("/no/such/file", folder: "/", "is no file", "name:")
        try refused("no-such-program", folder: "/", "name:no-such-program")
        try refused("name:no-such-program-anywhere", folder: "/", "sonde ps")
    }

    @Test func anExecutableIsNoRunningProgram() throws {
        let sonde = try #require(SondeProgram.path)
        try refused(sonde, folder: "/", "executable", "-- \(sonde)", "build info")
    }

    @Test func aProcessThatIsGone() throws { try refused("99999999", folder: "/", "99999999", status: 4) }

    @Test func aProcessThatIsNoGoProgram() throws {
        let sleeper = try RunningProgram("/bin/sleep", ["600"])
        try refused(String(sleeper.processID), folder: "/", "(sleep)", "is not a Go program")
        sleeper.close()
    }

    @Test func aNumberThatIsAFileToo() throws {
        let sleeper = try RunningProgram("/bin/sleep", ["600"])
        let folder = try TemporaryFolder()
        let dump = try Files.bytes(Golden.folder + "/stuck.txt")
        let name = String(sleeper.processID)
        try Files.write(dump, to: folder.file(name))
        try Files.write(dump, to: folder.file("99999999"))
        try refused(name, folder: folder.path, "both a file and a process", "./\(name)", "pid:\(name)")
        try refused("pid:\(name)", folder: folder.path, "is not a Go program")
        #expect(try SondeProgram.run(["goroutines", "./\(name)"], folder: folder.path).status.code == 0)
        #expect(try SondeProgram.run(["goroutines", "99999999"], folder: folder.path).status.code == 0)
        sleeper.close()
    }

    @Test func aServerThatIsNotThere() throws {
        try refused("http://127.0.0.1:1", folder: "/", "127.0.0.1:1/debug/pprof/goroutine?debug=2")
        try refused("127.0.0.1:1", folder: "/", "http://127.0.0.1:1/")
        try refused("http://", folder: "/", "host")
    }

    /// Nobody may read the first process of the system, but root.
    @Test(.enabled(if: SystemUser.canBecomeNobody, "only root can drop privileges"))
    func whatIsNotPermittedSaysWhatToDo() throws {
        let program = try #require(SondeProgram.path)
        let folder = try TemporaryFolder()
        // Nobody may not even enter the folders of the build.
        let copy = folder.file("sonde")
        try Files.write(try Files.bytes(program), to: copy)
        _ = try Command.run("chmod", ["755", copy, folder.path])
        let result = try Command.run("setpriv", ["--reuid=65534", "--clear-groups", copy, "why", "1"])
        #expect(result.status.code == 3, "\(result.error)")
        #expect(result.error.contains("sudo"))
    }

    @Test func standardInputAndCompressedDumpsAreRead() throws {
        let dump = try Files.bytes(Golden.folder + "/stuck.txt")
        let plain = try CommandLine.run("goroutines", "-", "--format", "json", input: dump)
        #expect(plain.status.code == 0)
        #expect(plain.output.contains("main.lockForever"))
        let packed = try CommandLine.shell("gzip -c stuck.txt | \"$SONDE\" goroutines - --format json")
        #expect(packed.output == plain.output)
    }
}

/// Who runs the tests.
enum SystemUser {
    static let canBecomeNobody =
        (try? Command.run("setpriv", ["--reuid=65534", "--clear-groups", "true"]).succeeded) ?? false
}
