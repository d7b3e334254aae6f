import Evidence
import GoProcess

/// Pools made of a channel: semaphores, pools of resources, errgroup limits, workers that take jobs.
enum ChannelPools {
    static func all(_ scene: Scene) -> [PoolEvidence] {
        var result: [PoolEvidence] = []
        for (index, object) in scene.snapshot.objects.enumerated() {
            guard case .channel(let facts) = object.kind, !facts.isTimer, !facts.isClosed else { continue }
            let id = WaitObjectID(index)
            let waiters = Array(scene.graph.waiters(of: id))
            guard let first = waiters.first else { continue }
            let sends = ChannelQueue.sends(first, id, scene)
            if sends, let pool = semaphore(id, facts, waiters, scene) { result.append(pool) }
            if !sends, let pool = resources(id, facts, waiters, scene) { result.append(pool) }
        }
        return result
    }

    /// A full buffered channel into which one sends to take a slot. Its elements mean nothing, or those who sent one
    /// went on in the function in which the others still wait to send.
    private static func semaphore(
        _ id: WaitObjectID, _ facts: ChannelFacts, _ waiters: [UInt32], _ scene: Scene
    ) -> PoolEvidence? {
        guard facts.capacity > 0, facts.length >= facts.capacity else { return nil }
        let isGroup = scene.last.traits(waiters[0]).contains(.groupLimit)
        var holders =
            isGroup
            ? createdByGroup(scene) : past(waiters, scene)
        let references = scene.graph.blockers(of: id).map(\.goroutine)
        if facts.elementSize > 1 {
            // Elements with a meaning: only the holders' own stacks can tell a semaphore from a queue.
            guard holders.count * 2 > facts.capacity, holders.count <= facts.capacity,
                references.allSatisfy(holders.contains)
            else { return nil }
        }
        if holders.count < facts.capacity {
            // The slot is taken for a goroutine that is started next, as a group with a limit does.
            let started = startedBy(waiters[0], atMost: facts.capacity - holders.count, scene)
            holders = Set(holders + started).sorted()
        }
        if holders.isEmpty || (holders.count > facts.capacity && !references.isEmpty) {
            holders = references.filter { !waiters.contains($0) }
        }
        let title: Phrase = isGroup ? "errgroup limit" : "semaphore (\(scene.title(id)))"
        return PoolEvidence(
            title: title, object: id, waiters: waiters, holders: holders.sorted(), capacity: facts.capacity,
            widening: isGroup ? "raise SetLimit" : "raise the channel's capacity")
    }

    /// An empty buffered channel from which one receives a resource: told from resting workers by its function, which
    /// is called to get something, and by those who got it.
    private static func resources(
        _ id: WaitObjectID, _ facts: ChannelFacts, _ waiters: [UInt32], _ scene: Scene
    ) -> PoolEvidence? {
        guard facts.capacity > 0, facts.length == 0 else { return nil }
        let functions = scene.last.programFunctions(scene.last.goroutine(waiters[0]).stack)
        guard functions.count > 1 else { return nil }
        let member = FunctionName.member(scene.snapshot.text(functions[0])).lowercased()
        guard takingNames.contains(where: member.contains) else { return nil }
        // The function that takes has returned on a holder's stack; its caller is still there.
        let holders = scene.last.goroutines(with: [functions[1]], excluding: waiters)
        return PoolEvidence(
            title: "pool (\(scene.title(id)))", object: id, waiters: waiters, holders: holders,
            capacity: facts.capacity, widening: "put more resources into the pool")
    }

    private static let takingNames = ["acquire", "get", "borrow", "checkout", "take", "lease", "conn", "obtain"]

    /// Goroutines that went past the statement at which the others wait, in the function that waits or its caller.
    private static func past(_ waiters: [UInt32], _ scene: Scene) -> [UInt32] {
        let stacks = scene.snapshot.stacks
        let takers = scene.last.takers(waiters[0])
        func place(_ index: UInt32) -> FrameID? {
            stacks.frameIDs(scene.last.goroutine(index).stack).first { takers.contains(stacks[$0].function) }
        }
        let waiting = Set(waiters.prefix(256).compactMap(place))
        return scene.last.goroutines(with: takers, excluding: waiters).filter { index in
            place(index).map { !waiting.contains($0) } ?? false
        }
    }

    /// The goroutines of the first `go` statement behind the one at which a goroutine waits, in the same function; none
    /// when there are too many.
    private static func startedBy(_ waiter: UInt32, atMost limit: Int, _ scene: Scene) -> [UInt32] {
        let stacks = scene.snapshot.stacks
        let place = stacks.top(scene.last.application(waiter))
        guard place != .none else { return [] }
        let (function, line) = (stacks[place].function, stacks[place].line)
        let sites = Set(scene.groups.map(\.creation)).filter {
            $0 != .none && stacks[$0].function == function && stacks[$0].line >= line
        }
        guard let nearest = sites.min(by: { stacks[$0].line < stacks[$1].line }) else { return [] }
        let started = scene.members { group, _ in group.creation == nearest }
        return started.count <= limit ? started : []
    }

    private static func createdByGroup(_ scene: Scene) -> [UInt32] {
        scene.members { group, _ in
            scene.snapshot.stacks.functionName(group.creation).hasSuffix("errgroup.(*Group).Go")
        }
    }
}
