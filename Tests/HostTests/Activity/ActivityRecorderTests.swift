import Glibc
import TestSupport
import Testing
import Wire

@testable import Host

/// Whether the kernel lets this process record by BPF.
let canRecord: Bool = (try? ActivityRecorder(ActivityRecorder.Options())) != nil

@Suite(.serialized, .enabled(if: canRecord, "recording by BPF is not permitted here, or libbpf is missing"))
struct ActivityRecorderTests {
    /// Records of each kind in whole records.
    private static func kinds(_ bytes: ArraySlice<UInt8>) -> [UInt8: Int] {
        var counts: [UInt8: Int] = [:]
        var at = bytes.startIndex
        while at + 24 <= bytes.endIndex {
            let size = Int(bytes[at]) | Int(bytes[at + 1]) << 8
            guard size >= 24 else { break }
            counts[bytes[at + 2], default: 0] += 1
            at += size
        }
        return counts
    }

    /// Runs a command, reads its records only when it has ended, and returns them by kind with the counters.
    private static func record(
        _ command: [String], ringSize: Int
    ) throws -> (kinds: [UInt8: Int], counters: ActivityRecorder.Counters) {
        var options = ActivityRecorder.Options()
        options.ringSize = ringSize
        let recorder = try ActivityRecorder(options)
        let program = try WaitingProgram(command)
        try recorder.followExecution(of: program)
        try program.start(named: command[0])
        #expect(eventually(within: .seconds(60)) { program.ending() != nil })
        #expect(program.ending() == .exited(0))
        var all: [UInt8: Int] = [:]
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let length = try recorder.read(into: &buffer)
            if length == 0 { break }
            all.merge(kinds(buffer[..<length])) { $0 + $1 }
        }
        return (all, try recorder.counters())
    }

    /// dd reads and writes a byte as often as it is told, with nobody reading meanwhile.
    @Test(arguments: [1 << 16, 1 << 20, 1 << 26]) func whatIsMadeIsReceivedOrCountedAsLost(ringSize: Int) throws {
        let (kinds, counters) = try Self.record(
            ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=50000", "status=none"], ringSize: ringSize)
        #expect(counters.calls > 100_000)
        #expect(UInt64(kinds[1] ?? 0) + counters.callsLost == counters.calls)
        #expect(UInt64(kinds[7] ?? 0) + counters.blocksLost == counters.blocks)
        let processRecords = [3, 4, 5, 6].reduce(0) { $0 + (kinds[$1] ?? 0) }
        #expect(UInt64(processRecords) + counters.processEventsLost == counters.processEvents)
        if ringSize == 1 << 16 { #expect(counters.callsLost > 50_000) }
        if ringSize == 1 << 26 { #expect(counters.lost == 0, "\(counters)") }
    }

    @Test func callsThatAreDroppedAreCounted() throws {
        var options = ActivityRecorder.Options()
        options.droppedCalls = ["read", "write"]
        let recorder = try ActivityRecorder(options)
        let command = ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=1000", "status=none"]
        let program = try WaitingProgram(command)
        try recorder.followExecution(of: program)
        try program.start(named: command[0])
        #expect(eventually(within: .seconds(60)) { program.ending() != nil })
        let counters = try recorder.counters()
        #expect(counters.dropped >= 2000)
        #expect(counters.calls < 500)
    }

    /// 200 processes at once, all of which end.
    @Test func manyProcessesAtOnce() throws {
        let script = "i=0; while [ $i -lt 200 ]; do /bin/true & i=$((i+1)); done; wait"
        let (kinds, counters) = try Self.record(["sh", "-c", script], ringSize: 1 << 26)
        #expect(counters.lost == 0, "\(counters)")
        #expect(kinds[4] == 201)
        #expect((kinds[3] ?? 0) >= 200)
        #expect((kinds[6] ?? 0) >= 201)
    }

    @Test func aProgramThatIsNotThereIsAnError() throws {
        let recorder = try ActivityRecorder(ActivityRecorder.Options())
        let program = try WaitingProgram(["/no/such/program"])
        try recorder.followExecution(of: program)
        #expect(throws: InputError.self) { try program.start(named: "/no/such/program") }
    }

    /// A program that is never let run ends with sonde.
    @Test func aProgramThatIsGivenUpEnds() throws {
        var program: WaitingProgram? = try WaitingProgram(["sleep", "1000"])
        let id = program?.processID ?? 0
        program = nil
        var status: Int32 = 0
        #expect(eventually { waitpid(id, &status, WNOHANG) == id })
    }
}
