/// Places of nodes in a layered drawing (Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
/// system structures", 1981): edges run from left to right, but for one of each cycle.
enum WaitGraphLayers {
    /// Sweeps over the layers that sort each by the middle of its neighbours.
    private static let sweeps = 6

    static func arrange(_ graph: inout WaitGraph) {
        guard !graph.nodes.isEmpty else { return }
        var forward = [[Int]](repeating: [], count: graph.nodes.count)
        for edge in graph.edges { forward[edge.from].append(edge.to) }
        let order = finishing(forward)
        var place = [Int](repeating: 0, count: order.count)
        for (number, node) in order.enumerated() { place[node] = number }
        // A node is finished after all that it leads to, but for edges that close a cycle.
        var height = [Int](repeating: 0, count: order.count)
        for node in order {
            for next in forward[node] where place[next] < place[node] {
                height[node] = max(height[node], height[next] + 1)
            }
        }
        let top = height.max() ?? 0
        for node in graph.nodes.indices { graph.nodes[node].layer = top - height[node] }
        sort(&graph)
    }

    /// Nodes in the order in which a search in depth leaves them; without recursion, since chains may be long.
    private static func finishing(_ forward: [[Int]]) -> [Int] {
        var order: [Int] = []
        var isSeen = [Bool](repeating: false, count: forward.count)
        var hasSource = [Bool](repeating: false, count: forward.count)
        for targets in forward { for target in targets { hasSource[target] = true } }
        // From those that nothing leads to, so that a cycle is cut where a path enters it.
        for start in forward.indices.filter({ !hasSource[$0] }) + Array(forward.indices) where !isSeen[start] {
            var path = [(node: start, next: 0)]
            isSeen[start] = true
            while let (node, next) = path.last {
                if next < forward[node].count {
                    path[path.count - 1].next += 1
                    let target = forward[node][next]
                    guard !isSeen[target] else { continue }
                    isSeen[target] = true
                    path.append((target, 0))
                } else {
                    order.append(node)
                    path.removeLast()
                }
            }
        }
        return order
    }

    private static func sort(_ graph: inout WaitGraph) {
        var layers = [[Int]](repeating: [], count: graph.layerCount)
        for node in graph.nodes.indices { layers[graph.nodes[node].layer].append(node) }
        for layer in layers.indices {
            layers[layer].sort {
                graph.nodes[$0].width != graph.nodes[$1].width
                    ? graph.nodes[$0].width > graph.nodes[$1].width : $0 < $1
            }
            number(layers[layer], &graph)
        }
        var neighbours = [[Int]](repeating: [], count: graph.nodes.count)
        for edge in graph.edges {
            neighbours[edge.from].append(edge.to)
            neighbours[edge.to].append(edge.from)
        }
        for sweep in 0..<sweeps {
            let isForward = sweep % 2 == 0
            for layer in isForward ? Array(layers.indices.reversed()) : Array(layers.indices) {
                let middles = layers[layer].map { node -> Double in
                    let near = neighbours[node].filter {
                        isForward ? graph.nodes[$0].layer > layer : graph.nodes[$0].layer < layer
                    }
                    guard !near.isEmpty else { return Double(graph.nodes[node].row) }
                    return near.reduce(0.0) { $0 + Double(graph.nodes[$1].row) } / Double(near.count)
                }
                let sorted = layers[layer].indices.sorted {
                    middles[$0] != middles[$1] ? middles[$0] < middles[$1] : $0 < $1
                }
                layers[layer] = sorted.map { layers[layer][$0] }
                number(layers[layer], &graph)
            }
        }
    }

    private static func number(_ layer: [Int], _ graph: inout WaitGraph) {
        for (row, node) in layer.enumerated() { graph.nodes[node].row = row }
    }
}
