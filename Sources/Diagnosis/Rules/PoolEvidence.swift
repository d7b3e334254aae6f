import Evidence
import GoProcess

/// A bounded pool whose slots are all taken, whatever it is made of.
struct PoolEvidence {
    /// Such as `semaphore channel 0xc000…` or `database/sql connection pool`.
    var title: Phrase
    /// The channel that is the semaphore or the queue; nil for pools that are known by their frames only.
    var object: WaitObjectID?
    /// Goroutines that wait for a slot, ascending.
    var waiters: [UInt32]
    /// Goroutines that hold a slot, ascending.
    var holders: [UInt32]
    /// Slots in all; nil when not known.
    var capacity: Int?
    /// Waiters that hold slots of the same pool.
    var nested: [UInt32] = []
    /// What to change about such a pool's size, completing "…, or …".
    var widening: Phrase
    /// Goroutines that only show that a slot is taken.
    var witnesses: [UInt32] = []

    /// Slots that nobody seems to hold, when most of them are so.
    var lostSlots: Int? {
        guard let capacity, capacity > 0, nested.isEmpty else { return nil }
        let lost = capacity - holders.count
        return lost * 2 > capacity ? lost : nil
    }

    func isNoticeable(_ scene: Scene) -> Bool {
        let limits = scene.thresholds
        if scene.oldest(waiters) >= limits.poolAge.value { return true }
        if let object, let history = scene.histories[object], scene.hasSequence {
            return history.meanWaiters >= Double(limits.poolWaiters.value)
                && history.usualWaiters >= limits.poolWaiters.value - 1
        }
        if scene.isText { return waiters.count >= limits.poolWaiters.value }
        return waiters.count >= (scene.hasSequence ? limits.poolWaiters.value : limits.channelSenders.value)
    }
}
