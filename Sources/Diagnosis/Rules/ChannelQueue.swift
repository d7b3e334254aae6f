import Evidence
import GoProcess

/// Senders that queue at one channel, and those who could receive.
struct ChannelQueue {
    let object: WaitObjectID
    let facts: ChannelFacts
    /// Ascending.
    let senders: [UInt32]
    /// Goroutines whose stacks refer to the channel and that are not known to do anything else with it, or who were
    /// started beside the senders. Ascending.
    let consumers: [UInt32]

    init?(_ object: WaitObjectID, _ scene: Scene) {
        guard case .channel(let facts) = scene.snapshot.objects[Int(object)].kind, !facts.isTimer else { return nil }
        let waiters = Array(scene.graph.waiters(of: object))
        guard let first = waiters.first, ChannelQueue.sends(first, object, scene) else { return nil }
        self.object = object
        self.facts = facts
        senders = waiters
        consumers = ChannelQueue.consumers(of: object, waiters, scene)
    }

    /// True when a goroutine waits to send to the object.
    static func sends(_ goroutine: UInt32, _ object: WaitObjectID, _ scene: Scene) -> Bool {
        scene.last.waits(goroutine).contains { $0.object == object && $0.operation == .send }
    }

    /// A channel is also on the stack of whoever made it: the creators of the senders and those who wait for all to
    /// be done are left out as long as somebody else remains.
    private static func consumers(of object: WaitObjectID, _ senders: [UInt32], _ scene: Scene) -> [UInt32] {
        let isSender = Set(senders)
        let all = scene.graph.blockers(of: object).map(\.goroutine).filter { !isSender.contains($0) }
        let parents = Set(senders.map { scene.last.goroutine($0).parent })
        let likely = all.filter { index in
            !parents.contains(scene.last.goroutine(index).id) && scene.last.kinds[Int(index)] != .waitGroup
                && [.application, .idleReader].contains(scene.last.roles[Int(index)])
                && Children.maySignal(scene.last.goroutine(index), scene.snapshot)
        }
        if !likely.isEmpty { return likely.sorted() }
        return siblings(senders, parents, scene)
    }

    /// No stack refers to the channel but its maker's. Who was started by the same goroutine as the senders, at another
    /// place, is the likeliest to receive from it.
    private static func siblings(_ senders: [UInt32], _ parents: Set<UInt64>, _ scene: Scene) -> [UInt32] {
        let sites = Set(senders.map { scene.last.goroutine($0).creation })
        let found = scene.members { group, _ in
            group.role == .application && !sites.contains(group.creation)
                && group.kind != .channelSend && group.kind != .selectNoCases
        }.filter { parents.contains(scene.last.goroutine($0).parent) }
        // Where nothing moves, only a single slow one is a likelier explanation than that nobody receives any more.
        let isMoving = scene.hasSequence && senders.contains { !scene.ages.isSteady[Int($0)] }
        return isMoving || (found.count == 1 && scene.areMostlySlow(found)) ? found : []
    }

    /// Somebody receives: the senders of the first look are not all still there.
    func isMoving(_ scene: Scene) -> Bool {
        scene.hasSequence && senders.contains { !scene.ages.isSteady[Int($0)] }
    }

    func isNoticeable(_ scene: Scene) -> Bool {
        let limit = scene.thresholds.channelSenders.value
        guard senders.count >= limit else { return false }
        guard scene.hasSequence, let history = scene.histories[object] else { return true }
        return history.usualWaiters * 2 >= limit
    }

    /// Two or more goroutines of one creation site that all wait for something slow: a worker pool.
    func areWorkers(_ scene: Scene) -> Bool {
        guard consumers.count > 1 else { return false }
        let sites = Set(consumers.map { scene.last.goroutine($0).creation })
        return sites.count == 1 && scene.areMostlySlow(consumers)
    }
}
