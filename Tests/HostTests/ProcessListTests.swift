import Glibc
import Host
import TestSupport
import Testing
import Wire

@Suite struct ProcessListTests {
    @Test func findsProcessesByTheirExecutable() throws {
        let folder = try TemporaryFolder()
        let copy = folder.file("my sleep")
        try Files.write(try Files.bytes("/bin/sleep") + [0, 1, 2, 3], to: copy)
        chmod(copy, 0o755)
        let programs = [try RunningProgram(copy, ["1000"]), try RunningProgram(copy, ["1001"])]
        let size = try Files.bytes(copy).count
        var unreadable = 0
        var asked = 0
        let found = ProcessList.running(unreadable: &unreadable) { bytes, path in
            asked += path == copy ? 1 : 0
            return bytes.count == size && path == copy ? "sleeper" : nil
        }
        #expect(found.map(\.process.id) == programs.map(\.processID).sorted())
        #expect(found.allSatisfy { $0.kind == "sleeper" && $0.process.executable == copy })
        #expect(asked == 1)
        let first = try #require(found.first { $0.process.id == programs[0].processID }).process
        #expect(first.commandLine == [copy, "1000"])
        #expect(first.name == "my sleep" && first.parentID == getpid() && first.innermostID == first.id)
        #expect(first.user == UserNames.name(getuid()))
        #expect(first.ageNanoseconds < 60_000_000_000 && first.threadCount == 1 && first.residentBytes > 0)
        #expect(ProcessList.identifiers().contains(getpid()))
    }
}
