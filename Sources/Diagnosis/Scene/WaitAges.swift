import Evidence
import GoProcess

/// For how long each goroutine of the last snapshot has been waiting, as a lower bound.
struct WaitAges: Sendable {
    /// By goroutine of the last snapshot, nanoseconds; -1 when unknown.
    private(set) var nanoseconds: [Int64]
    /// By goroutine: it did not move since the first snapshot. All false when there is only one.
    private(set) var isSteady: [Bool]
    /// By goroutine: the longest time for which it was seen not to move at the place where it waits now, nanoseconds,
    /// even if it moved since; -1 when unknown.
    private(set) var longest: [Int64]
    /// Time between the first snapshot and the last, nanoseconds; 0 for one snapshot.
    let observed: Int64
    /// Time between the last two snapshots, nanoseconds; 0 for one snapshot.
    let lastGap: Int64

    init(_ views: [SnapshotView]) {
        guard let last = views.last else {
            nanoseconds = []
            longest = []
            isSteady = []
            observed = 0
            lastGap = 0
            return
        }
        let reported = last.snapshot.goroutines.map(\.waitingNanoseconds)
        nanoseconds = reported
        longest = reported
        isSteady = Array(repeating: views.count > 1, count: nanoseconds.count)
        observed = views.count > 1 ? WaitAges.distance(views[0].snapshot, last.snapshot, views.count) : 0
        lastGap =
            views.count > 1 ? WaitAges.distance(views[views.count - 2].snapshot, last.snapshot, views.count) : 0
        addSpans(views)
    }

    /// Goes back from the last snapshot, pair by pair. Both lists of a pair ascend by id.
    private mutating func addSpans(_ views: [SnapshotView]) {
        guard let last = views.last else { return }
        var positions = last.snapshot.goroutines.indices.map { UInt32($0) }
        var spans = [Int64](repeating: 0, count: positions.count)
        for place in stride(from: views.count - 2, through: 0, by: -1) {
            let earlier = views[place]
            let later = views[place + 1]
            let gap = WaitAges.distance(earlier.snapshot, later.snapshot, views.count)
            let before = earlier.snapshot.goroutines
            var at = 0
            for (index, goroutine) in last.snapshot.goroutines.enumerated() {
                while at < before.count, before[at].id < goroutine.id { at += 1 }
                let isThere = at < before.count && before[at].id == goroutine.id && positions[index] != .max
                let isUnmoved = isThere && WaitAges.isUnmoved(later, positions[index], earlier, UInt32(at))
                positions[index] = isThere ? UInt32(at) : .max
                spans[index] = isUnmoved ? spans[index] &+ gap : 0
                if isSteady[index], isUnmoved {
                    nanoseconds[index] = max(nanoseconds[index], spans[index])
                    longest[index] = max(longest[index], spans[index])
                } else {
                    isSteady[index] = false
                    if isUnmoved, spans[index] > longest[index],
                        WaitAges.isSamePlace(last, UInt32(index), earlier, UInt32(at))
                    {
                        longest[index] = spans[index]
                    }
                }
            }
        }
    }

    private static func isSamePlace(_ a: SnapshotView, _ i: UInt32, _ b: SnapshotView, _ j: UInt32) -> Bool {
        a.kinds[Int(i)] == b.kinds[Int(j)] && a.function(i) == b.function(j)
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
