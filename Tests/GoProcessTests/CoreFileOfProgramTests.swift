import Evidence
import Glibc
import GoBinary
import GoProcess
import Host
import TestSupport
import Testing
import Wire

/// Real cores of a Go program, made by gdb, by Delve and by the kernel.
@Suite(.serialized) struct CoreFileOfProgramTests {
    private let folder: TemporaryFolder
    private let program: GoProgram

    init() throws {
        folder = try TemporaryFolder()
        program = try GoProgram.zoo("everywait", toolchain: GoToolchain.newest())
    }

    static func has(_ tool: String) -> Bool { Permissions.isInstalled(tool) }

    /// Goroutines by id, with the words of a dump for their states.
    private func states(_ snapshot: GoroutineSnapshot) -> [UInt64: String] {
        Dictionary(snapshot.goroutines.map { ($0.id, snapshot.stateText($0)) }, uniquingKeysWith: { a, _ in a })
    }

    private func snapshot(_ core: CoreFile) throws -> GoroutineSnapshot {
        try reader(core).snapshot(stoppedThreads: core.recordedThreads)
    }

    private func reader(_ core: CoreFile) throws -> LiveSnapshotReader {
        let executable = try Executable(
            contents: MappedFile.open(program.executable), path: program.executable)
        let core = try core.supplying(MappedFile.open(program.executable))
        return try LiveSnapshotReader(
            executable: executable, memory: core, facts: core, executablePath: core.executablePath ?? "")
    }

    private func liveSnapshot(_ id: Int32) throws -> GoroutineSnapshot { try liveReader(id).snapshot() }

    private func liveReader(_ id: Int32) throws -> LiveSnapshotReader {
        let process = try LiveProcess(processID: id)
        let executable = try Executable(contents: process.executable(), path: program.executable)
        return try LiveSnapshotReader(
            executable: executable, memory: LiveMemory(processID: id), facts: process,
            executablePath: program.executable)
    }

    /// What the runtime says of itself does not move while the program rests.
    private func checkRuntime(_ core: CoreFile, of id: Int32) throws {
        let live = try liveReader(id).runtimeState()
        let dead = try reader(core).runtimeState()
        #expect(dead.quality.isEmpty && dead.monotonicTime == nil)
        #expect(dead.goMaxProcs == live.goMaxProcs && dead.scheduler.threads == live.scheduler.threads)
        #expect(dead.collector.cycles == live.collector.cycles)
        #expect(dead.collector.heapGoal == live.collector.heapGoal && dead.collector.heapGoal != nil)
        #expect(dead.timers.groups.map(\.function).sorted() == live.timers.groups.map(\.function).sorted())
        #expect(dead.timers.groups.allSatisfy { $0.medianDistance == nil })
    }

    /// A core of a process that goes on must show what the process shows.
    private func check(_ core: CoreFile, of id: Int32, registers: [ThreadFacts]) throws {
        #expect(core.recordedProcessID == id)
        #expect(core.quality.isEmpty)
        #expect(core.signal == 0)
        #expect(Set(core.recordedThreads.map(\.id)) == Set(registers.map(\.id)))
        // Threads that sleep in the kernel have not moved since.
        let asleep = registers.filter { $0.systemCall != nil }
        for thread in asleep {
            let other = core.recordedThreads.first { $0.id == thread.id }
            #expect(other?.registers?.stackPointer == thread.registers?.stackPointer)
            #expect(other?.registers?.programCounter == thread.registers?.programCounter)
        }
        #expect(!asleep.isEmpty)
        let live = try states(liveSnapshot(id))
        let dead = try states(snapshot(core))
        #expect(live.count > 60)
        #expect(Set(live.keys) == Set(dead.keys))
        let different = live.filter { dead[$0.key] != $0.value && !["running", "runnable"].contains($0.value) }
        #expect(different.isEmpty)
    }

    @Test(.enabled(if: has("gdb"), "gdb is not installed")) func coreByGDB() throws {
        let (running, _) = try program.startAndWait()
        let (threads, _) = try StoppedProcess.withStop(of: running.processID) { $0 }
        let made = try Command.run("gcore", ["-o", folder.file("core"), "\(running.processID)"])
        try #require(made.succeeded, "\(made.error)")
        let core = try CoreFile(
            contents: MappedFile.open(folder.file("core.\(running.processID)")), path: "core")
        #expect(core.executablePath == program.executable)
        #expect(core.command.contains("/"))
        try check(core, of: running.processID, registers: threads)
        try checkRuntime(core, of: running.processID)
    }

    @Test(.enabled(if: has("dlv"), "Delve is not installed")) func coreByDelve() throws {
        let (running, _) = try program.startAndWait()
        let (threads, _) = try StoppedProcess.withStop(of: running.processID) { $0 }
        try Files.write("dump \(folder.file("core"))\n", to: folder.file("commands"))
        _ = try Command.run(
            "dlv",
            [
                "attach", "\(running.processID)", program.executable, "--allow-non-terminal-interactive=true",
                "--init", folder.file("commands"),
            ], input: Array("quit\nn\n".utf8))
        try #require(Files.exists(folder.file("core")), "Delve wrote no core")
        try #require(running.isRunning)
        let core = try CoreFile(contents: MappedFile.open(folder.file("core")), path: "core")
        // Delve records no list of files: this comes from the auxiliary vector and the headers in memory.
        #expect(core.executablePath == program.executable)
        try check(core, of: running.processID, registers: threads)
    }

    private static let pattern = ((try? Files.text("/proc/sys/kernel/core_pattern")) ?? "|").trimmed

    @Test(.enabled(if: !pattern.hasPrefix("|") && !pattern.contains("/"), "the system takes cores away (core_pattern)"))
    func coreByTheKernel() throws {
        let running = try RunningProgram(
            "sh", ["-c", "ulimit -c unlimited && exec \(program.executable)"],
            environment: currentEnvironment().merging(["GOTRACEBACK": "crash"]) { $1 }, folder: folder.path)
        try running.waitForLine()
        running.signal(SIGQUIT)
        let ending = try running.waitForExit()
        let name = try Files.entries(of: folder.path).first { $0.hasPrefix("core") }
        try #require(name != nil, "the kernel wrote no core (\(ending))")
        let core = try CoreFile(contents: MappedFile.open(folder.file(name ?? "")), path: "core")
        #expect(core.signal == SIGABRT && core.faultAddress == nil)
        #expect(core.executablePath == program.executable)
        #expect(core.quality.isEmpty)
        // The runtime's own dump, written just before.
        var expected: [UInt64: String] = [:]
        for line in running.errorText.split(separator: "\n") where line.hasPrefix("goroutine ") && line.hasSuffix("]:")
        {
            let words = line.dropFirst(10)
            // Number 0 is the scheduler's own stack.
            guard let id = UInt64(words.prefix { $0.isNumber }), id != 0, let open = words.firstIndex(of: "[") else {
                continue
            }
            expected[id] = String(words[words.index(after: open)...].dropLast(2).prefix { $0 != "," })
        }
        #expect(expected.count > 60)
        let read = try states(snapshot(core))
        #expect(Set(expected.keys).subtracting(read.keys).isEmpty)
        // The other threads run on between the runtime's dump and the core, so what can wake by itself may have moved.
        let mayMove: Set = ["running", "runnable", "sleep", "syscall"]
        let different = expected.filter {
            read[$0.key] != $0.value && !mayMove.contains($0.value) && !$0.value.contains("idle")
        }
        #expect(different.isEmpty)
    }
}

extension String {
    fileprivate var trimmed: String { String(prefix { !$0.isWhitespace }) }
}
