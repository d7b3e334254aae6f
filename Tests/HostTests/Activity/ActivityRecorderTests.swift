import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

/// What both back ends promise.
@Suite(.serialized) struct ActivityRecorderTests {
    @Test(.enabled(if: Permissions.mayRecordByBPF, "recording by BPF is not permitted here, or libbpf is missing"))
    func bpfIsChosenWhereItCanBe() throws {
        let (recorder, shortcoming) = try ActivityBackEnd.recorder(ActivityRecorder.Options())
        #expect(recorder.backEnd == .bpf && shortcoming == nil)
    }

    /// dd reads and writes a byte as often as it is told, with nobody reading meanwhile.
    @Test(arguments: BackEnds.usable, [1 << 16, 1 << 20, 1 << 26])
    func whatIsMadeIsReceivedOrCountedAsLost(backEnd: ActivityBackEnd, ringSize: Int) throws {
        let count = backEnd == .bpf ? 50_000 : 20_000
        let run = try RecordedRun(
            ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=\(count)", "status=none"], backEnd,
            ringSize: ringSize)
        #expect(run.ending == .exited(0))
        #expect(run.counters.calls > 2 * UInt64(count))
        #expect(run.isComplete, "\(run.counters)")
        if ringSize == 1 << 16 { #expect(run.counters.callsLost > UInt64(count)) }
        if ringSize == 1 << 26 { #expect(run.counters.lost == 0, "\(run.counters)") }
    }

    @Test(arguments: BackEnds.usable) func callsThatAreDroppedAreCounted(backEnd: ActivityBackEnd) throws {
        var options = ActivityRecorder.Options()
        options.droppedCalls = ["read", "write"]
        let run = try RecordedRun(
            ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=1000", "status=none"], backEnd, options: options)
        #expect(run.counters.dropped >= 2000)
        #expect(run.counters.calls < 500 && run.count(1) == Int(run.counters.calls))
    }

    @Test(arguments: BackEnds.usable) func aProgramThatIsNotThereIsAnError(backEnd: ActivityBackEnd) throws {
        let recorder = try BackEnds.recorder(backEnd, ActivityRecorder.Options())
        let program = try WaitingProgram(["/no/such/program"])
        try recorder.followExecution(of: program.processID)
        #expect(throws: InputError.self) { try program.start(named: "/no/such/program") }
    }

    /// A program that is never let run ends with sonde, and leaves nothing behind.
    @Test func aProgramThatIsGivenUpEnds() throws {
        var program: WaitingProgram? = try WaitingProgram(["sleep", "1000000"])
        let id = program?.processID ?? 0
        program = nil
        #expect(eventually { kill(id, 0) == -1 && errno == ESRCH })
    }
}
