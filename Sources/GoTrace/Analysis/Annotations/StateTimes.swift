/// How long goroutines were in each state, in nanoseconds.
public struct StateTimes: Sendable, Equatable {
    static let running = 0
    static let runnable = 1
    static let systemCall = 2
    /// Ranges of the runtime, which overlap the states.
    static let assist = 3
    static let stopped = 4
    /// The first of the waits, by the number of their kind.
    static let firstWait = 5
    static let width = firstWait + WaitKind.allCases.count

    var values = Array(repeating: Int64(0), count: width)

    public init() {}

    public var running: Int64 { values[Self.running] }
    public var runnable: Int64 { values[Self.runnable] }
    public var systemCall: Int64 { values[Self.systemCall] }
    /// Time in which they assisted the collector, waits for work to do so included; overlaps the others.
    public var assist: Int64 { values[Self.assist] }
    /// Time in which the world was stopped; overlaps the others.
    public var stopped: Int64 { values[Self.stopped] }
    public var waiting: Int64 { values[Self.firstWait...].reduce(0, &+) }
    /// All states together.
    public var total: Int64 { running &+ runnable &+ systemCall &+ waiting }

    public func waiting(_ kind: WaitKind) -> Int64 { values[Self.firstWait + Int(kind.number)] }

    mutating func add(_ other: StateTimes) {
        for index in values.indices { values[index] &+= other.values[index] }
    }

    /// - Parameter earlier: the same clocks at an earlier time.
    func since(_ earlier: StateTimes) -> StateTimes {
        var result = self
        for index in values.indices { result.values[index] &-= earlier.values[index] }
        return result
    }
}

/// Clocks that run while goroutines are in their states: what passed on them between two times is how long a goroutine
/// was in each state.
struct StateClocks {
    private var kinds = WaitKindTable()
    /// Of intervals that are over, by slot.
    private var times: [Int64] = []
    /// By slot; nil when the goroutine does not assist.
    private var assistStarts: [Int64?] = []
    private var stopped: Int64 = 0
    private var world = StoppedWorld()

    private mutating func reach(_ slot: Int) {
        times.reach((slot + 1) * StateTimes.width - 1, with: 0)
        assistStarts.reach(slot, with: nil)
    }

    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        reach(slot)
        let clock: Int
        switch interval.state {
        case .running: clock = StateTimes.running
        case .runnable: clock = StateTimes.runnable
        case .syscall: clock = StateTimes.systemCall
        case .waiting:
            let kind = kinds.kind(reason: interval.reason, stack: interval.stack, scene.tables)
            clock = StateTimes.firstWait + Int(kind.number)
        default: return
        }
        times[slot * StateTimes.width + clock] &+= interval.duration
    }

    mutating func range(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.type {
        case .stwBegin, .stwEnd: if let stop = world.take(event) { stopped &+= stop.end &- stop.start }
        case .gcMarkAssistBegin, .gcMarkAssistActive, .gcMarkAssistEnd:
            let slot = Int(event.subjectSlot)
            guard slot >= 0 else { return }
            reach(slot)
            if event.type != .gcMarkAssistEnd {
                if assistStarts[slot] == nil { assistStarts[slot] = event.time }
            } else if let start = assistStarts[slot] {
                times[slot * StateTimes.width + StateTimes.assist] &+= event.time &- start
                assistStarts[slot] = nil
            }
        default: break
        }
    }

    /// What a goroutine's clocks show now, the state that it is in included.
    mutating func now(_ slot: Int, _ scene: TraceScene) -> StateTimes {
        reach(slot)
        var result = past(slot, at: scene.now)
        guard scene.goroutines.indices.contains(slot) else { return result }
        let goroutine = scene.goroutines[slot]
        let passed = max(scene.now &- max(goroutine.since, scene.start), 0)
        switch goroutine.state {
        case .running: result.values[StateTimes.running] &+= passed
        case .runnable: result.values[StateTimes.runnable] &+= passed
        case .syscall: result.values[StateTimes.systemCall] &+= passed
        case .waiting:
            let kind = kinds.kind(reason: goroutine.reason, stack: goroutine.stack, scene.tables)
            result.values[StateTimes.firstWait + Int(kind.number)] &+= passed
        default: break
        }
        return result
    }

    /// The same without the state that it is in.
    mutating func past(_ slot: Int, at time: Int64) -> StateTimes {
        reach(slot)
        var result = StateTimes()
        let first = slot * StateTimes.width
        for index in 0..<StateTimes.width { result.values[index] = times[first + index] }
        if let start = assistStarts[slot] { result.values[StateTimes.assist] &+= max(time &- start, 0) }
        result.values[StateTimes.stopped] = stopped &+ (world.start.map { max(time &- $0, 0) } ?? 0)
        return result
    }
}
