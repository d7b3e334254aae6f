import Evidence
import GoProcess

/// Goroutines of one snapshot that were created at the same place and wait in the same way.
struct GoroutineGroup: Sendable {
    /// Ascending.
    var members: [UInt32]
    var kind: WaitKind
    var role: GoroutineRole
    var creation: FrameID
    var stack: StackID

    private struct Key: Hashable {
        var creation: FrameID
        var start: StringID
        var stack: StackID
        var kind: WaitKind
        var state: GoroutineState
        var role: GoroutineRole
    }

    /// All groups: the largest first, then by their first goroutine.
    static func all(_ view: SnapshotView) -> [GoroutineGroup] {
        var positions: [Key: Int] = [:]
        var sizes: [Int] = []
        var groupOf: [UInt32] = []
        groupOf.reserveCapacity(view.roles.count)
        var lastKey: Key?
        var lastPosition = 0
        for (index, goroutine) in view.snapshot.goroutines.enumerated() {
            let key = Key(
                creation: goroutine.creation, start: goroutine.start, stack: goroutine.stack, kind: view.kinds[index],
                state: goroutine.state, role: view.roles[index])
            // Neighbours are mostly alike, and hashing is what grouping costs.
            if key != lastKey {
                lastPosition = positions[key] ?? sizes.count
                if lastPosition == sizes.count {
                    positions[key] = lastPosition
                    sizes.append(0)
                }
                lastKey = key
            }
            sizes[lastPosition] += 1
            groupOf.append(UInt32(lastPosition))
        }
        var groups = sizes.map { size in
            var members: [UInt32] = []
            members.reserveCapacity(size)
            return GoroutineGroup(members: members, kind: .none, role: .application, creation: .none, stack: .empty)
        }
        for (key, position) in positions {
            groups[position].kind = key.kind
            groups[position].role = key.role
            groups[position].creation = key.creation
            groups[position].stack = key.stack
        }
        for (index, position) in groupOf.enumerated() { groups[Int(position)].members.append(UInt32(index)) }
        return groups.sorted {
            $0.members.count != $1.members.count
                ? $0.members.count > $1.members.count : $0.members[0] < $1.members[0]
        }
    }
}
