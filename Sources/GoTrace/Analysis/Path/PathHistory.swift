import Evidence

/// A state of a goroutine that is over: 32 bytes. Where it began is the end of the one before.
struct PastInterval: Sendable {
    /// Nanoseconds of the trace's clock.
    var end: Int64
    /// The one before of the same goroutine; `PathHistory.none` when that is too old to be kept.
    var previous: UInt32
    /// Of a wait, and of the birth of a goroutine: what the one who ended or caused it had done last; it runs since.
    var edge: UInt32
    /// Its number in `PathHistory.goroutines`; -1 for nobody.
    var waker: Int32
    var stack: UInt32
    /// Where the waker was.
    var wakerStack: UInt32
    /// A `GoroutineState`; `notExist` stands for a birth, which has no length.
    var state: UInt8
    /// A `GoroutineInterval.Begin`.
    var begin: UInt8
    /// Number of a `WaitKind`.
    var kind: UInt8
    var flags: Flags

    struct Flags: OptionSet {
        let rawValue: UInt8
        static let lostProcessor = Flags(rawValue: 1)
        static let isOpen = Flags(rawValue: 2)
    }

    var goroutineState: GoroutineState { GoroutineState(rawValue: state) ?? .undetermined }
}

/// What goroutines did in the stretch of a trace that is still needed, with the edges that lead back in time.
///
/// Memory: 32 bytes for each interval that ended after `lowWater`, 16 for each goroutine that was ever there.
struct PathHistory: Sendable {
    static let none = UInt32.max

    struct Actor: Sendable {
        var id: Int64
        var group: Int32
    }

    private var intervals: [PastInterval] = []
    /// Number of the first one in `intervals`; grows as old ones are dropped.
    private var base: UInt32 = 0
    private(set) var goroutines: [Actor] = []
    /// Number in `goroutines`, by slot.
    private var actors: [Int32] = []
    /// The last interval that is over, by slot.
    private var last: [UInt32] = []
    /// What ended by then is not needed.
    private(set) var lowWater = Int64.min
    private var kinds = WaitKindTable()

    subscript(_ number: UInt32) -> PastInterval { intervals[Int(number &- base)] }

    func actor(slot: Int32) -> Int32 { slot >= 0 && Int(slot) < actors.count ? actors[Int(slot)] : -1 }
    func last(slot: Int32) -> UInt32 { slot >= 0 && Int(slot) < last.count ? last[Int(slot)] : Self.none }

    mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        actors.reach(slot, with: -1)
        last.reach(slot, with: Self.none)
        actors[slot] = Int32(truncatingIfNeeded: goroutines.count)
        goroutines.append(Actor(id: event.subject, group: scene.goroutines[slot].group))
        last[slot] = Self.none
        guard event.goroutineBefore == .notExist, event.time > lowWater else { return }
        append(
            PastInterval(
                end: event.time, previous: Self.none, edge: last(slot: event.goroutineSlot),
                waker: actor(slot: event.goroutineSlot), stack: 0, wakerStack: event.stack,
                state: GoroutineState.notExist.rawValue, begin: 0, kind: 0, flags: []), slot)
    }

    mutating func append(_ interval: GoroutineInterval, _ scene: TraceScene) {
        let slot = Int(interval.slot)
        guard slot < last.count, interval.end > lowWater else {
            if slot < last.count { last[slot] = Self.none }
            return
        }
        var past = PastInterval(
            end: interval.end, previous: last[slot], edge: Self.none, waker: -1, stack: interval.stack, wakerStack: 0,
            state: interval.state.rawValue, begin: interval.begin.rawValue, kind: 0, flags: [])
        if interval.state == .waiting {
            past.kind = kinds.kind(reason: interval.reason, stack: interval.stack, scene.tables).number
            if interval.waker >= 0 {
                past.waker = actor(slot: interval.wakerSlot)
                past.edge = last(slot: interval.wakerSlot)
                past.wakerStack = interval.wakerStack
            }
        }
        if interval.lostProcessor { past.flags.insert(.lostProcessor) }
        if interval.isOpen { past.flags.insert(.isOpen) }
        append(past, slot)
    }

    private mutating func append(_ past: PastInterval, _ slot: Int) {
        last[slot] = base &+ UInt32(truncatingIfNeeded: intervals.count)
        intervals.append(past)
    }

    /// Forgets what ended by a time. Numbers of what is kept stay; those of what is forgotten become `none`.
    mutating func drop(until time: Int64) {
        guard time > lowWater else { return }
        lowWater = time
        // Moving the rest costs as much as it has bytes: only when half is not needed.
        guard intervals.count > 1 << 16, intervals[intervals.count / 2].end <= time else { return }
        var (low, high) = (0, intervals.count)
        while low < high {
            let middle = (low + high) / 2
            if intervals[middle].end <= time { low = middle + 1 } else { high = middle }
        }
        intervals.removeFirst(low)
        base &+= UInt32(truncatingIfNeeded: low)
        forget(low)
    }

    private mutating func forget(_ dropped: Int) {
        let kept = UInt32(truncatingIfNeeded: intervals.count)
        for slot in last.indices where last[slot] != Self.none && last[slot] &- base >= kept { last[slot] = Self.none }
        for index in intervals.indices {
            let (previous, edge) = (intervals[index].previous, intervals[index].edge)
            if previous != Self.none, previous &- base >= kept { intervals[index].previous = Self.none }
            if edge != Self.none, edge &- base >= kept { intervals[index].edge = Self.none }
        }
    }
}
