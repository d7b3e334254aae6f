import GoProcess

/// One lock or channel over all snapshots.
struct ObjectHistory: Sendable {
    /// Waiting goroutines in each snapshot, oldest first; 0 where nobody waited.
    var waiters: [Int]
    /// Position of the object in each snapshot; nil where nobody waited.
    var positions: [WaitObjectID?]

    /// Mean number of waiting goroutines: goroutine-seconds lost per second.
    var meanWaiters: Double { Double(waiters.reduce(0, +)) / Double(max(1, waiters.count)) }
    /// Waiting goroutines in all looks but for the calmest fourth: between two turns of a queue nobody waits.
    var usualWaiters: Int { waiters.isEmpty ? 0 : waiters.sorted()[waiters.count / 4] }

    /// Histories of the locks of the last snapshot, and of its channels with more than one waiter, by position there.
    static func all(_ views: [SnapshotView]) -> [WaitObjectID: ObjectHistory] {
        guard let last = views.last else { return [:] }
        var result: [WaitObjectID: ObjectHistory] = [:]
        var byAddress: [UInt64: WaitObjectID] = [:]
        for (index, object) in last.snapshot.objects.enumerated() {
            let count = Int(last.waiterCounts[index])
            switch object.kind {
            case .mutex, .rwMutex, .waitGroup, .cond, .semaphore: if count == 0 { continue }
            case .channel: if count < 2 { continue }
            case .descriptor, .coroutine: continue
            }
            let id = WaitObjectID(index)
            if object.address != 0 { byAddress[object.address] = id }
            var history = ObjectHistory(
                waiters: Array(repeating: 0, count: views.count),
                positions: Array(repeating: nil, count: views.count))
            history.waiters[views.count - 1] = count
            history.positions[views.count - 1] = id
            result[id] = history
        }
        for (place, view) in views.dropLast().enumerated() {
            for (index, object) in view.snapshot.objects.enumerated() {
                guard let id = byAddress[object.address] else { continue }
                result[id]?.waiters[place] = Int(view.waiterCounts[index])
                result[id]?.positions[place] = WaitObjectID(index)
            }
        }
        return result
    }
}
