import Evidence

/// Who creates which goroutines, and whether they end.
public struct CreationTree: TraceAnalysis, Sendable {
    /// Most created first.
    public private(set) var rows: [CreationTally] = []
    /// Growth of whole groups, goroutines older than the trace included, by group.
    public private(set) var growthByGroup: [Int32: GrowthRate] = [:]
    public private(set) var created = 0
    public private(set) var ended = 0
    /// Goroutines that were there when the trace began.
    public private(set) var before = 0
    public private(set) var mostAlive = 0
    /// Nanoseconds within which creations count as one burst.
    public static let burstWindow: Int64 = 1_000_000

    private var indexes: [Key: Int32] = [:]
    /// The row that was used last for each stack.
    private var lastRow: [Int32] = []
    /// Row of each living goroutine, by its slot; `none`, or `old` for one that was there from the begin.
    private var rowOfSlot: [Int32] = []
    private var createdAt: [Int64] = []

    private static let none: Int32 = -1
    private static let old: Int32 = -2

    private struct Key: Hashable {
        var stack: UInt32
        var group: Int32
        var parent: Int32
        var origin: UInt8
    }

    public init() {}

    public var wants: TraceWants { [.transitions, .beforeWindow, .beginning] }

    @inline(__always)
    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard event.kind == .goroutineTransition else { return }
        if event.goroutineBefore == .notExist || event.goroutineBefore == .undetermined { return begin(event, scene) }
        if event.goroutineAfter == .notExist { end(event, scene) }
    }

    private mutating func begin(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        guard slot >= 0, event.goroutineAfter != .notExist else { return }
        rowOfSlot.reach(slot, with: Self.none)
        createdAt.reach(slot, with: 0)
        defer { mostAlive = max(mostAlive, before + created - ended) }
        if event.goroutineBefore == .undetermined || event.time < scene.start {
            // Its first function may come later.
            rowOfSlot[slot] = Self.old
            before += 1
            return
        }
        let parent = Int(event.goroutineSlot)
        let row = self.row(
            Key(
                stack: event.stack, group: scene.goroutines[slot].group,
                parent: parent >= 0 ? scene.goroutines[parent].group : GoroutineGroups.unknown,
                origin: (parent >= 0 ? CreationTally.Origin.goroutine : .runtime).rawValue))
        rowOfSlot[slot] = Int32(row)
        createdAt[slot] = event.time
        created += 1
        rows[row].created += 1
        rows[row].balance.add(1, at: event.time &- scene.start)
        if rows[row].window.count == 0 || event.time &- rows[row].window.start > Self.burstWindow {
            rows[row].window = (0, event.time)
        }
        rows[row].window.count += 1
        if rows[row].window.count > rows[row].burst.count { rows[row].burst = rows[row].window }
    }

    private mutating func row(_ key: Key) -> Int {
        let stack = Int(key.stack)
        lastRow.reach(stack, with: -1)
        let last = Int(lastRow[stack])
        if last >= 0, rows[last].group == key.group, rows[last].parent == key.parent,
            rows[last].origin.rawValue == key.origin
        {
            return last
        }
        let index: Int32
        if let known = indexes[key] {
            index = known
        } else {
            index = Int32(rows.count)
            indexes[key] = index
            rows.append(
                CreationTally(
                    group: key.group, origin: CreationTally.Origin(rawValue: key.origin) ?? .before,
                    parent: key.parent, stack: key.stack))
        }
        lastRow[stack] = index
        return Int(index)
    }

    private mutating func end(_ event: TraceEvent, _ scene: TraceScene) {
        let slot = Int(event.subjectSlot)
        guard slot >= 0, slot < rowOfSlot.count, rowOfSlot[slot] != Self.none else { return }
        let known = rowOfSlot[slot]
        rowOfSlot[slot] = Self.none
        // What came and went before the window does not concern it.
        guard event.time >= scene.start else {
            before -= 1
            return
        }
        ended += 1
        let row = known == Self.old ? old(slot, scene) : Int(known)
        rows[row].ended += 1
        rows[row].balance.add(-1, at: event.time &- scene.start)
        if known != Self.old { rows[row].lifetimes.add(event.time &- createdAt[slot]) }
    }

    /// Counts a goroutine that was there from the begin.
    private mutating func old(_ slot: Int, _ scene: TraceScene) -> Int {
        let row = self.row(
            Key(
                stack: 0, group: scene.groups.resolve(scene.goroutines[slot].group), parent: GoroutineGroups.unknown,
                origin: CreationTally.Origin.before.rawValue))
        rows[row].created += 1
        return row
    }

    public mutating func finish(_ scene: TraceScene) {
        for slot in rowOfSlot.indices where rowOfSlot[slot] == Self.old { _ = old(slot, scene) }
        merge(scene)
        let length = scene.end &- scene.start
        var balances: [Int32: TimeBuckets] = [:]
        for index in rows.indices {
            rows[index].growth = Self.growth(rows[index].balance, length)
            if balances[rows[index].group] == nil {
                balances[rows[index].group] = rows[index].balance
            } else {
                balances[rows[index].group]?.merge(rows[index].balance)
            }
        }
        growthByGroup = balances.mapValues { Self.growth($0, length) }
        rows.sort { ($0.created, $1.stack, $1.group) > ($1.created, $0.stack, $0.group) }
    }

    /// Puts rows together whose groups turned out to be the same.
    private mutating func merge(_ scene: TraceScene) {
        var merged: [Key: Int] = [:]
        var result: [CreationTally] = []
        for var row in rows {
            row.group = scene.groups.resolve(row.group)
            row.parent = scene.groups.resolve(row.parent)
            let key = Key(stack: row.stack, group: row.group, parent: row.parent, origin: row.origin.rawValue)
            if let index = merged[key] {
                result[index].merge(row)
            } else {
                merged[key] = result.count
                result.append(row)
            }
        }
        rows = result
        indexes = [:]
        lastRow = []
    }

    private static let slices = 20

    private static func growth(_ balance: TimeBuckets, _ length: Int64) -> GrowthRate {
        GrowthRate(balance.parts(slices, of: length), seconds: Double(length) / 1e9 / Double(slices))
    }

    /// Whether the goroutines of a row look like a leak: they are created throughout and do not end, so that their
    /// number grows by more than chance explains, and still does so in the later half; and their group does too.
    public func isSuspect(_ row: CreationTally) -> Bool {
        guard row.origin != .before, row.alive >= 8, Double(row.alive) >= 0.05 * Double(row.created) else {
            return false
        }
        guard Self.isGrowing(row.growth) else { return false }
        return growthByGroup[row.group].map(Self.isGrowing) ?? true
    }

    private static func isGrowing(_ growth: GrowthRate) -> Bool {
        growth.low > 0 && growth.lateSlope > growth.slope / 4 && growth.growingSlices >= 0.5
    }
}
