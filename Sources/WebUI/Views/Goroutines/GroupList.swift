import Evidence
import GoProcess
import Report
import Synchronization

/// The groups of a look, in the order in which they are shown.
final class GroupList: Sendable {
    enum Column: String, Sendable { case count, state, age, place }

    let groups: [GoroutineGroup]
    /// Name of each group, the same in every look at the program.
    let names: [UInt64]
    let total: Int
    private let positions: [UInt64: Int]
    private let summaries = Mutex<[Int: GroupSummary]>([:])
    private let orders = RecentValues<String, [Int]>(limit: 2)
    private let snapshot: GoroutineSnapshot

    /// Summaries that are kept: those of the rows that are seen.
    private static let summaryLimit = 400

    init(_ snapshot: GoroutineSnapshot, _ filter: GoroutineFilter, by: GroupBy) throws {
        self.snapshot = snapshot
        groups = snapshot.groups(by: by, matching: try filter.predicate(on: snapshot), includingSystem: true)
        var naming = GroupNaming(snapshot, by: by)
        names = groups.map { naming.name($0) }
        positions = Dictionary(zip(names, names.indices)) { first, _ in first }
        total = groups.reduce(0) { $0 + $1.count }
    }

    func position(_ name: UInt64) -> Int? { positions[name] }

    /// What the members of a group have in common.
    func summary(_ position: Int) -> GroupSummary {
        if let known = summaries.withLock({ $0[position] }) { return known }
        let made = GroupSummary(groups[position].members.lazy.map { Int($0) }, in: snapshot)
        summaries.withLock { summaries in
            if summaries.count >= Self.summaryLimit { summaries.removeAll() }
            summaries[position] = made
        }
        return made
    }

    /// Positions of the groups in an order; equal ones are largest first.
    func order(_ column: Column, descending: Bool, _ control: JobControl) throws -> [Int] {
        try orders.get("\(column) \(descending)", control) { [self] _ in sorted(column, descending: descending) }
    }

    private func sorted(_ column: Column, descending: Bool) -> [Int] {
        let indices = Array(groups.indices)
        switch column {
        case .count: return descending ? indices : indices.sorted { groups[$0].count < groups[$1].count }
        case .state:
            return indices.sorted {
                descending ? groups[$0].state > groups[$1].state : groups[$0].state < groups[$1].state
            }
        case .age:
            let known = indices.filter { groups[$0].oldestNanoseconds != nil }
            let rest = indices.filter { groups[$0].oldestNanoseconds == nil }
            return known.sorted {
                let (a, b) = (groups[$0].oldestNanoseconds ?? 0, groups[$1].oldestNanoseconds ?? 0)
                return descending ? a > b : a < b
            } + rest
        case .place:
            let places = PlaceText(snapshot)
            let texts = groups.map { $0.label ?? places.place(snapshot.stacks.resolvedFrames($0.stack)) ?? "" }
            return indices.sorted { descending ? texts[$0] > texts[$1] : texts[$0] < texts[$1] }
        }
    }
}

/// Names groups by what their members have in common, and not by the numbers that a look has for it: a refreshed page
/// finds the group that it showed before.
struct GroupNaming {
    private let snapshot: GoroutineSnapshot
    private let by: GroupBy
    private var frames: [FrameID: UInt64] = [:]
    private var stacks: [StackID: UInt64] = [:]

    init(_ snapshot: GoroutineSnapshot, by: GroupBy) {
        self.snapshot = snapshot
        self.by = by
    }

    mutating func name(_ group: GoroutineGroup) -> UInt64 {
        switch by {
        case .stack: return name(stack: group.stack, creation: group.creation, state: group.state)
        case .creator: return Self.mix(1, frame(group.creation))
        case .reason: return Self.hash(group.state, 2)
        case .label: return Self.hash(group.label ?? "", group.label == nil ? 3 : 4)
        }
    }

    /// The name of the group by stack that a goroutine belongs to.
    mutating func name(_ goroutine: Goroutine) -> UInt64 {
        name(stack: goroutine.stack, creation: goroutine.creation, state: snapshot.stateText(goroutine))
    }

    private mutating func name(stack: StackID, creation: FrameID, state: String) -> UInt64 {
        Self.hash(state, Self.mix(self.stack(stack), frame(creation)))
    }

    private mutating func frame(_ id: FrameID) -> UInt64 {
        if let known = frames[id] { return known }
        let frame = snapshot.stacks.resolved(id)
        let line = UInt64(truncatingIfNeeded: frame.line) << 1 | (frame.isInlined ? 1 : 0)
        let made = Self.mix(Self.hash(frame.file, Self.hash(frame.function, 5)), line)
        frames[id] = made
        return made
    }

    private mutating func stack(_ id: StackID) -> UInt64 {
        // Stacks of a snapshot share their outer frames, and may be deep.
        var path: [StackID] = []
        var at = id
        var hash: UInt64 = 7
        while at != .empty {
            if let known = stacks[at] {
                hash = known
                break
            }
            path.append(at)
            at = snapshot.stacks.caller(at)
        }
        for node in path.reversed() {
            hash = Self.mix(hash, frame(snapshot.stacks.top(node)))
            stacks[node] = hash
        }
        return hash
    }

    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let mixed = (a ^ b &* 0x9e37_79b9_7f4a_7c15 ^ a >> 29) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ mixed >> 32
    }

    /// FNV-1a.
    private static func hash(_ text: String, _ seed: UInt64) -> UInt64 {
        var hash = 0xcbf2_9ce4_8422_2325 ^ seed
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return mix(hash, seed)
    }
}
