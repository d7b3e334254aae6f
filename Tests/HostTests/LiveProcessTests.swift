import Evidence
import Glibc
import Host
import TestSupport
import Testing
import Wire

@Suite struct LiveProcessTests {
    let process: LiveProcess
    init() throws { process = try LiveProcess(processID: getpid()) }

    @Test func knowsItself() throws {
        #expect(process.executablePath.map(Files.exists) == true)
        #expect(!process.isExecutableDeleted)
        #expect(try process.executable().starts(with: [0x7f, 0x45, 0x4c, 0x46]))
        #expect(process.commandLine == CommandLine.arguments)
        #expect(process.status?.users.first == getuid())
        #expect(process.status?.namespaceIDs.last == getpid())
        #expect(process.statistics?.parentID == getppid())
        #expect(process.sharesNamespace("net") == true)
        #expect(process.environment?.contains { $0.hasPrefix("PATH=") } == true)
        let (now, theirs) = (Clock.now(CLOCK_MONOTONIC), try #require(process.monotonicNow))
        #expect(theirs >= now && theirs < now + 5_000_000_000)
    }

    @Test func agreesWithPsOnTheAge() throws {
        let result = try Command.run("ps", ["-o", "etimes=", "-p", "\(getpid())"])
        let seconds = try #require(Int64(result.output.filter(\.isNumber)))
        let age = try #require(process.ageNanoseconds) / 1_000_000_000
        #expect(abs(age - seconds) <= 2)
        let start = try #require(process.startTime)
        #expect(abs(Clock.now(CLOCK_REALTIME) - start - age * 1_000_000_000) < 2_000_000_000)
    }

    @Test func absentProcessIsGone() throws {
        let program = try RunningProgram("/bin/true")
        _ = try program.waitForExit()
        #expect { try LiveProcess(processID: program.processID) } throws: { ($0 as? InputError)?.code == .gone }
        #expect { try LiveMemory(processID: program.processID) } throws: { ($0 as? InputError)?.code == .gone }
    }

    @Test func whatEndsWhileOpenFails() throws {
        let program = try RunningProgram("/bin/sleep", ["1000000"])
        let memory = try LiveMemory(processID: program.processID)
        let process = try LiveProcess(processID: program.processID)
        let place = try #require(try memory.mappings().first { $0.isReadable })
        let range = MemoryRange(address: place.start, count: 16)
        let buffer = MemoryBuffer()
        #expect(memory.read([range, range], into: buffer).isEmpty)
        #expect(!memory.isGone)
        program.close()
        #expect(memory.isGone)
        #expect(memory.read([range, range], into: buffer) == [0, 1])
        #expect(buffer.bytes(0, 32).array.allSatisfy { $0 == 0 })
        #expect(process.isGone)
        #expect { try memory.mappings() } throws: { ($0 as? InputError)?.code == .gone }
        var quality = Quality()
        #expect(process.threads(quality: &quality).isEmpty)
        #expect(quality["threads.unavailable"] == 1)
    }

    @Test func executableThatWasDeletedCanStillBeRead() throws {
        let folder = try TemporaryFolder()
        let copy = folder.file("sleeper (deleted)")
        try Files.write(try Files.bytes("/bin/sleep"), to: copy)
        chmod(copy, 0o755)
        let program = try RunningProgram(copy, ["1000000"])
        let process = try LiveProcess(processID: program.processID)
        // posix_spawn returns after the exec.
        #expect(process.executablePath == copy)
        #expect(!process.isExecutableDeleted)
        unlink(copy)
        #expect(process.isExecutableDeleted)
        #expect(process.executablePath == copy)
        #expect(try process.executable().array == Files.bytes("/bin/sleep"))
    }

    @Test func threadsAndTheirSystemCalls() throws {
        let program = try RunningProgram("/bin/cat")
        let process = try LiveProcess(processID: program.processID)
        var quality = Quality()
        var threads: [ThreadFacts] = []
        let isReading = eventually {
            threads = process.threads(quality: &quality)
            return threads.first?.state == "S"
                && threads.first?.systemCall?.number == SystemCallTable.number("read", isARM64: isARM64)
        }
        #expect(isReading)
        let thread = try #require(threads.first)
        #expect(threads.count == 1)
        #expect(thread.id == program.processID && thread.innermostID == program.processID)
        #expect(thread.state == "S")
        #expect(thread.systemCall?.arguments.first == 0)
        #expect(thread.systemCall.map { $0.programCounter != 0 && $0.stackPointer != 0 } == true)
        #expect(thread.waitChannel.contains("pipe_read") || thread.waitChannel.isEmpty)
    }

    private var isARM64: Bool {
        #if arch(arm64)
            true
        #else
            false
        #endif
    }
}
