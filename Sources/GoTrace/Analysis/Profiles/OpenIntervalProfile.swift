import Evidence

/// Waits whose begin or end is not in the trace, by where they are: what `go tool trace -pprof` leaves out, and where
/// goroutines that are stuck show.
///
/// They are as long as the part that is in the trace. Waiting for a processor and system calls count as well.
public struct OpenIntervalProfile: TraceAnalysis {
    /// What the intervals of one sum have in common.
    public struct Key: Hashable, Sendable {
        public var stack: UInt32
        public var state: GoroutineState
        /// Of what is waited for.
        public var wait: WaitKind
        /// In `TraceScene.groups`.
        public var group: Int32
        /// Whether it began before the trace, or before the window.
        public var isOlder: Bool
        /// Whether it had not ended when the trace did, or the window.
        public var isOpen: Bool
    }

    public struct Sum: Sendable {
        public var count: Int64 = 0
        public var nanoseconds: Int64 = 0
    }

    public let wants: TraceWants = .intervals
    public private(set) var sums: [Key: Sum] = [:]
    private var waitKinds = WaitKindTable()

    public init() {}

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let isOlder = interval.isCensored || scene.goroutines[Int(interval.slot)].since < scene.start
        guard interval.state != .running, isOlder || interval.isOpen else { return }
        // A goroutine that is ready stands where it was made so.
        let stack = interval.stack == 0 ? interval.wakerStack : interval.stack
        let isWaiting = interval.state == .waiting
        let wait =
            isWaiting ? waitKinds.kind(reason: interval.reason, stack: interval.stack, scene.tables) : .unknown
        let key = Key(
            stack: isWaiting ? interval.stack : stack, state: interval.state, wait: wait,
            group: scene.goroutines[Int(interval.slot)].group, isOlder: isOlder, isOpen: interval.isOpen)
        sums[key, default: Sum()].count += 1
        sums[key, default: Sum()].nanoseconds &+= interval.duration
    }

    public mutating func finish(_ scene: TraceScene) {
        var resolved: [Key: Sum] = [:]
        for (key, sum) in sums {
            var key = key
            key.group = scene.groups.resolve(key.group)
            resolved[key, default: Sum()].count += sum.count
            resolved[key, default: Sum()].nanoseconds &+= sum.nanoseconds
        }
        sums = resolved
    }
}
