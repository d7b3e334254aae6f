import Evidence

/// How often and how long goroutines were in a state, by stack and kind of wait, whether or not begin and end are in the
/// window: what lies outside of it does not count.
public struct IntervalProfile: TraceAnalysis {
    public struct Key: Hashable, Sendable {
        public var stack: UInt32
        /// Of what is waited for; `unknown` in other states.
        public var wait: WaitKind
        /// In `TraceScene.groups`.
        public var group: Int32
    }

    public struct Sum: Sendable {
        public var count: Int64 = 0
        public var nanoseconds: Int64 = 0
    }

    public let wants: TraceWants = .intervals
    public let state: GoroutineState
    public private(set) var sums: [Key: Sum] = [:]
    private var kinds = WaitKindTable()

    public init(_ state: GoroutineState) { self.state = state }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard interval.state == state else { return }
        // A goroutine that is ready stands where it was made so.
        let isReady = state == .runnable && interval.stack == 0
        let wait =
            state == .waiting
            ? kinds.kind(reason: interval.reason, stack: interval.stack, scene.tables) : WaitKind.unknown
        let key = Key(
            stack: isReady ? interval.wakerStack : interval.stack, wait: wait,
            group: scene.goroutines[Int(interval.slot)].group)
        sums[key, default: Sum()].count += 1
        sums[key]?.nanoseconds &+= interval.duration
    }

    public mutating func finish(_ scene: TraceScene) {
        var resolved: [Key: Sum] = [:]
        for (key, sum) in sums {
            var key = key
            key.group = scene.groups.resolve(key.group)
            resolved[key, default: Sum()].count += sum.count
            resolved[key]?.nanoseconds &+= sum.nanoseconds
        }
        sums = resolved
    }
}
