/// Follows the records of a recording while it is made, and gives out the stretches in which threads did not run, each
/// with its stacks.
public struct CaptureWaits {
    /// A stretch in which a thread did not run; times are nanoseconds of CLOCK_MONOTONIC.
    public struct Wait: Sendable {
        public var process: UInt32
        public var thread: UInt32
        public var begin: Int64
        public var duration: Int64
        /// How long of it the thread could have run.
        public var ready: Int64
        /// Its processor was taken from it, and it waited for nothing else.
        public var isPreempted: Bool
        /// Return addresses, innermost first; empty when not known.
        public var kernelStack: [UInt64]
        public var userStack: [UInt64]
        /// The word on top of the program's stack, when the thread was in a system call; 0 otherwise.
        public var top: UInt64

        public var end: Int64 { begin &+ duration }
    }

    private struct Stack {
        var addresses: [UInt64]
        var top: UInt64
    }

    /// By hash: those that were asked for lately, and those before.
    private var stacks: [UInt64: Stack] = [:]
    private var formerStacks: [UInt64: Stack] = [:]
    /// More than the recorder remembers to have sent: what is forgotten here is sent again when it is used again.
    private static let mostStacks = 1 << 17

    public init() {}

    /// Looks at whole records, in their order.
    public mutating func take(_ records: [UInt8], count: Int, _ body: (Wait) -> Void) {
        var offset = 0
        while offset < count, let record = CaptureRecord(records, at: offset) {
            offset += record.size
            switch record.kind {
            case .stack: stack(record)
            case .block: body(wait(record))
            default: break
            }
        }
    }

    private mutating func stack(_ record: CaptureRecord) {
        let depth = min(Int(record.extra), max(0, (record.size - 32) / 8))
        keep(
            record.number(24),
            Stack(addresses: (0..<depth).map { record.number(32 + $0 * 8) }, top: record.number(32 + depth * 8)))
    }

    private mutating func keep(_ hash: UInt64, _ stack: Stack) {
        if stacks.count >= Self.mostStacks {
            formerStacks = stacks
            stacks.removeAll()
        }
        stacks[hash] = stack
    }

    private mutating func find(_ hash: UInt64) -> Stack? {
        if let known = stacks[hash] { return known }
        guard let former = formerStacks[hash] else { return nil }
        keep(hash, former)
        return former
    }

    private mutating func wait(_ record: CaptureRecord) -> Wait {
        let (user, kernel) = (find(record.number(48)), find(record.number(40)))
        return Wait(
            process: record.process, thread: record.thread, begin: record.time,
            duration: record.duration(24), ready: record.duration(32), isPreempted: record.number32(80) == 0,
            kernelStack: kernel?.addresses ?? [], userStack: user?.addresses ?? [],
            top: user?.top ?? 0)
    }
}
