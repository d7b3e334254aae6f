import Diagnosis
import GoProcess

extension WaitGraph {
    /// Nodes of a drawing at most.
    static let nodeLimit = 200

    /// The drawing of a look: of more nodes than fit, those of the widest objects, cycles first.
    init(_ made: WaitGraphNodes, limit: Int = WaitGraph.nodeLimit) {
        var all = made.nodes
        let links = made.links()
        for edge in links {
            // Who waits, at the object; who holds, for all its objects.
            if edge.operation != nil { all[edge.to].width += edge.count }
        }
        for edge in links where edge.relation != nil { all[edge.to].width += all[edge.from].width }
        let chosen = Self.choose(all, links, limit)
        var places = [Int](repeating: -1, count: all.count)
        for (place, node) in chosen.enumerated() { places[node] = place }
        nodes = chosen.map { all[$0] }
        edges = links.compactMap { edge in
            guard places[edge.from] >= 0, places[edge.to] >= 0 else { return nil }
            var kept = edge
            kept.from = places[edge.from]
            kept.to = places[edge.to]
            kept.isCycle = nodes[kept.from].cycle > 0 && nodes[kept.from].cycle == nodes[kept.to].cycle
            return kept
        }
        for (node, place) in zip(all, places) where place < 0 {
            if node.isObject { hiddenObjects += node.count } else { hiddenGoroutines += node.count }
        }
        openWaiting = made.openWaiting
        cycleCount = made.cycleCount
        WaitGraphLayers.arrange(&self)
    }

    /// Numbers of nodes, ascending: object by object with who holds it and who waits, the widest first.
    private static func choose(_ all: [Node], _ links: [Edge], _ limit: Int) -> [Int] {
        if all.count <= limit { return Array(all.indices) }
        var neighbours: [Int: [Int]] = [:]
        for edge in links {
            if edge.operation == nil { neighbours[edge.from, default: []].append(edge.to) }
        }
        for edge in links where edge.operation != nil { neighbours[edge.to, default: []].append(edge.from) }
        let reach = reach(all, links)
        let objects = all.indices.filter { all[$0].isObject }.sorted { a, b in
            let (first, second) = (all[a].cycle > 0, all[b].cycle > 0)
            if first != second { return first }
            return reach[a] != reach[b] ? reach[a] > reach[b] : a < b
        }
        var chosen: Set<Int> = []
        for object in objects {
            guard chosen.count < limit else { break }
            chosen.insert(object)
            for node in neighbours[object] ?? [] where chosen.count < limit { chosen.insert(node) }
        }
        return chosen.sorted()
    }

    /// Waiters that arrive at each node, over several objects as well; several ways count several times.
    private static func reach(_ all: [Node], _ links: [Edge]) -> [Double] {
        var outgoing = [[Int]](repeating: [], count: all.count)
        var missing = [Int](repeating: 0, count: all.count)
        for (number, edge) in links.enumerated() where !isInner(edge, all) {
            outgoing[edge.from].append(number)
            missing[edge.to] += 1
        }
        var reach = all.map { $0.isObject ? 0 : Double($0.count) }
        var work = all.indices.filter { missing[$0] == 0 }
        while let node = work.popLast() {
            for number in outgoing[node] {
                let next = links[number].to
                reach[next] += reach[node]
                missing[next] -= 1
                if missing[next] == 0 { work.append(next) }
            }
        }
        return reach
    }

    private static func isInner(_ edge: Edge, _ all: [Node]) -> Bool {
        all[edge.from].cycle > 0 && all[edge.from].cycle == all[edge.to].cycle
    }
}

extension WaitGraphNodes {
    private struct Pair: Hashable {
        var from: Int32
        var to: Int32
    }

    /// Edges between nodes, by node.
    func links() -> [WaitGraph.Edge] {
        var numbers: [Pair: Int] = [:]
        var links: [WaitGraph.Edge] = []
        let graph = facts.graph
        for (index, to) in objectNodes.enumerated() where to >= 0 {
            let object = WaitObjectID(index)
            for waiter in graph.waiters(of: object) where isDrawn(waiter) && goroutineNodes[Int(waiter)] >= 0 {
                let pair = Pair(from: goroutineNodes[Int(waiter)], to: to)
                if let known = numbers[pair] {
                    links[known].count += 1
                } else {
                    numbers[pair] = links.count
                    links.append(
                        WaitGraph.Edge(
                            from: Int(pair.from), to: Int(to), count: 1, operation: operation(waiter, object)))
                }
            }
            for blocker in graph.blockers(of: object) where goroutineNodes[Int(blocker.goroutine)] >= 0 {
                let pair = Pair(from: to, to: goroutineNodes[Int(blocker.goroutine)])
                if let known = numbers[pair] {
                    links[known].count += 1
                    links[known].confidence = max(links[known].confidence, blocker.confidence)
                } else {
                    numbers[pair] = links.count
                    links.append(
                        WaitGraph.Edge(
                            from: Int(to), to: Int(pair.to), count: 1, relation: blocker.relation,
                            confidence: blocker.confidence))
                }
            }
        }
        return links
    }

    private func operation(_ goroutine: UInt32, _ object: WaitObjectID) -> WaitOperation {
        let waits = snapshot.waits(of: snapshot.goroutines[Int(goroutine)])
        return waits.first { $0.object == object }?.operation ?? .wait
    }
}
