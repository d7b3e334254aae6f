import GoProcess

/// Where paths of the wait-for graph end: one goroutine, or the goroutines of one cycle.
public struct RootBlocker: Sendable, Hashable {
    /// Positions in `GoroutineSnapshot.goroutines`, ascending: one, or the members of a cycle.
    public var goroutines: [UInt32]
    public var isCycle: Bool
    /// Distinct goroutines that wait behind it, its own members left out.
    public var waitingCount: Int

    public init(goroutines: [UInt32], isCycle: Bool, waitingCount: Int) {
        self.goroutines = goroutines
        self.isCycle = isCycle
        self.waitingCount = waitingCount
    }
}

extension WaitForGraph {
    /// Distinct blocked goroutines that wait behind one of `goroutines`, directly or not; ascending, without those.
    /// - Complexity: proportional to what is found, plus one pass over the goroutines.
    public func behind(_ goroutines: [UInt32]) -> [UInt32] { behind(goroutines, objects: []) }

    /// The same for those who wait for an object, directly or not.
    public func behind(object: WaitObjectID) -> [UInt32] { behind([], objects: [object]) }

    private func behind(_ goroutines: [UInt32], objects: [WaitObjectID]) -> [UInt32] {
        var found = Set<UInt32>()
        var seen = Set<WaitObjectID>(objects)
        var work = objects
        let start = Set(goroutines)
        for goroutine in goroutines {
            for object in held(by: goroutine) where seen.insert(object).inserted { work.append(object) }
        }
        while let object = work.popLast() {
            for waiter in waiters(of: object) {
                // A select with another way out does not wait behind anybody, unless the object itself is asked for.
                guard isBlocked[Int(waiter)] || objects.contains(object) else { continue }
                guard found.insert(waiter).inserted else { continue }
                for next in held(by: waiter) where seen.insert(next).inserted { work.append(next) }
            }
        }
        return found.subtracting(start).sorted()
    }

    /// The ends of all paths behind which goroutines wait: most waiters first, then by goroutine.
    ///
    /// An estimate that counts several ways to one end several times picks the candidates; those are then counted
    /// exactly.
    public func roots(limit: Int = 16) -> [RootBlocker] {
        let components = StronglyConnected(self)
        let flow = estimatedFlow(components)
        var candidates: [(estimate: UInt64, goroutines: [UInt32], isCycle: Bool)] = []
        for index in 0..<goroutineCount where !isBlocked[index] {
            let part = components.component[index]
            guard part != .max, flow[Int(part)] > 0 else { continue }
            candidates.append((flow[Int(part)], [UInt32(index)], false))
        }
        for cycle in components.cycles where !leaves(cycle, components) {
            let members = cycle.filter { Int($0) < goroutineCount }
            guard let first = members.first else { continue }
            candidates.append((flow[Int(components.component[Int(first)])], members, true))
        }
        candidates.sort { $0.estimate != $1.estimate ? $0.estimate > $1.estimate : $0.goroutines[0] < $1.goroutines[0] }
        let roots = candidates.prefix(max(limit, 0)).map { candidate in
            RootBlocker(
                goroutines: candidate.goroutines, isCycle: candidate.isCycle,
                waitingCount: behind(candidate.goroutines).count)
        }
        return roots.sorted {
            $0.waitingCount != $1.waitingCount
                ? $0.waitingCount > $1.waitingCount : $0.goroutines[0] < $1.goroutines[0]
        }
    }

    /// True when an edge leads out of a cycle: then what lies behind it is the root.
    private func leaves(_ cycle: [UInt32], _ components: StronglyConnected) -> Bool {
        let own = components.component[Int(cycle[0])]
        return cycle.contains { node in
            guard Int(node) >= goroutineCount else { return false }
            return blockers(of: WaitObjectID(Int(node) - goroutineCount)).contains {
                components.component[Int($0.goroutine)] != own
            }
        }
    }

    /// How many waiting goroutines arrive at each component, several ways counted several times.
    private func estimatedFlow(_ components: StronglyConnected) -> [UInt64] {
        var flow = [UInt64](repeating: 0, count: Int(components.count))
        var starts = [UInt32](repeating: 0, count: Int(components.count) + 1)
        for part in components.component where part != .max { starts[Int(part) + 1] += 1 }
        for part in 0..<Int(components.count) { starts[part + 1] += starts[part] }
        var order = [UInt32](repeating: 0, count: Int(starts[Int(components.count)]))
        var next = starts
        for (node, part) in components.component.enumerated() where part != .max {
            order[Int(next[Int(part)])] = UInt32(node)
            next[Int(part)] += 1
        }
        // Tarjan numbers a component after all that it leads to.
        for part in stride(from: Int(components.count) - 1, through: 0, by: -1) {
            let nodes = order[Int(starts[part])..<Int(starts[part + 1])]
            for node in nodes { flow[part] &+= ownWeight(node, components) }
            guard flow[part] > 0 else { continue }
            for node in nodes { pass(flow[part], from: node, part: UInt32(part), components, &flow) }
        }
        return flow
    }

    /// Waiting goroutines that enter the graph at a node: a blocked goroutine itself, and the waiters of an object
    /// that hold nobody up and so are no nodes of the search.
    private func ownWeight(_ node: UInt32, _ components: StronglyConnected) -> UInt64 {
        if Int(node) < goroutineCount { return isBlocked[Int(node)] ? 1 : 0 }
        var weight: UInt64 = 0
        for waiter in waiters(of: WaitObjectID(Int(node) - goroutineCount))
        where isBlocked[Int(waiter)] && components.component[Int(waiter)] == .max { weight += 1 }
        return weight
    }

    private func pass(
        _ amount: UInt64, from node: UInt32, part: UInt32, _ components: StronglyConnected, _ flow: inout [UInt64]
    ) {
        if Int(node) < goroutineCount {
            guard isBlocked[Int(node)] else { return }
            for object in objects(of: node) {
                let target = components.component[goroutineCount + Int(object)]
                if target != part, target != .max { flow[Int(target)] &+= amount }
            }
        } else {
            for blocker in blockers(of: WaitObjectID(Int(node) - goroutineCount)) {
                let target = components.component[Int(blocker.goroutine)]
                if target != part, target != .max { flow[Int(target)] &+= amount }
            }
        }
    }
}
