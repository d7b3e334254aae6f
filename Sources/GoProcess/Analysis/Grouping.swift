import Evidence

/// What the goroutines of a group have in common.
public enum GroupBy: Hashable, Sendable {
    /// The whole stack, the state and the creator: what a human calls “the same”.
    case stack
    /// The `go` statement that created them.
    case creator
    /// The state or wait reason.
    case reason
    /// The value of a pprof label.
    case label(String)
}

/// Goroutines that have something in common.
public struct GoroutineGroup: Sendable {
    /// The stack of all members, or of most of them when they are not grouped by stack.
    public var stack: StackID
    /// How many members have `stack`.
    public var stackCount: Int
    /// The state as a goroutine dump prints it, of all members or of the first one.
    public var state: String
    public var kind: WaitKind
    /// The `go` statement of all members or of the first one.
    public var creation: FrameID
    /// Value of the label when grouped by label; nil for the goroutines without it.
    public var label: String?
    /// Positions in `GoroutineSnapshot.goroutines`, ascending.
    public var members: [UInt32]
    /// Longest known wait of a member, nanoseconds; nil when none is known.
    public var oldestNanoseconds: Int64?
    /// Median of the known waits, nanoseconds; the lower middle one when their number is even.
    public var medianNanoseconds: Int64?
    /// Members whose wait is known.
    public var agedCount: Int

    public var count: Int { members.count }
}

extension GoroutineSnapshot {
    /// The goroutines in groups: largest first, and of equally large ones the one with the lowest goroutine first.
    ///
    /// - Parameters:
    ///   - matching: whether the goroutine at a position takes part; nil for all.
    ///   - includingSystem: whether goroutines of the runtime itself take part.
    /// - Complexity: one pass over the goroutines with integer keys; ages cost another.
    public func groups(
        by key: GroupBy, matching: ((Int) -> Bool)? = nil, includingSystem: Bool = false
    ) -> [GoroutineGroup] {
        let keys = GroupKeys(self, key)
        var table = GroupTable()
        var assignment = [UInt32](repeating: .max, count: goroutines.count)
        for index in goroutines.indices {
            if !includingSystem, goroutines[index].flags.contains(.system) { continue }
            if let matching, !matching(index) { continue }
            assignment[index] = table.number(keys.key(goroutines[index]))
        }
        var members = table.counts.map { count -> [UInt32] in
            var list: [UInt32] = []
            list.reserveCapacity(count)
            return list
        }
        for (index, number) in assignment.enumerated() where number != .max {
            members[Int(number)].append(UInt32(index))
        }
        let groups = members.map { group($0, by: key, keys) }
        return groups.sorted { a, b in
            a.members.count != b.members.count
                ? a.members.count > b.members.count : (a.members.first ?? 0) < (b.members.first ?? 0)
        }
    }

    private func group(_ members: [UInt32], by key: GroupBy, _ keys: GroupKeys) -> GoroutineGroup {
        let first = goroutines[Int(members[0])]
        let stack = key == .stack ? (first.stack, members.count) : commonestStack(members)
        var ages: [Int64] = []
        for member in members where goroutines[Int(member)].waitingNanoseconds >= 0 {
            ages.append(goroutines[Int(member)].waitingNanoseconds)
        }
        return GoroutineGroup(
            stack: stack.0, stackCount: stack.1, state: stateText(first), kind: first.kind, creation: first.creation,
            label: keys.label(first), members: members, oldestNanoseconds: ages.max(),
            medianNanoseconds: lowerMedian(of: ages), agedCount: ages.count)
    }

    /// The stack that most members have, and how many; of several the one that comes first.
    private func commonestStack(_ members: [UInt32]) -> (StackID, Int) {
        var table = GroupTable()
        var stacks: [StackID] = []
        for member in members {
            let stack = goroutines[Int(member)].stack
            if table.number(GroupTable.Key(UInt64(stack.rawValue), 0)) == stacks.count { stacks.append(stack) }
        }
        var best = 0
        for index in stacks.indices where table.counts[index] > table.counts[best] { best = index }
        return stacks.isEmpty ? (.empty, 0) : (stacks[best], table.counts[best])
    }
}

