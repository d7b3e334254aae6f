/// System calls, by stack.
public struct SystemCalls: TraceAnalysis {
    /// Most time first.
    public private(set) var rows: [SystemCallTally] = []
    /// Nanoseconds from which on a call that keeps its processor holds others up: the runtime takes the processor
    /// away from calls that its monitor has seen for so long (`sysmon` in `runtime/proc.go`: 20 µs at best).
    public static let longCall: Int64 = 20_000
    private var table = SystemCallTable()
    /// Nanoseconds so far in which goroutines were ready.
    private var ready: Int64 = 0
    private var isReady = false
    private var since: Int64 = .min
    /// `ready` at the begin of the call that each goroutine is in, by its slot.
    private var readyAtBegin: [Int64] = []

    public init() {}

    public var wants: TraceWants { [.intervals, .processors, .transitions] }

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
            readyAtBegin.reach(slot, with: 0)
            readyAtBegin[slot] = ready(at: event.time)
        }
    }

    @inline(__always)
    private func ready(at time: Int64) -> Int64 { isReady && since > .min ? ready &+ (time &- since) : ready }

    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) { table.note(interval) }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        table.add(interval, scene)
        guard interval.state == .syscall, !interval.isOpen, !interval.lostProcessor, interval.processor >= 0,
            interval.duration > Self.longCall
        else { return }
        let slot = Int(interval.slot)
        let begin = slot < readyAtBegin.count ? readyAtBegin[slot] : 0
        let held = min(ready(at: interval.end) &- begin, interval.duration)
        if held > 0 { table.add(heldUp: held, stack: interval.stack) }
    }

    public mutating func finish(_ scene: TraceScene) {
        rows = table.rows.sorted { ($0.time, $1.stack) > ($1.time, $0.stack) }
        table = SystemCallTable()
    }
}
