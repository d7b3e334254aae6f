import Glibc
import TestSupport
import Testing

@testable import Host

/// What is hard on those who follow processes, for all back ends: nothing is lost, and the programs notice nothing.
@Suite(.serialized) struct RecordingLoadTests {
    /// 200 processes at once, all of which end.
    @Test(arguments: BackEnds.usable) func manyProcessesAtOnce(backEnd: ActivityBackEnd) throws {
        let script = "i=0; while [ $i -lt 200 ]; do /bin/true & i=$((i+1)); done; wait"
        let run = try RecordedRun(["sh", "-c", script], backEnd)
        #expect(run.ending == .exited(0))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        #expect(run.count(4) == 201)
        #expect(run.count(3) == 200)
        #expect(run.ends.count == 201)
        #expect(Set(run.ends.map(\.process)).count == 201)
        #expect(run.ends.allSatisfy { $0.extra == 0 })
    }

    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func threadsEndInCalls(backEnd: ActivityBackEnd) throws {
        let run = try RecordedRun([CompiledTarget.load(), "threads"], backEnd)
        #expect(run.ending == .exited(7))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        let threads = Set(run.records.filter { $0.kind == 3 }.map(\.first))
        #expect(threads.count == 224)
        // Each thread ended once, and the process once.
        let exits = run.records.filter { $0.kind == 6 }
        #expect(Set(exits.map(\.thread)).count == 225 && exits.count == 225)
        #expect(run.ends.contains { $0.extra == 7 << 8 })
        // Those that waited, and the one that ended all.
        #expect(run.unfinished.count >= 21)
        #expect(run.unfinished.count { $0.extra == 0 } >= 20)
    }

    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func aThreadExecutes(backEnd: ActivityBackEnd) throws {
        let path = try CompiledTarget.load()
        let run = try RecordedRun([path, "executing"], backEnd)
        #expect(run.ending == .exited(9))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        let executions = run.records.filter { $0.kind == 4 }
        #expect(executions.map(\.path) == [path, path])
        #expect(executions.map(\.thread) == executions.map(\.process))
        #expect(executions.last.map { $0.first != $0.process } == true)
        // It goes on under its new id.
        let position = run.records.lastIndex { $0.kind == 4 } ?? 0
        let later = run.records[position...].filter { $0.kind == 1 && $0.flags & 8 == 0 }
        #expect(later.count > 10 && later.allSatisfy { $0.thread == $0.process })
        #expect(run.ends.last?.extra == 9 << 8)
    }

    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func killedWithinCalls(backEnd: ActivityBackEnd) throws {
        let run = try RecordedRun([CompiledTarget.load(), "killed"], backEnd)
        #expect(run.ending == .exited(0))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        #expect(run.ends.count { $0.extra == UInt32(SIGKILL) } == 40)
        #expect(run.ends.count { $0.extra == 0 } == 1)
        // pause, of the children that waited.
        #expect(run.unfinished.count >= 20)
    }

    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func signalsArrive(backEnd: ActivityBackEnd) throws {
        let run = try RecordedRun([CompiledTarget.load(), "signals"], backEnd)
        #expect(run.ending == .exited(0))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        #expect(run.ends.map(\.extra) == [UInt32(SIGTERM), 0])
    }

    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func processesAreMadeInAllWays(backEnd: ActivityBackEnd) throws {
        let run = try RecordedRun([CompiledTarget.load(), "makes"], backEnd)
        #expect(run.ending == .exited(0))
        #expect(run.counters.lost == 0 && run.isComplete, "\(run.counters)")
        let made = run.records.filter { $0.kind == 3 }.map(\.first)
        #expect(made.count == 4)
        #expect(Array(made) == run.ends.dropLast().map(\.process))
        #expect(run.ends.map(\.extra) == [3 << 8, 4 << 8, 5 << 8, 6 << 8, 0])
    }

    /// Threads that count, come and go, and get signals, in a process that runs already.
    @Test(.enabled(if: CompiledTarget.compiler != nil, "no C compiler"), arguments: BackEnds.usable)
    func aRunningProcessIsFollowed(backEnd: ActivityBackEnd) throws {
        let target = try CountingTarget("spawning")
        // Nobody reads meanwhile, and on a busy machine that takes a while.
        var options = ActivityRecorder.Options()
        options.ringSize = 1 << 26
        var recorder: (any ActivityRecording)? = try BackEnds.recorder(backEnd, options)
        try recorder?.adopt(target.id)
        #expect(try target.isRunning())
        let before = try target.counters()[4]
        for _ in 0..<100 { #expect(kill(target.id, signalThatQueues) == 0) }
        #expect(try eventually { try target.counters()[4] == before + 100 })
        #expect(try eventually { try (recorder?.counters().processEvents ?? 0) > 20 })
        #expect(try recorder?.counters().lost == 0)
        recorder = nil
        #expect(try target.isRunning())
        for _ in 0..<100 { #expect(kill(target.id, signalThatQueues) == 0) }
        #expect(try eventually { try target.counters()[4] == before + 200 })
        #expect(try target.states().isDisjoint(with: ["t", "T"]))
    }
}

/// SIGRTMIN of glibc, whose deliveries are counted and not merged.
private let signalThatQueues: Int32 = 34
