import Evidence
import GoProcess
import Report

/// What happened between two looks, put together by where goroutines are: the page shows rows, not millions of pairs.
struct LookComparison: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// In the same wait in both.
        case stuck
        case new
        case gone
        case moved
    }

    /// Goroutines to which the same happened.
    struct Row: Sendable {
        /// Name of their group by stack: in the later look, or of those that are gone in the earlier one.
        var group: UInt64
        var count = 0
        /// Positions of the first of them, in the same look.
        var members: [UInt32] = []
        /// Of those that moved: the stack in the earlier look that most of the row's first had.
        var from: StackID?
        /// Longest known wait, nanoseconds; -1 when none is known.
        var oldest: Int64 = -1
    }

    /// Members that a row names.
    static let memberLimit = 12

    let elapsedNanoseconds: Int64?
    let hasIdentities: Bool
    let isCertain: Bool
    let totals: [Kind: Int]
    private let rows: [Kind: [Row]]
    /// How the numbers changed: by creation site and stack, largest growth first.
    let growth: [SnapshotDiff.Growth]
    /// Of `growth`.
    let stacks: StackTable

    init(_ before: GoroutineSnapshot, _ after: GoroutineSnapshot, showsSystem: Bool) {
        let diff = SnapshotDiff(from: before, to: after)
        elapsedNanoseconds = diff.elapsedNanoseconds
        hasIdentities = diff.hasIdentities
        isCertain = diff.isCertain
        growth = diff.byStack.filter { $0.change != 0 && (showsSystem || !$0.isSystem) }
        stacks = diff.stacks
        func isShown(_ goroutine: Goroutine) -> Bool { showsSystem || !goroutine.flags.contains(.system) }
        var found: [Kind: [Row]] = [:]
        var counts: [Kind: Int] = [:]
        func add(_ kind: Kind, _ positions: [(position: Int, from: StackID?)], of snapshot: GoroutineSnapshot) {
            let shown = positions.filter { isShown(snapshot.goroutines[$0.position]) }
            counts[kind] = shown.count
            found[kind] = Self.rows(shown, in: snapshot)
        }
        add(.stuck, diff.stuck.map { ($0.after, nil) }, of: after)
        add(.moved, diff.moved.map { ($0.after, before.goroutines[$0.before].stack) }, of: after)
        add(.new, diff.new.map { ($0, nil) }, of: after)
        add(.gone, diff.gone.map { ($0, nil) }, of: before)
        rows = found
        totals = counts
    }

    /// Largest first.
    func rows(_ kind: Kind) -> [Row] { rows[kind] ?? [] }

    private static func rows(_ positions: [(position: Int, from: StackID?)], in snapshot: GoroutineSnapshot) -> [Row] {
        struct Key: Hashable {
            var group: UInt64
            var from: StackID?
        }
        var naming = GroupNaming(snapshot, by: .stack)
        var numbers: [Key: Int] = [:]
        var rows: [Row] = []
        for (position, from) in positions {
            let goroutine = snapshot.goroutines[position]
            let key = Key(group: naming.name(goroutine), from: from)
            let number = numbers[key] ?? rows.count
            if number == rows.count {
                numbers[key] = number
                rows.append(Row(group: key.group, from: from))
            }
            rows[number].count += 1
            if rows[number].members.count < memberLimit { rows[number].members.append(UInt32(position)) }
            rows[number].oldest = max(rows[number].oldest, goroutine.waitingNanoseconds)
        }
        return rows.sorted { ($1.count, $0.members[0]) < ($0.count, $1.members[0]) }
    }
}
