import Evidence

/// State of a goroutine, as `runtime.g.atomicstatus` has it (runtime/runtime2.go), without the scan bit.
public enum GoroutineState: UInt8, Sendable, CaseIterable {
    case idle = 0
    case runnable = 1
    case running = 2
    case systemCall = 3
    case waiting = 4
    case dead = 6
    case copyingStack = 8
    case preempted = 9
    /// Since Go 1.26: found unreachable by the runtime's own leak detection.
    case leaked = 10
    /// Since Go 1.26: the goroutine of an extra M, not in use.
    case deadExtra = 11
    case unknown = 255

    /// The runtime's own word, as in a goroutine dump (`gStatusStrings` in runtime/traceback.go).
    public var text: String {
        switch self {
        case .idle: "idle"
        case .runnable: "runnable"
        case .running: "running"
        case .systemCall: "syscall"
        case .waiting: "waiting"
        case .dead: "dead"
        case .copyingStack: "copystack"
        case .preempted: "preempted"
        case .leaked: "leaked"
        case .deadExtra: "waiting for cgo callback"
        case .unknown: "???"
        }
    }
}

/// Where the age of a wait comes from.
public enum AgeSource: UInt8, Sendable {
    case unknown = 0
    /// `g.waitsince`, which the collector fills in late: a lower bound, up to one collection too early.
    case runtime = 1
    /// Unchanged between snapshots: a lower bound.
    case snapshots = 2
    /// Whole minutes in a text dump: the runtime's own figure, rounded down.
    case text = 3
}

/// Facts of a goroutine that are true or false.
public struct GoroutineFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Started by the runtime for itself (`isSystemGoroutine` in runtime/traceback.go).
    public static let system = GoroutineFlags(rawValue: 1 << 0)
    public static let lockedToThread = GoroutineFlags(rawValue: 1 << 1)
    /// It moved while it was read: state and stack may not belong together, and the stack is left out.
    public static let unstable = GoroutineFlags(rawValue: 1 << 2)
    /// The runtime, or a text dump, calls it leaked.
    public static let leaked = GoroutineFlags(rawValue: 1 << 3)
    /// The stack was cut off or could not be walked to its end.
    public static let partialStack = GoroutineFlags(rawValue: 1 << 4)
    /// It belongs to a testing/synctest bubble.
    public static let inBubble = GoroutineFlags(rawValue: 1 << 5)
    /// A collection was scanning its stack.
    public static let scanning = GoroutineFlags(rawValue: 1 << 6)
    /// sonde found that nothing that can still run reaches what it waits for.
    public static let unreachable = GoroutineFlags(rawValue: 1 << 7)
    /// It is the goroutine of `main.main`.
    public static let main = GoroutineFlags(rawValue: 1 << 8)
    /// The reachability of what it waits for was examined.
    public static let reachabilityChecked = GoroutineFlags(rawValue: 1 << 9)
    /// It was running: its outer frames are right, its innermost ones may already have returned.
    public static let approximateStack = GoroutineFlags(rawValue: 1 << 10)
}

/// Number of a set of pprof labels in a `GoroutineSnapshot`; 0 is the empty set.
public typealias LabelSetID = UInt32

/// One goroutine at one moment: plain numbers, so that a million of them are one array.
public struct Goroutine: Sendable {
    /// The runtime's id.
    public var id: UInt64
    /// Runtime address of its `runtime.g`; 0 in a text dump.
    public var address: UInt64 = 0
    /// Id of the goroutine that created it; 0 when unknown.
    public var parent: UInt64 = 0
    /// Time since it began to wait, nanoseconds; -1 when unknown. See `ageSource`.
    public var waitingNanoseconds: Int64 = -1
    /// When a sleep or timed wait ends, CLOCK_MONOTONIC nanoseconds; 0 when there is none.
    public var deadline: Int64 = 0
    /// Logical frames, innermost first, runtime-internal ones included.
    public var stack: StackID = .empty
    /// The `go` statement that created it.
    public var creation: FrameID = .none
    /// Function it started in.
    public var start: StringID = .empty
    /// The wait reason by the name that its Go version gives it, such as `chan receive`; empty unless waiting.
    public var reason: StringID = .empty
    public var labels: LabelSetID = 0
    /// Operating-system thread that runs it, in sonde's namespace; 0 when none or unknown.
    public var thread: Int32 = 0
    /// Operating-system thread that it is locked to; 0 when none or unknown.
    public var lockedThread: Int32 = 0
    /// Position of its first wait in `GoroutineSnapshot.waits`, and their number.
    public var firstWait: UInt32 = 0
    public var waitCount: UInt32 = 0
    /// Position in `GoroutineSnapshot.systemCalls`; -1 when it is in none, or it is not known.
    public var systemCall: Int32 = -1
    /// Compares equal between two snapshots only when it did not move (of sched.pc, sched.sp and ids); 0 in a dump.
    public var fingerprint: UInt64 = 0
    public var state: GoroutineState = .unknown
    public var kind: WaitKind = .none
    public var ageSource: AgeSource = .unknown
    public var flags: GoroutineFlags = []

    public init(id: UInt64) { self.id = id }
}
