import Glibc
import TestSupport
import Testing

@testable import Host

/// The back ends that the kernel permits here.
enum BackEnds {
    static let usable: [ActivityBackEnd] = Permissions.mayRecordByBPF ? [.bpf, .ptrace] : [.ptrace]

    static func recorder(
        _ backEnd: ActivityBackEnd, _ options: ActivityRecorder.Options
    ) throws -> any ActivityRecording {
        switch backEnd {
        case .bpf: try ActivityRecorder(options)
        case .ptrace: try TracingRecorder(options)
        case .looks: LookingRecorder()
        }
    }
}

/// A command that was recorded to its end, and the records of it.
struct RecordedRun {
    /// What every record begins with, by the offsets of `activity_records.h`.
    struct Record {
        var kind: UInt8
        var flags: UInt8
        var thread: UInt32
        var process: UInt32
        var extra: UInt32
        /// The four bytes behind the head: the old thread of an execution, the child of a fork.
        var first: UInt32
        /// Of a call.
        var result: Int64 = 0
        /// Of an execution, as its caller gave it.
        var path = ""
    }

    var records: [Record] = []
    var counters = ActivityRecorder.Counters()
    var ending: ChildEnding?

    func count(_ kind: UInt8) -> Int { records.count { $0.kind == kind } }

    /// Records of processes that ended.
    var ends: [Record] { records.filter { $0.kind == 6 && $0.flags & 1 != 0 } }

    /// Calls in which threads ended, or that were broken off for that (ERESTARTSYS, ERESTARTNOHAND).
    var unfinished: [Record] {
        records.filter { $0.kind == 1 && ($0.flags & 8 != 0 || $0.result == -512 || $0.result == -514) }
    }

    /// What was made and not lost was received, of all kinds.
    var isComplete: Bool {
        UInt64(count(1)) + counters.callsLost == counters.calls
            && UInt64(count(7)) + counters.blocksLost == counters.blocks
            && UInt64(count(3) + count(4) + count(5) + count(6)) + counters.processEventsLost
                == counters.processEvents
    }

    /// Runs a command, and reads its records only when it has ended.
    init(_ command: [String], _ backEnd: ActivityBackEnd, options: ActivityRecorder.Options) throws {
        let recorder = try BackEnds.recorder(backEnd, options)
        let program = try WaitingProgram(command)
        try recorder.followExecution(of: program.processID)
        try program.start(named: command[0])
        #expect(eventually(within: .seconds(60)) { recorder.ending(of: program) != nil })
        ending = recorder.ending(of: program)
        if ending == nil { kill(program.processID, SIGKILL) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let length = try recorder.read(into: &buffer)
            if length == 0 { break }
            take(buffer[..<length])
        }
        counters = try recorder.counters()
    }

    init(_ command: [String], _ backEnd: ActivityBackEnd, ringSize: Int = 1 << 26) throws {
        var options = ActivityRecorder.Options()
        options.ringSize = ringSize
        try self.init(command, backEnd, options: options)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        func number(_ offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32($1 * 8) }
        }
        var at = bytes.startIndex
        while at + 24 <= bytes.endIndex {
            let size = Int(number(at) & 0xffff)
            guard size >= 24, size % 8 == 0, at + size <= bytes.endIndex else {
                Issue.record("a record of \(size) bytes at \(at) of \(bytes.count)")
                return
            }
            var record = Record(
                kind: bytes[at + 2], flags: bytes[at + 3], thread: number(at + 4), process: number(at + 16),
                extra: number(at + 20), first: size >= 28 ? number(at + 24) : 0)
            if record.kind == 1 {
                record.result = Int64(bitPattern: UInt64(number(at + 32)) | UInt64(number(at + 36)) << 32)
            }
            if record.kind == 4, size >= 56 + Int(record.extra) {
                record.path = String(decoding: bytes[(at + 56)..<(at + 56 + Int(record.extra))], as: UTF8.self)
            }
            records.append(record)
            at += size
        }
    }
}
