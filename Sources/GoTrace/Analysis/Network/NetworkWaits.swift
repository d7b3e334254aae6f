import Evidence

/// Waits for the network at one stack.
public struct NetworkWaitTally: Sendable {
    public let stack: UInt32
    public let operation: NetworkOperation
    public fileprivate(set) var durations = DurationDistribution()
    /// Waits that the poller, or a deadline that ran out, ended.
    public fileprivate(set) var byPoller = DurationDistribution()
    /// Waits that a goroutine ended: one that moved the deadline, or closed the connection.
    public fileprivate(set) var byGoroutine = DurationDistribution()
    /// Waits that went on when the trace ended.
    public fileprivate(set) var open = 0
    public fileprivate(set) var openTime: Int64 = 0
    /// Waits that had begun before the trace.
    public fileprivate(set) var censored = 0
    /// The longest, and when it began, in nanoseconds of the trace's clock.
    public fileprivate(set) var longest: (goroutine: Int64, start: Int64) = (-1, 0)
}

/// Waits for the network, by stack.
public struct NetworkWaits: TraceAnalysis {
    /// Most time first; those in the background last.
    public private(set) var rows: [NetworkWaitTally] = []
    private var rowOfStack: [Int32] = []
    /// By number of a reason: 0 not looked at, 1 another, 2 `network`.
    private var reasons: [UInt8] = []
    private static let other: Int32 = -2
    private static let unseen: Int32 = -1

    public init() {}

    public var wants: TraceWants { .intervals }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard interval.state == .waiting else { return }
        let stack = Int(interval.stack)
        rowOfStack.reach(stack, with: Self.unseen)
        if interval.reason == .empty {
            if rowOfStack[stack] == Self.unseen { lookAt(interval.stack, scene) }
            guard rowOfStack[stack] >= 0 else { return }
        } else {
            guard isNetwork(interval.reason, scene) else { return }
            if rowOfStack[stack] < 0 { addRow(interval.stack, scene) }
        }
        add(interval, Int(rowOfStack[stack]))
    }

    private mutating func isNetwork(_ reason: StringID, _ scene: TraceScene) -> Bool {
        let index = Int(reason.rawValue)
        reasons.reach(index, with: 0)
        if reasons[index] == 0 {
            reasons[index] = scene.tables.strings.bytes(reason).elementsEqual("network".utf8) ? 2 : 1
        }
        return reasons[index] == 2
    }

    /// The trace gives no reason for what began before it; the stack does.
    private mutating func lookAt(_ stack: UInt32, _ scene: TraceScene) {
        let waits = scene.tables.functionNames(stack: stack).contains {
            $0 == "internal/poll.runtime_pollWait" || $0 == "internal/poll.(*pollDesc).wait"
        }
        if waits { addRow(stack, scene) } else { rowOfStack[Int(stack)] = Self.other }
    }

    private mutating func addRow(_ stack: UInt32, _ scene: TraceScene) {
        rowOfStack[Int(stack)] = Int32(rows.count)
        rows.append(
            NetworkWaitTally(
                stack: stack, operation: NetworkOperation(stack: scene.tables.functionNames(stack: stack))))
    }

    private mutating func add(_ interval: GoroutineInterval, _ row: Int) {
        let duration = interval.duration
        if rows[row].durations.isEmpty || duration > rows[row].durations.max {
            rows[row].longest = (interval.goroutine, interval.start)
        }
        rows[row].durations.add(duration)
        if interval.isCensored { rows[row].censored += 1 }
        if interval.isOpen {
            rows[row].open += 1
            rows[row].openTime &+= duration
        } else if interval.waker >= 0 {
            rows[row].byGoroutine.add(duration)
        } else {
            rows[row].byPoller.add(duration)
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        rows.sort {
            if $0.operation.isBackground != $1.operation.isBackground { return $1.operation.isBackground }
            return ($0.durations.sum, $1.stack) > ($1.durations.sum, $0.stack)
        }
    }
}
