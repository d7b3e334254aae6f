/// Number of an event on the wire before Go 1.22.
///
/// Source: `internal/trace/internal/tracev1/parser.go` of Go 1.27.3.
enum LegacyEventType: UInt8, Sendable, CaseIterable {
    case batch = 1, frequency, stack
    case maximumProcessors, processorStart, processorStop
    case collectionStart, collectionDone, worldStopStart, worldStopDone, sweepStart, sweepDone
    case goCreate, goStart, goEnd, goStop, goYield, goPreempt, goSleep, goBlock, goUnblock
    case goBlockSend, goBlockReceive, goBlockSelect, goBlockSync, goBlockCondition, goBlockNetwork
    case systemCall, systemCallExit, systemCallBlock
    case goWaiting, goInSystemCall
    case heapAllocated, heapGoal
    case timerGoroutine, futileWakeup, string
    case goStartLocal, goUnblockLocal, systemCallExitLocal
    case goStartLabel, goBlockCollection
    case assistStart, assistDone
    case taskCreate, taskEnd, region, log
    case sample
}

/// What an event of the old format looks like on the wire.
struct LegacyEventSpec: Sendable {
    /// The name that Go gives it.
    var name: String
    /// How many values it has of its own: without its time, its stack and its text.
    var arguments: Int
    /// Whether the last value is the number of a stack.
    var hasStack: Bool
    /// Whether the first value is the time since the event before.
    var isTimed: Bool
    /// Minor version of the first header that may have it.
    var since: Int

    /// How many values it has in all.
    var valueCount: Int { arguments + (hasStack ? 1 : 0) + (isTimed ? 1 : 0) }
}

extension LegacyEventSpec {
    /// By the number on the wire; nil where no event has it.
    static let all: [LegacyEventSpec?] = {
        var result = [LegacyEventSpec?](repeating: nil, count: 64)
        for type in LegacyEventType.allCases { result[Int(type.rawValue)] = spec(type) }
        return result
    }()

    private static func spec(_ type: LegacyEventType) -> LegacyEventSpec {
        switch type {
        case .batch: untimed("Batch", 2)
        case .frequency: untimed("Frequency", 1)
        case .stack: untimed("Stack", 2)
        case .string: untimed("String", 0)
        case .timerGoroutine: untimed("TimerGoroutine", 1)
        case .maximumProcessors: timed("Gomaxprocs", 1, stack: true)
        case .processorStart: timed("ProcStart", 1)
        case .processorStop: timed("ProcStop", 0)
        case .collectionStart: timed("GCStart", 1, stack: true)
        case .collectionDone: timed("GCDone", 0)
        case .worldStopStart: timed("GCSTWStart", 1)
        case .worldStopDone: timed("GCSTWDone", 0)
        case .sweepStart: timed("GCSweepStart", 0, stack: true)
        case .sweepDone: timed("GCSweepDone", 2)
        case .assistStart: timed("GCMarkAssistStart", 0, stack: true)
        case .assistDone: timed("GCMarkAssistDone", 0)
        case .heapAllocated: timed("HeapAlloc", 1)
        case .heapGoal: timed("HeapGoal", 1)
        case .futileWakeup: timed("FutileWakeup", 0)
        case .taskCreate: timed("UserTaskCreate", 3, stack: true)
        case .taskEnd: timed("UserTaskEnd", 1, stack: true)
        case .region: timed("UserRegion", 3, stack: true)
        case .log: timed("UserLog", 2, stack: true)
        case .sample: timed("CPUSample", 3, stack: true, since: 19)
        default: goroutineSpec(type)
        }
    }

    private static func goroutineSpec(_ type: LegacyEventType) -> LegacyEventSpec {
        switch type {
        case .goCreate: timed("GoCreate", 2, stack: true)
        case .goStart: timed("GoStart", 2)
        case .goStartLocal: timed("GoStartLocal", 1)
        case .goStartLabel: timed("GoStartLabel", 3)
        case .goEnd: timed("GoEnd", 0)
        case .goStop: timed("GoStop", 0, stack: true)
        case .goYield: timed("GoSched", 0, stack: true)
        case .goPreempt: timed("GoPreempt", 0, stack: true)
        case .goSleep: timed("GoSleep", 0, stack: true)
        case .goBlock: timed("GoBlock", 0, stack: true)
        case .goBlockSend: timed("GoBlockSend", 0, stack: true)
        case .goBlockReceive: timed("GoBlockRecv", 0, stack: true)
        case .goBlockSelect: timed("GoBlockSelect", 0, stack: true)
        case .goBlockSync: timed("GoBlockSync", 0, stack: true)
        case .goBlockCondition: timed("GoBlockCond", 0, stack: true)
        case .goBlockNetwork: timed("GoBlockNet", 0, stack: true)
        case .goBlockCollection: timed("GoBlockGC", 0, stack: true)
        case .goUnblock: timed("GoUnblock", 2, stack: true)
        case .goUnblockLocal: timed("GoUnblockLocal", 1, stack: true)
        case .systemCall: timed("GoSysCall", 0, stack: true)
        case .systemCallExit: timed("GoSysExit", 3)
        case .systemCallExitLocal: timed("GoSysExitLocal", 2)
        case .systemCallBlock: timed("GoSysBlock", 0)
        case .goWaiting: timed("GoWaiting", 1)
        case .goInSystemCall: timed("GoInSyscall", 1)
        default: timed("None", 0)
        }
    }

    private static func timed(
        _ name: String, _ arguments: Int, stack: Bool = false, since: Int = 11
    ) -> LegacyEventSpec {
        LegacyEventSpec(name: name, arguments: arguments, hasStack: stack, isTimed: true, since: since)
    }

    private static func untimed(_ name: String, _ arguments: Int) -> LegacyEventSpec {
        LegacyEventSpec(name: name, arguments: arguments, hasStack: false, isTimed: false, since: 11)
    }
}

extension LegacyEventType {
    /// The name that Go gives the event, for messages.
    var name: String { LegacyEventSpec.all[Int(rawValue)]?.name ?? "event \(rawValue)" }

    /// Whether the running goroutine stops running with it.
    var leavesGoroutine: Bool {
        switch self {
        case .goEnd, .goStop, .goYield, .goPreempt, .systemCallBlock: true
        default: isBlock
        }
    }

    /// Whether the running goroutine begins to wait for something.
    var isBlock: Bool {
        switch self {
        case .goSleep, .goBlock, .goBlockSend, .goBlockReceive, .goBlockSelect, .goBlockSync, .goBlockCondition,
            .goBlockNetwork, .goBlockCollection:
            true
        default: false
        }
    }
}
