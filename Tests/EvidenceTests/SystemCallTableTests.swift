import Evidence
import TestSupport
import Testing

@Suite struct SystemCallTableTests {
    @Test func knowsTheCallsThatGoroutinesWaitIn() {
        for (name, amd64, arm64) in [
            ("read", Int32(0), Int32(63)), ("futex", 202, 98), ("epoll_pwait", 281, 22), ("openat", 257, 56),
            ("pread64", 17, 67), ("wait4", 61, 260), ("nanosleep", 35, 101), ("mmap", 9, 222), ("clone3", 435, 435),
        ] {
            #expect(SystemCallTable.entry(amd64, isARM64: false)?.name == name)
            #expect(SystemCallTable.entry(arm64, isARM64: true)?.name == name)
            #expect(SystemCallTable.number(name, isARM64: false) == amd64)
        }
        #expect(SystemCallTable.entry(-1, isARM64: false) == nil)
        #expect(SystemCallTable.number("open", isARM64: true) == nil)
        #expect(SystemCallTable.entry(0, isARM64: false)?.arguments == [.descriptor, .address, .number])
        #expect(SystemCallTable.entry(202, isARM64: false)?.descriptorArgument == nil)
        #expect(SystemCallTable.entry(9, isARM64: false)?.descriptorArgument == 4)
        #expect(SystemCallTable.entry(56, isARM64: true)?.stringArgument == 1)
    }

    @Test func everyLineIsUsed() {
        let amd64 = SystemCallTable.numbers(isARM64: false)
        let arm64 = SystemCallTable.numbers(isARM64: true)
        #expect(amd64.count == 385 && arm64.count == 327)
        // From 424 on both architectures share their numbers.
        #expect(amd64.filter { $0 >= 424 && $0 != 447 } == arm64.filter { $0 >= 424 && $0 != 447 })
        for number in amd64 where number >= 424 {
            let other = SystemCallTable.entry(number, isARM64: true)?.name
            #expect(other == nil || other == SystemCallTable.entry(number, isARM64: false)?.name)
        }
    }

    /// The tables that Go's own tools carry, made by other people from newer headers.
    @Test(arguments: ["amd64", "arm64"]) func agreesWithGo(architecture: String) throws {
        let folder = try GoToolchain.newest().root + "/src/cmd/vendor/golang.org/x/sys/unix"
        var compared = 0
        for line in try Files.lines(folder + "/zsysnum_linux_\(architecture).go") {
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count == 3, fields[0].hasPrefix("SYS_"), let number = Int32(fields[2]) else { continue }
            let name = fields[0].dropFirst(4).lowercased()
            // The first of a range that architectures may use as they like: not a call.
            guard name != "arch_specific_syscall" else { continue }
            #expect(SystemCallTable.entry(number, isARM64: architecture == "arm64")?.name == name)
            compared += 1
        }
        #expect(compared > 300)
    }
}
