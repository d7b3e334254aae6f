import CLinux
import Evidence
import Glibc
import Host
import TestSupport
import Testing
import Wire

@Suite(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), .serialized)
struct StoppedProcessTests {
    @Test func nothingMovesDuringTheStop() throws {
        let target = try CountingTarget()
        let ((threads, states, frozen), stopped) = try StoppedProcess.withStop(of: target.id) { threads in
            let before = try processorTime(target.id)
            usleep(50_000)
            return (threads, try target.states(), try processorTime(target.id) == before)
        }
        #expect(states == ["t"])
        #expect(frozen)
        #expect(threads.count == 5)
        #expect(stopped >= 50_000_000 && stopped < 5_000_000_000)
        #expect(threads.map(\.id) == threads.map(\.id).sorted())
        #expect(threads.allSatisfy { $0.registers.map { $0.programCounter != 0 && $0.stackPointer != 0 } == true })
        // The first thread waits for input.
        #expect(threads.first?.systemCall?.arguments.first == 0)
        #expect(threads.first?.systemCall.map { SystemCallTable.entry($0.number, isARM64: isARM64)?.name } == "read")
        #expect(try target.isRunning())
        #expect(try target.states().isDisjoint(with: ["t", "T"]))
    }

    @Test func registersAreThoseThatGDBSees() throws {
        let target = try RunningProgram("/bin/cat")
        let process = try LiveProcess(processID: target.processID)
        let isReading = eventually { process.statistics?.state == "S" }
        #expect(isReading)
        let (threads, _) = try StoppedProcess.withStop(of: target.processID) { $0 }
        let registers = try #require(threads.first?.registers)
        let result = try Command.run(
            "gdb", ["-nx", "-batch", "-p", "\(target.processID)", "-ex", "printf \"at %lx %lx\\n\", $pc, $sp"])
        let line = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("at ") })
        #expect(
            line.split(separator: " ").compactMap { UInt64($0, radix: 16) }
                == [registers.programCounter, registers.stackPointer])
    }

    @Test func aProcessThatStartsThreadsAllTheTimeIsStoppedWhole() throws {
        let target = try CountingTarget("spawning")
        for _ in 0..<60 {
            let (isWhole, _) = try StoppedProcess.withStop(of: target.id) { threads in
                // On a machine with too much to do, a thread may not get to its stop in time; it has no registers then.
                let late = threads.contains { $0.registers == nil }
                return try target.states().isSubset(of: ["t", "Z", "X"]) || late
            }
            #expect(isWhole)
        }
        #expect(try target.isRunning())
    }

    @Test func noSignalIsLost() throws {
        let target = try CountingTarget()
        var sent = 0
        for round in 0..<50 {
            for _ in 0..<round % 5 { sent += kill(target.id, realTimeSignal) == 0 ? 1 : 0 }
            _ = try StoppedProcess.withStop(of: target.id) { _ in
                for _ in 0..<3 { sent += kill(target.id, realTimeSignal) == 0 ? 1 : 0 }
            }
        }
        let haveArrived = try eventually { try target.counters().last == sent }
        #expect(haveArrived)
        #expect(try target.counters().last == sent)
    }

    @Test func aStoppedProcessStaysStopped() throws {
        let target = try CountingTarget()
        kill(target.id, SIGSTOP)
        let isStopped = try eventually { try target.states() == ["T"] }
        #expect(isStopped)
        let (count, _) = try StoppedProcess.withStop(of: target.id) { $0.count { $0.registers != nil } }
        #expect(count == 5)
        let isStoppedAgain = try eventually { try target.states() == ["T"] }
        #expect(isStoppedAgain)
        // A stop that is asked for while sonde holds the process comes into force afterwards.
        kill(target.id, SIGCONT)
        _ = try StoppedProcess.withStop(of: target.id) { _ in kill(target.id, SIGSTOP) }
        let stopsAfterwards = try eventually { try target.states() == ["T"] }
        #expect(stopsAfterwards)
        kill(target.id, SIGCONT)
        #expect(try target.isRunning())
    }

    @Test func whatTheBodyThrowsIsThrownAndTheProcessGoesOn() throws {
        struct Failure: Error {}
        let target = try CountingTarget()
        #expect(throws: Failure.self) { try StoppedProcess.withStop(of: target.id) { _ in throw Failure() } }
        #expect(try target.isRunning())
    }

    @Test func theTargetMayDieMeanwhile() throws {
        let target = try CountingTarget()
        let memory = try LiveMemory(processID: target.id)
        let place = try #require(try memory.mappings().first { $0.isReadable }).start
        let (word, _) = try StoppedProcess.withStop(of: target.id) { _ in
            kill(target.id, SIGKILL)
            let hasEnded = eventually { (try? target.states().isSubset(of: ["Z", "X"])) ?? true }
            #expect(hasEnded)
            return memory.word(at: place)
        }
        #expect(word == nil)
        // Its parent still learns how it ended.
        #expect(try target.program.waitForExit().signal == SIGKILL)
        #expect { try StoppedProcess.withStop(of: target.id) { _ in } } throws: { ($0 as? InputError)?.code == .gone }
    }

    @Test func anotherTracerIsNamed() throws {
        let target = try RunningProgram("/bin/sleep", ["1000000"])
        let tracer = try RunningProgram("strace", ["-q", "-o", "/dev/null", "-p", "\(target.processID)"])
        let process = try LiveProcess(processID: target.processID)
        let isTraced = eventually { process.status?.tracerID == tracer.processID }
        #expect(isTraced)
        #expect {
            try StoppedProcess.withStop(of: target.processID) { _ in }
        } throws: { error in
            let error = error as? InputError
            return error?.code == .notPermitted
                && error?.message.contains("already traced by process \(tracer.processID) (strace)") == true
        }
    }

    @Test func aChildOfSondeIsNotTakenForEndedDuringTheStop() throws {
        let child = try WaitingProgram(["sleep", "1000000"])
        defer { if !child.hasEnded { kill(child.processID, SIGKILL) } }
        try child.start(named: "sleep")
        let (ending, _) = try StoppedProcess.withStop(of: child.processID) { _ in
            (0..<100).lazy.compactMap { _ in child.ending() }.first
        }
        #expect(ending == nil && child.ending() == nil)
        kill(child.processID, SIGKILL)
        let isSeen = eventually { child.ending() == .signalled(SIGKILL) }
        #expect(isSeen)
    }

    /// The promise that matters most: sonde is killed at any moment, and the process goes on.
    @Test(arguments: 0..<4) func theTargetOutlivesSondesDeath(series: Int) async throws {
        let target = try CountingTarget("spawning")
        var generator = SeededGenerator(seed: UInt64(series))
        var sent = 0
        for _ in 0..<12 {
            let delay = UInt32.random(in: 0..<20_000, using: &generator)
            // Signals keep coming, so that some threads are stopped on their way to a handler.
            let sender = Task.detached { [id = target.id] in
                var sent = 0
                while !Task.isCancelled {
                    sent += kill(id, realTimeSignal) == 0 ? 1 : 0
                    usleep(300)
                }
                return sent
            }
            await #expect(processExitsWith: .signal(SIGKILL)) { [id = target.id as Int32, delay = delay as UInt32] in
                killOneself(afterFirst: delay, stopping: id)
            }
            sender.cancel()
            sent += await sender.value
            #expect(try target.isRunning())
            let isFree = try eventually { try target.states().isDisjoint(with: ["t", "T"]) }
            #expect(isFree)
        }
        let haveArrived = try eventually { try target.counters().last == sent }
        #expect(haveArrived)
        #expect(sent > 100)
    }

    /// A thread that was about to handle a signal when it was stopped still does when sonde dies.
    @Test func aSignalThatIsHeldBackSurvivesSondesDeath() async throws {
        let target = try CountingTarget()
        await #expect(processExitsWith: .signal(SIGKILL)) { [id = target.id as Int32] in
            // Without the interruption that follows, a seized thread stops for the next signal.
            for thread in try Files.entries(of: "/proc/\(id)/task").compactMap(Int32.init) {
                try #require(sonde_trace_seize(thread) == 0)
            }
            kill(id, realTimeSignal)
            var signal: Int32 = 0
            while signal != realTimeSignal {
                for thread in try Files.entries(of: "/proc/\(id)/task").compactMap(Int32.init)
                where signal != realTimeSignal { _ = sonde_trace_look(thread, &signal) }
            }
            kill(getpid(), SIGKILL)
        }
        let hasArrived = try eventually { try target.counters().last == 1 }
        #expect(hasArrived)
    }

    @Test func theWatchdogFreesTheTarget() async throws {
        let target = try CountingTarget()
        await #expect(processExitsWith: .signal(SIGKILL)) { [id = target.id as Int32] in
            _ = try StoppedProcess.withStop(of: id, limit: 1) { _ in while true { sleep(1000) } }
        }
        #expect(try target.isRunning())
    }

    private var isARM64: Bool {
        #if arch(arm64)
            true
        #else
            false
        #endif
    }

    /// User and system time of all threads, in clock ticks.
    private func processorTime(_ id: Int32) throws -> [Substring] {
        let text = try Files.text("/proc/\(id)/stat")
        return Array(text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")[12...13])
    }
}

/// SIGRTMIN of glibc, whose deliveries are counted and not merged.
private var realTimeSignal: Int32 { 34 }

/// Stops a process again and again, until a thread of this process kills it after a while.
private func killOneself(afterFirst delay: UInt32, stopping id: Int32) {
    var thread = pthread_t()
    let context = UnsafeMutableRawPointer(bitPattern: Int(delay) + 1)
    var hasBegun = false
    while true {
        _ = try? StoppedProcess.withStop(of: id) { _ in usleep(300) }
        if !hasBegun {
            hasBegun = true
            pthread_create(
                &thread, nil,
                { context in
                    usleep(UInt32(UInt(bitPattern: context)))
                    kill(getpid(), SIGKILL)
                    return nil
                }, context)
        }
    }
}
