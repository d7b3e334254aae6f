import Glibc
import Wire

/// Fields of /proc/PID/status (format: proc(5)).
public struct ProcessStatus: Sendable {
    /// Short name, at most 15 bytes.
    public private(set) var name = ""
    /// One letter, such as S, R, T, t or Z.
    public private(set) var state: Character = "?"
    /// Id of the parent in sonde's namespace.
    public private(set) var parentID: Int32 = 0
    /// Who traces it, in sonde's namespace; 0 for nobody.
    public private(set) var tracerID: Int32 = 0
    /// Real, effective, saved and file system user ids.
    public private(set) var users: [UInt32] = []
    /// Real, effective, saved and file system group ids.
    public private(set) var groups: [UInt32] = []
    /// Ids from sonde's namespace to the innermost one.
    public private(set) var namespaceIDs: [Int32] = []
    /// Bits of the effective capabilities.
    public private(set) var effectiveCapabilities: UInt64 = 0
    /// Bits of the permitted capabilities.
    public private(set) var permittedCapabilities: UInt64 = 0
    /// 0 off, 1 strict, 2 filter.
    public private(set) var seccompMode = 0
    /// Resident memory in bytes; 0 for a kernel thread.
    public private(set) var residentBytes: UInt64 = 0
    public private(set) var threadCount = 0

    init(_ text: Bytes) {
        var scanner = TextScanner(text)
        while var line = scanner.line() {
            guard let key = line.field() else { continue }
            switch key {
            case "Name:": name = line.rest()
            case "State:": state = line.field()?.first ?? "?"
            case "PPid:": parentID = Int32(truncatingIfNeeded: line.decimal() ?? 0)
            case "TracerPid:": tracerID = Int32(truncatingIfNeeded: line.decimal() ?? 0)
            case "Uid:": users = ProcessStatus.numbers(&line).map { UInt32(truncatingIfNeeded: $0) }
            case "Gid:": groups = ProcessStatus.numbers(&line).map { UInt32(truncatingIfNeeded: $0) }
            case "NSpid:": namespaceIDs = ProcessStatus.numbers(&line).map { Int32(truncatingIfNeeded: $0) }
            case "CapEff:": effectiveCapabilities = line.hexadecimal() ?? 0
            case "CapPrm:": permittedCapabilities = line.hexadecimal() ?? 0
            case "Seccomp:": seccompMode = Int(line.decimal() ?? 0)
            case "VmRSS:": residentBytes = (line.unsigned() ?? 0) &* 1024
            case "Threads:": threadCount = Int(line.decimal() ?? 0)
            default: break
            }
        }
    }

    private static func numbers(_ line: inout TextScanner) -> [UInt64] {
        var result: [UInt64] = []
        while let number = line.unsigned() { result.append(number) }
        return result
    }
}

/// Fields of /proc/PID/stat (format: proc(5)).
public struct ProcessStatistics: Sendable {
    /// Short name, at most 15 bytes.
    public let name: String
    public let state: Character
    public let parentID: Int32
    /// It is a thread of the kernel (PF_KTHREAD in include/linux/sched.h), without memory of its own.
    public let isKernelThread: Bool
    /// Start, in clock ticks since the system started.
    public let startTicks: UInt64
    /// Processor time, user and system, in nanoseconds (steps of a clock tick).
    public let processorNanoseconds: Int64
    /// The same of children that have ended and were waited for, and of theirs.
    public let childrenNanoseconds: Int64

    init?(_ text: Bytes) {
        var scanner = TextScanner(text)
        // The name stands in parentheses and may hold parentheses and blanks itself.
        guard let open = text.firstIndex(of: UInt8(ascii: "(")), scanner.skipBehindLast(UInt8(ascii: ")")),
            let name = text.slice(open + 1, scanner.offset - open - 2)?.string, let state = scanner.field()?.first,
            let parent = scanner.decimal()
        else { return nil }
        scanner.skipFields(4)
        guard let flags = scanner.unsigned() else { return nil }
        scanner.skipFields(4)
        guard let user = scanner.unsigned(), let system = scanner.unsigned() else { return nil }
        guard let childrenUser = scanner.decimal(), let childrenSystem = scanner.decimal() else { return nil }
        scanner.skipFields(4)
        guard let start = scanner.unsigned() else { return nil }
        self.name = name
        self.state = state
        parentID = Int32(truncatingIfNeeded: parent)
        isKernelThread = flags & 0x20_0000 != 0
        startTicks = start
        childrenNanoseconds =
            (childrenUser &+ childrenSystem) &* ProcessStatistics.tickNanoseconds
        processorNanoseconds = Int64(truncatingIfNeeded: user &+ system) &* ProcessStatistics.tickNanoseconds
    }

    /// Time since the start, nanoseconds, in steps of a clock tick.
    public var ageNanoseconds: Int64 {
        let start = Int64(truncatingIfNeeded: startTicks) &* ProcessStatistics.tickNanoseconds
        return max(0, Clock.now(CLOCK_BOOTTIME) &- start)
    }

    private static let tickNanoseconds = 1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
}
