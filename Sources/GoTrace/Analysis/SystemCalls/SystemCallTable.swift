/// System calls at one stack; calls into C count as such.
public struct SystemCallTally: Sendable {
    public let stack: UInt32
    /// Calls that ended.
    public fileprivate(set) var ended = DurationDistribution()
    /// Calls that went on when the trace ended, as far as they had come.
    public fileprivate(set) var unfinished = DurationDistribution()
    /// Those that ended and had lasted so long that their processor was given to others.
    public fileprivate(set) var lost = DurationDistribution()
    /// Nanoseconds that calls that ended went on without a processor.
    public fileprivate(set) var withoutProcessor: Int64 = 0
    /// How long goroutines waited for a processor after calls that had lost theirs.
    public fileprivate(set) var runnableAfter = DurationDistribution()
    /// Calls of more than `SystemCalls.longCall` that kept their processor while goroutines were ready: nanoseconds
    /// of each in which some were.
    public internal(set) var heldUp = DurationDistribution()
    /// The longest, and when it began, in nanoseconds of the trace's clock.
    public fileprivate(set) var longest: (goroutine: Int64, start: Int64) = (-1, 0)

    fileprivate init(stack: UInt32) { self.stack = stack }

    /// All calls.
    public var durations: DurationDistribution {
        var result = ended
        result.merge(unfinished)
        return result
    }

    /// Nanoseconds of all calls.
    var time: Int64 { ended.sum &+ unfinished.sum }

    fileprivate mutating func add(_ call: GoroutineInterval, loss: Int64) {
        if call.duration > max(ended.max, unfinished.max) { longest = (call.goroutine, call.start) }
        guard !call.isOpen else { return unfinished.add(call.duration) }
        ended.add(call.duration)
        if call.lostProcessor { lost.add(call.duration) }
        if loss < call.end { withoutProcessor &+= call.end &- loss }
    }

    fileprivate mutating func add(runnable interval: GoroutineInterval) { runnableAfter.add(interval.duration) }
}

/// System calls by stack.
struct SystemCallTable: Sendable {
    private(set) var rows: [SystemCallTally] = []
    /// Index in `rows` by stack; -1 for none.
    private var rowOfStack: [Int32] = []
    /// Row of the last call of each goroutine, by slot; -1 for none.
    private var last: [Int32] = []
    private var losses = ProcessorLosses()

    /// It has to see every interval of processors.
    mutating func note(_ interval: ProcessorInterval) { losses.note(interval) }

    /// Adds an interval of a goroutine, when it is a system call or follows one.
    mutating func add(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        switch interval.state {
        case .syscall:
            let row = row(interval.stack)
            last.reach(slot, with: -1)
            last[slot] = Int32(row)
            rows[row].add(interval, loss: losses.loss(interval, scene))
        case .runnable where interval.begin == .returnedFromSystemCall && !interval.isOpen:
            guard slot < last.count, last[slot] >= 0 else { return }
            rows[Int(last[slot])].add(runnable: interval)
        default: break
        }
    }

    /// Adds time in which a call that has just been added kept a processor while goroutines were ready.
    mutating func add(heldUp time: Int64, stack: UInt32) { rows[row(stack)].heldUp.add(time) }

    private mutating func row(_ stack: UInt32) -> Int {
        let place = Int(stack)
        rowOfStack.reach(place, with: -1)
        if rowOfStack[place] < 0 {
            rowOfStack[place] = Int32(rows.count)
            rows.append(SystemCallTally(stack: stack))
        }
        return Int(rowOfStack[place])
    }
}
