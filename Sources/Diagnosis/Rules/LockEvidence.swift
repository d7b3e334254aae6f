import GoProcess

/// What is known of one lock that goroutines wait for.
struct LockEvidence {
    let object: WaitObjectID
    let history: ObjectHistory
    /// Goroutines that wait for it, ascending.
    let waiters: [UInt32]
    let holders: [Blocker]
    let oldest: Int64
    /// What the holder does, in the snapshots where one was found, oldest first.
    let holderActivities: [Activity]
    /// Ids of the holders over the snapshots.
    let holderIDs: [UInt64]
    /// What stands at the end of the holder's own path.
    let end: (goroutine: UInt32, activity: Activity)?

    init?(_ object: WaitObjectID, _ scene: Scene) {
        guard let history = scene.histories[object] else { return nil }
        self.object = object
        self.history = history
        waiters = Array(scene.graph.waiters(of: object))
        if waiters.isEmpty { return nil }
        let blockers = scene.graph.blockers(of: object)
        let isWaiter = Set(waiters)
        holders = blockers.filter { blocker in
            // Who waits for a lock that he holds does not move; who moved has let it go meanwhile.
            let hasMoved = scene.hasSequence && !scene.ages.isSteady[Int(blocker.goroutine)]
            return blocker.relation != .suspect && !(hasMoved && isWaiter.contains(blocker.goroutine))
        }
        oldest = scene.oldest(waiters)
        var activities: [Activity] = []
        var ids: [UInt64] = []
        for (place, view) in scene.views.enumerated() {
            guard let position = history.positions[place] else { continue }
            let isLast = place == scene.views.count - 1
            // The graph knows more of the last look than the reader's order of candidates.
            let holder =
                isLast
                ? holders.first?.goroutine
                : view.snapshot.objects[Int(position)].holders
                    .first { $0.confidence > BlockerList.bareConfidence }?.goroutine
            guard let holder, Int(holder) < view.snapshot.goroutines.count else { continue }
            activities.append(isLast ? scene.activity(holder) : view.activity(holder))
            ids.append(view.goroutine(holder).id)
        }
        holderActivities = activities
        holderIDs = ids
        end = holders.first.map { scene.endActivity($0.goroutine) }
        var suspects = blockers.filter { $0.relation == .suspect }.map(\.goroutine).sorted()
        if holders.isEmpty, suspects.isEmpty, !scene.isText { suspects = LockEvidence.insiders(waiters, scene) }
        self.suspects = suspects
        suspectsAreSlow = scene.areMostlySlow(suspects)
    }

    /// Goroutines that went past the statement at which the others wait: deeper in the function that locks.
    private static func insiders(_ waiters: [UInt32], _ scene: Scene) -> [UInt32] {
        guard let function = scene.last.programFunctions(scene.last.goroutine(waiters[0]).stack).first else {
            return []
        }
        return scene.last.goroutines(with: [function], excluding: waiters).filter {
            let kind = scene.last.kinds[Int($0)]
            return kind != .mutex && kind != .readLock && kind != .writeLock
        }
    }

    /// Enough wait, or for long enough, that it is not the queue of a moment.
    func isNoticeable(_ scene: Scene) -> Bool {
        let limits = scene.thresholds
        if oldest >= limits.lockAge.value { return true }
        if scene.hasSequence {
            return history.usualWaiters >= limits.lockWaiters.value - 1
                && history.meanWaiters >= Double(limits.lockWaiters.value)
        }
        return waiters.count >= limits.lockQueue.value
    }

    /// The holder waits for something else than a lock, now or in most snapshots.
    var holderIsSlow: Bool {
        if let end, end.activity.isWaiting { return true }
        if suspectsAreSlow { return true }
        let slow = holderActivities.count { $0.isWaiting }
        return slow > 0 && slow * 2 >= holderActivities.count
    }

    /// Several goroutines fit as the holder, none of them well, or some are inside the code that locks; ascending. Empty when one stands out.
    let suspects: [UInt32]
    private let suspectsAreSlow: Bool

    /// What the holder waits for.
    var slowActivity: Activity? {
        if let end, end.activity.isWaiting { return end.activity }
        return holderActivities.last { $0.isWaiting }
    }

    /// Different goroutines held it from one snapshot to the next.
    var holderChanges: Bool { Set(holderIDs).count > 1 }

    /// Every waiter stood still while it was watched, and nobody is known to hold the lock.
    func isAbandoned(_ scene: Scene) -> Bool {
        holders.isEmpty && suspects.isEmpty && scene.hasSequence && waiters.allSatisfy { scene.ages.isSteady[Int($0)] }
            && oldest >= scene.thresholds.lockAge.value
    }

    /// Stacks of those who queue or hold lead through a logger or a write to a file.
    func isLogging(_ scene: Scene) -> Bool {
        let logs = waiters.count { scene.last.traits($0).contains(.logging) }
        if logs * 2 > waiters.count { return true }
        guard let holder = holders.first else { return false }
        return scene.last.traits(holder.goroutine).contains(.logging)
            && scene.last.activity(holder.goroutine).kind != .running
    }
}
