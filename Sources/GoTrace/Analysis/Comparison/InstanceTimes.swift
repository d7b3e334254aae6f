import Evidence

/// Nanoseconds that something took, by what was done meanwhile: numbers of `RateRows`.
struct TimeParts: Sendable {
    private(set) var rows: [Int32] = []
    private(set) var times: [Int64] = []
    private static let limit = 512
    /// What has no row of its own any more.
    private(set) var rest: Int64 = 0

    mutating func add(_ time: Int64, row: Int) {
        guard time > 0 else { return }
        let row = Int32(truncatingIfNeeded: row)
        for index in rows.indices where rows[index] == row {
            times[index] &+= time
            return
        }
        guard rows.count < Self.limit else {
            rest &+= time
            return
        }
        rows.append(row)
        times.append(time)
    }
}

/// Tasks or regions of one name, requests for one handler, or waits for a processor.
public struct MeasuredInstances: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case task, request, region
        /// Waits of goroutines that were ready for a processor.
        case ready
    }

    public let kind: Kind
    public let name: StringID
    /// By the time of their ends.
    private(set) var durations: SlicedDurations
    /// What was done in those of about the same duration: an eighth of a doubling in each class.
    private(set) var classes: [Int: Class] = [:]

    struct Class: Sendable {
        var count = 0
        var sums: [Int32: Int64] = [:]
    }

    init(_ kind: Kind, name: StringID = .empty, durations: SlicedDurations = SlicedDurations(limit: 64)) {
        self.kind = kind
        self.name = name
        self.durations = durations
    }

    /// - Parameter end: nanoseconds since the begin of what is looked at.
    mutating func add(_ duration: Int64, end: Int64, _ parts: TimeParts) {
        durations.add(duration, at: end)
        guard !parts.rows.isEmpty else { return }
        var sums = classes[Self.number(duration)] ?? Class()
        sums.count += 1
        for (row, time) in zip(parts.rows, parts.times) { sums.sums[row, default: 0] &+= time }
        classes[Self.number(duration)] = sums
    }

    /// The class of a duration: the place of the highest bit, and the three bits below.
    static func number(_ duration: Int64) -> Int {
        let value = max(duration, 8)
        let bit = 63 - value.leadingZeroBitCount
        return bit * 8 + Int(value >> Int64(bit - 3) & 7)
    }
}

/// Instances of all kinds by their names.
struct InstanceTable: Sendable {
    private(set) var all: [MeasuredInstances] = []
    private var numbers: [Key: Int] = [:]

    private struct Key: Hashable {
        var kind: MeasuredInstances.Kind
        var name: StringID
    }

    mutating func add(
        _ kind: MeasuredInstances.Kind, _ name: StringID, _ duration: Int64, end: Int64, _ parts: TimeParts
    ) {
        let key = Key(kind: kind, name: name)
        let number = numbers[key] ?? all.count
        if number == all.count {
            numbers[key] = number
            all.append(MeasuredInstances(kind, name: name))
        }
        all[number].add(duration, end: end, parts)
    }
}

/// What the goroutines that begin tasks do until the tasks end.
struct TaskClocks: Sendable {
    private var open: [Int64: Open] = [:]
    /// Tasks that the goroutine of each slot began and that are open, no more than `limit`: of others the parts are
    /// not told.
    private var begun: [[Int64]] = []
    private static let limit = 256

    private struct Open {
        var type: StringID
        var start: Int64
        var slot: Int32
        var goroutine: Int64
        var parts = TimeParts()
    }

    mutating func appears(_ slot: Int) {
        if slot < begun.count { begun[slot].removeAll(keepingCapacity: true) }
    }

    mutating func begin(_ event: TraceEvent) {
        open[event.subject] = Open(
            type: event.text, start: event.time, slot: event.goroutineSlot, goroutine: event.goroutine)
        let slot = Int(event.goroutineSlot)
        guard slot >= 0 else { return }
        begun.reach(slot, with: [])
        // Each interval of the goroutine is added to all of them: tasks that never end must not pile up.
        if begun[slot].count < Self.limit { begun[slot].append(event.subject) }
    }

