import Evidence
import Wire

/// The orders in which reports show nodes and edges.
///
/// Source: `Nodes.Sort`, `edgeList` and `entropyScore` in internal/graph/graph.go of google/pprof.
extension ProfileGraph {
    enum NodeOrder {
        case flat, cumulative, entropy
    }

    mutating func sortNodes(_ order: NodeOrder) {
        var score: [Int: Int64] = [:]
        switch order {
        case .flat: for node in nodes { score[node] = flat[node] }
        case .cumulative: for node in nodes { score[node] = cumulative[node] }
        case .entropy: for node in nodes { score[node] = entropyScore(node) }
        }
        let keys = nodes.enumerated().map { place, node in
            SortKey(
                node: node, place: place, score: score[node] ?? 0, name: printableName(node), info: infos[node],
                second: order == .flat ? cumulative[node] : flat[node])
        }
        nodes = keys.sorted { $0.precedes($1, strings) }.map(\.node)
    }

    /// Edges of a list, the heaviest first, then by the names of their ends.
    public func sorted(_ list: [Int]) -> [Int] {
        if list.count < 2 { return list }
        let keys = list.map { edge in
            (
                edge: edge, weight: edges[edge].weight, from: printableName(edges[edge].source),
                to: printableName(edges[edge].target)
            )
        }
        return keys.sorted { a, b in
            if a.weight != b.weight, a.weight.wrappingMagnitude != b.weight.wrappingMagnitude {
                return a.weight.wrappingMagnitude > b.weight.wrappingMagnitude
            }
            // Weights that differ in sign only are equal to pprof, which then leaves their order open.
            if a.weight != b.weight { return a.weight > b.weight }
            if a.from != b.from { return a.from.lexicographicallyPrecedes(b.from) }
            if a.to != b.to { return a.to.lexicographicallyPrecedes(b.to) }
            return a.edge < b.edge
        }.map(\.edge)
    }

    /// How much a node would tell in a drawing: nodes that merely pass weight on tell little.
    private func entropyScore(_ node: Int) -> Int64 {
        var score = 0.0
        score += incoming[node].isEmpty ? 1 : edgeEntropy(incoming[node], own: 0)
        score += outgoing[node].isEmpty ? 1 : edgeEntropy(outgoing[node], own: flat[node])
        return Int64(asGo: score * Double(cumulative[node])) &+ flat[node]
    }

    private func edgeEntropy(_ list: [Int], own: Int64) -> Double {
        var total = own
        for edge in list where edges[edge].weight > 0 { total &+= edges[edge].weight }
        guard total != 0 else { return 0 }
        var score = 0.0
        for edge in list {
            let share = Double(edges[edge].weight.wrappingMagnitude) / Double(total)
            score += -share * Logarithm.base2(share)
        }
        if own > 0 {
            let share = Double(own) / Double(total)
            score += -share * Logarithm.base2(share)
        }
        return score
    }
}

private struct SortKey {
    let node: Int
    /// In the order before, which nodes that are equal in all else keep: Go's sort leaves what is sorted as it is.
    let place: Int
    let score: Int64
    let name: [UInt8]
    let info: GraphNodeInfo
    let second: Int64

    func precedes(_ other: SortKey, _ strings: StringTable) -> Bool {
        if score.wrappingMagnitude != other.score.wrappingMagnitude {
            return score.wrappingMagnitude > other.score.wrappingMagnitude
        }
        if info != other.info {
            if info.address != 0, other.info.address != 0, info.address != other.info.address {
                return info.address < other.info.address
            }
            if name != other.name { return name.lexicographicallyPrecedes(other.name) }
        }
        if second.wrappingMagnitude != other.second.wrappingMagnitude {
            return second.wrappingMagnitude > other.second.wrappingMagnitude
        }
        let mine = info.debugText(strings)
        let others = other.info.debugText(strings)
        return mine == others ? place < other.place : mine.lexicographicallyPrecedes(others)
    }
}
