import Evidence
import GoProcess

/// For how long each goroutine of the last snapshot has been waiting, as a lower bound.
struct Ages: Sendable {
    /// By goroutine of the last snapshot, nanoseconds; -1 when unknown.
    private(set) var nanoseconds: [Int64]
    /// By goroutine: it did not move since the first snapshot. All false when there is only one.
    private(set) var isSteady: [Bool]
    /// Time between the first snapshot and the last, nanoseconds; 0 for one snapshot.
    let observed: Int64
    /// Time between the last two snapshots, nanoseconds; 0 for one snapshot.
    let lastGap: Int64

    init(_ views: [SnapshotView]) {
        guard let last = views.last else {
            nanoseconds = []
            isSteady = []
            observed = 0
            lastGap = 0
            return
        }
        nanoseconds = last.snapshot.goroutines.map(\.waitingNanoseconds)
        isSteady = Array(repeating: views.count > 1, count: nanoseconds.count)
        observed = views.count > 1 ? Ages.distance(views[0].snapshot, last.snapshot, views.count) : 0
        lastGap =
            views.count > 1 ? Ages.distance(views[views.count - 2].snapshot, last.snapshot, views.count) : 0
        for earlier in views.dropLast().reversed() {
            let distance = Ages.distance(earlier.snapshot, last.snapshot, views.count)
            extend(last, earlier, by: distance)
        }
    }

    /// Walks both lists, which ascend by id, side by side.
    private mutating func extend(_ last: SnapshotView, _ earlier: SnapshotView, by distance: Int64) {
        let before = earlier.snapshot.goroutines
        var at = 0
        for (index, goroutine) in last.snapshot.goroutines.enumerated() where isSteady[index] {
            while at < before.count, before[at].id < goroutine.id { at += 1 }
            guard at < before.count, before[at].id == goroutine.id,
                Ages.isUnmoved(last, UInt32(index), earlier, UInt32(at))
            else {
                isSteady[index] = false
                continue
            }
            nanoseconds[index] = max(nanoseconds[index], distance)
        }
    }

    private static func isUnmoved(_ a: SnapshotView, _ i: UInt32, _ b: SnapshotView, _ j: UInt32) -> Bool {
        let first = a.goroutine(i)
        let second = b.goroutine(j)
        guard first.state == second.state, a.kinds[Int(i)] == b.kinds[Int(j)],
            first.state != .running, first.state != .runnable
        else { return false }
        if first.fingerprint != 0 || second.fingerprint != 0 { return first.fingerprint == second.fingerprint }
        // Dumps have no fingerprint. A longer stack or another function is a move; the same one may be another round.
        return a.snapshot.stacks.functionName(a.snapshot.stacks.top(first.stack))
            == b.snapshot.stacks.functionName(b.snapshot.stacks.top(second.stack))
            && a.function(i) == b.function(j)
    }

    private static func distance(_ earlier: GoroutineSnapshot, _ last: GoroutineSnapshot, _ count: Int) -> Int64 {
        if let start = earlier.monotonicTime, let end = last.monotonicTime {
            return max(0, end.subtractingReportingOverflow(start).partialValue)
        }
        if earlier.wallTime != 0, last.wallTime != 0 {
            return max(0, last.wallTime.subtractingReportingOverflow(earlier.wallTime).partialValue)
        }
        return max(0, last.observedNanoseconds) / Int64(max(1, count - 1))
    }
}
