import Evidence

/// System calls at one stack; calls into C count as such.
public struct SystemCallTally: Sendable {
    public let stack: UInt32
    public fileprivate(set) var durations = DurationDistribution()
    /// Calls that lasted so long that their processor was given to others.
    public fileprivate(set) var lost = DurationDistribution()
    /// Calls that went on when the trace ended.
    public fileprivate(set) var open = 0
    public fileprivate(set) var openTime: Int64 = 0
    /// Calls of more than `SystemCalls.longCall` that kept their processor while goroutines were ready: nanoseconds
    /// of each in which some were.
    public fileprivate(set) var heldUp = DurationDistribution()
    /// The longest, and when it began, in nanoseconds of the trace's clock.
    public fileprivate(set) var longest: (goroutine: Int64, start: Int64) = (-1, 0)
}

/// System calls, by stack.
public struct SystemCalls: TraceAnalysis {
    /// Most time first.
    public private(set) var rows: [SystemCallTally] = []
    /// Nanoseconds from which on a call that keeps its processor holds others up: the runtime takes the processor
    /// away from calls that its monitor has seen for so long (`sysmon` in `runtime/proc.go`: 20 µs at best).
    public static let longCall: Int64 = 20_000
    private var rowOfStack: [Int32] = []
    /// Nanoseconds so far in which goroutines were ready.
    private var ready: Int64 = 0
    private var isReady = false
    private var since: Int64 = .min
    /// `ready` at the begin of the call that each goroutine is in, by its slot.
    private var readyAtBegin: [Int64] = []

    public init() {}

    public var wants: TraceWants { [.intervals, .transitions] }

    @inline(__always)
    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.kind == .goroutineTransition else { return }
        let isReady = scene.count(.runnable) > 0
        if isReady != self.isReady {
            ready = ready(at: event.time)
            since = event.time
            self.isReady = isReady
        }
        if event.goroutineAfter == .syscall, event.before != event.after {
            let slot = Int(event.subjectSlot)
            if readyAtBegin.count <= slot {
                readyAtBegin.append(contentsOf: repeatElement(0, count: slot + 1 - readyAtBegin.count))
            }
            readyAtBegin[slot] = ready(at: event.time)
        }
    }

    @inline(__always)
    private func ready(at time: Int64) -> Int64 { isReady && since > .min ? ready &+ (time &- since) : ready }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard interval.state == .syscall else { return }
        let stack = Int(interval.stack)
        if rowOfStack.count <= stack {
            rowOfStack.append(contentsOf: repeatElement(-1, count: stack + 1 - rowOfStack.count))
        }
        if rowOfStack[stack] < 0 {
            rowOfStack[stack] = Int32(rows.count)
            rows.append(SystemCallTally(stack: interval.stack))
        }
        let row = Int(rowOfStack[stack])
        let duration = interval.duration
        if rows[row].durations.isEmpty || duration > rows[row].durations.max {
            rows[row].longest = (interval.goroutine, interval.start)
        }
        rows[row].durations.add(duration)
        if interval.isOpen {
            rows[row].open += 1
            rows[row].openTime &+= duration
        } else if interval.lostProcessor {
            rows[row].lost.add(duration)
        } else if duration > Self.longCall, interval.processor >= 0 {
            let slot = Int(interval.slot)
            let begin = slot < readyAtBegin.count ? readyAtBegin[slot] : 0
            let held = min(ready(at: interval.end) &- begin, duration)
            if held > 0 { rows[row].heldUp.add(held) }
        }
    }

    public mutating func finish(_ scene: TraceScene) {
        rows.sort { ($0.durations.sum, $1.stack) > ($1.durations.sum, $0.stack) }
    }
}