/// The middle value of numbers that are not negative, the lower one of two; nil when there is none.
///
/// Found byte by byte from the top, in time proportional to the count: groups can hold a million goroutines.
func lowerMedian(of values: [Int64]) -> Int64? {
    guard !values.isEmpty else { return nil }
    if values.count <= 64 { return values.sorted()[(values.count - 1) / 2] }
    var candidates = values
    var rank = (values.count - 1) / 2
    for shift in stride(from: Int64(56), through: 0, by: -8) {
        var counts = [Int](repeating: 0, count: 256)
        for value in candidates { counts[Int(truncatingIfNeeded: value >> shift) & 0xff] += 1 }
        var digit = 0
        while rank >= counts[digit] {
            rank -= counts[digit]
            digit += 1
        }
        if counts[digit] == candidates.count { continue }
        candidates = candidates.filter { Int(truncatingIfNeeded: $0 >> shift) & 0xff == digit }
    }
    return candidates.first
}

/// Makes the integer key of a goroutine.
private struct GroupKeys {
    private let by: GroupBy
    /// For grouping by label: number of the value of each label set; 0 when the set lacks the label.
    private var values: [UInt32] = []
    private var texts: [String?] = [nil]

    init(_ snapshot: GoroutineSnapshot, _ by: GroupBy) {
        self.by = by
        guard case .label(let name) = by else { return }
        var numbers: [String: UInt32] = [:]
        for set in snapshot.labelSets {
            guard let value = set.first(where: { $0.key == name })?.value else {
                values.append(0)
                continue
            }
            if let known = numbers[value] {
                values.append(known)
            } else {
                numbers[value] = UInt32(texts.count)
                values.append(UInt32(texts.count))
                texts.append(value)
            }
        }
    }

    @inline(__always)
    func key(_ goroutine: Goroutine) -> GroupTable.Key {
        let state = UInt64(goroutine.state.rawValue) << 32 | UInt64(goroutine.reason.rawValue)
        switch by {
        case .stack:
            return GroupTable.Key(
                UInt64(goroutine.stack.rawValue) << 32 | UInt64(goroutine.creation.rawValue), state)
        case .creator:
            return GroupTable.Key(UInt64(goroutine.creation.rawValue), 0)
        case .reason:
            return GroupTable.Key(state, 0)
        case .label:
            return GroupTable.Key(UInt64(value(goroutine)), 0)
        }
    }

    func label(_ goroutine: Goroutine) -> String? {
        guard case .label = by else { return nil }
        return texts[Int(value(goroutine))]
    }

    private func value(_ goroutine: Goroutine) -> UInt32 {
        let set = Int(goroutine.labels)
        return set < values.count ? values[set] : 0
    }
}

/// Consecutive numbers for pairs of integers, in the order of their first appearance, with counts.
struct GroupTable {
    struct Key: Equatable {
        var high: UInt64
        var low: UInt64

        init(_ high: UInt64, _ low: UInt64) {
            self.high = high
            self.low = low
        }
    }

    private(set) var counts: [Int] = []
    private var keys: [Key] = []
    /// Open addressing over the number plus one; 0 is a free slot.
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    mutating func number(_ key: Key) -> UInt32 {
        var slot = Self.hash(key) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            if keys[Int(number)] == key {
                counts[Int(number)] += 1
                return number
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        keys.append(key)
        counts.append(1)
        slots[slot] = UInt32(keys.count)
        if keys.count * 2 > slots.count { grow() }
        return UInt32(keys.count - 1)
    }

    private static func hash(_ key: Key) -> Int {
        var hash = (key.high ^ key.high >> 32) &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ key.low ^ hash >> 29) &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7fff_ffff)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (index, key) in keys.enumerated() {
            var slot = Self.hash(key) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index) + 1
        }
    }
}