    /// Whether what the goroutine of a slot does belongs to a task.
    @inline(__always)
    func isAtWork(_ slot: Int) -> Bool { slot < begun.count && !begun[slot].isEmpty }

    mutating func add(_ interval: GoroutineInterval, row: Int) {
        for id in begun[Int(interval.slot)] {
            guard let start = open[id]?.start else { continue }
            open[id]?.parts.add(interval.end &- max(interval.start, start), row: row)
        }
    }

    /// - Parameter current: the state that the goroutine is in, as an interval that ends now, and its row.
    /// - Returns: nil for a task that began before the trace.
    mutating func end(
        _ event: TraceEvent, _ scene: TraceScene, current: (GoroutineInterval) -> Int?
    ) -> (type: StringID, start: Int64, parts: TimeParts)? {
        guard var task = open.removeValue(forKey: event.subject) else { return nil }
        let slot = Int(task.slot)
        if slot >= 0, slot < begun.count, let at = begun[slot].firstIndex(of: event.subject) {
            begun[slot].remove(at: at)
            if let interval = GoroutineInterval(soFar: slot, scene), interval.goroutine == task.goroutine,
                let row = current(interval)
            {
                task.parts.add(interval.end &- max(interval.start, task.start), row: row)
            }
        }
        return (task.type, task.start, task.parts)
    }
}

/// What the goroutines of HTTP servers do for each request: that an interval belongs to one shows only later.
struct RequestClocks: Sendable {
    private var finder = RequestFinder()
    private var isServer: [Bool?] = []
    private var pending: [[Pending]] = []
    /// Intervals that are kept for one request; of longer ones the parts are not told.
    private static let limit = 1 << 14

    private struct Pending {
        var row: Int32
        var start: Int64
        var end: Int64
    }

    /// - Returns: requests of the goroutine that had the slot before.
    mutating func appears(_ event: TraceEvent, _ scene: TraceScene) -> [(request: PathInstance, parts: TimeParts)] {
        let slot = Int(event.subjectSlot)
        finder.appears(event, scene)
        let ended = hasFound ? take() : []
        if slot < pending.count { pending[slot].removeAll(keepingCapacity: true) }
        return ended
    }

    mutating func learn(_ event: TraceEvent, _ scene: TraceScene) {
        if event.stack != 0 { finder.learn(event.goroutineSlot, event.stack, scene) }
    }

    @inline(__always)
    private mutating func serves(_ group: Int32, _ scene: TraceScene) -> Bool {
        let index = Int(group)
        if index < isServer.count, let known = isServer[index] { return known }
        isServer.reach(index, with: nil)
        // What is not known yet may come to be known.
        guard scene.groups.root(group) != .empty else { return false }
        let root = scene.text(scene.groups.root(group))
        let serves = root == "net/http.(*conn).serve" || root.hasSuffix("erverConn).runHandler")
        isServer[index] = serves
        return serves
    }

    @inline(__always)
    mutating func interval(_ interval: GoroutineInterval, row: Int, _ scene: TraceScene) {
        let group = scene.goroutines[Int(interval.slot)].group
        guard serves(group, scene) else { return }
        finder.interval(interval, scene)
        let slot = Int(interval.slot)
        pending.reach(slot, with: [])
        if pending[slot].count < Self.limit {
            pending[slot].append(Pending(row: Int32(row), start: interval.start, end: interval.end))
        }
    }

    /// Requests that ended since it was last asked for.
    mutating func take() -> [(request: PathInstance, parts: TimeParts)] {
        finder.takeFound().filter(\.isComplete).map { request in
            let slot = Int(request.slot)
            var parts = TimeParts()
            guard slot < pending.count else { return (request, parts) }
            let isWhole = pending[slot].count < Self.limit
            for one in pending[slot] where isWhole && one.end > request.start && one.start < request.end {
                parts.add(min(one.end, request.end) &- max(one.start, request.start), row: Int(one.row))
            }
            pending[slot].removeAll { $0.end <= request.end || !isWhole }
            return (request, parts)
        }
    }

    var hasFound: Bool { !finder.found.isEmpty }

    mutating func finish() { finder.finish() }
}
