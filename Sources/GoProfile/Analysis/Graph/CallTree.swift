/// Sums a profile up into a tree: a function has a node for each way by which it is called.
///
/// Source: `newTree` in internal/graph/graph.go of google/pprof.
struct CallTreeBuilder {
    private let report: PprofReport
    private let table: NodeTable
    private var graph: ProfileGraph
    /// Node of the tree by its parent (-1 for roots) and its node in the table.
    private var children: [UInt64: Int] = [:]

    init(_ report: PprofReport) {
        self.report = report
        table = NodeTable(report.profile, keepsObjectFiles: report.kind.keepsObjectFiles, options: report.options)
        graph = ProfileGraph(infos: [], strings: table.strings)
    }

    mutating func tree() -> ProfileGraph {
        var edgeOfNode: [Int] = []
        let samples = report.profile.samples
        var tags = TagGatherer(report)
        let isIdle = tags.isIdle
        for sample in 0..<samples.count {
            let weight = samples.value(sample, report.column)
            let divisor = report.options.mean ? samples.value(sample, 0) : 0
            if weight == 0, divisor == 0 { continue }
            let set = samples.labelSets[sample]
            var parent = -1
            for location in Array(samples.stack(sample)).reversed() {
                let range = Int(table.starts[Int(location)])..<Int(table.starts[Int(location) + 1])
                for at in range.reversed() {
                    let node = child(of: parent, Int(table.locationNodes[at]), &edgeOfNode)
                    graph.cumulative[node] &+= weight
                    graph.cumulativeDivisor[node] &+= divisor
                    if !isIdle { tags.add(node, set, weight, divisor, isFlat: false) }
                    if parent >= 0 {
                        let isInline = at != range.upperBound - 1
                        addEdge(parent, node, weight, divisor, isInline, &edgeOfNode)
                    }
                    parent = node
                }
            }
            if parent >= 0 {
                graph.flat[parent] &+= weight
                graph.flatDivisor[parent] &+= divisor
                if !isIdle { tags.add(parent, set, weight, divisor, isFlat: true) }
            }
        }
        graph.tags = tags.tags(nodes: graph.infos.count)
        graph.nodes = graph.infos.indices.filter { node in
            if graph.cumulative[node] == 0, graph.flat[node] == 0 { return false }
            let isNegative = graph.flat[node] < 0 || graph.flat[node] == 0 && graph.cumulative[node] < 0
            return !(report.options.dropNegative && isNegative)
        }
        return graph
    }

    private mutating func child(of parent: Int, _ info: Int, _ edgeOfNode: inout [Int]) -> Int {
        let key = UInt64(parent + 1) << 32 | UInt64(info)
        if let known = children[key] { return known }
        let node = graph.infos.count
        children[key] = node
        graph.infos.append(table.infos[info])
        graph.treeParents.append(parent)
        graph.flat.append(0)
        graph.flatDivisor.append(0)
        graph.cumulative.append(0)
        graph.cumulativeDivisor.append(0)
        graph.incoming.append([])
        graph.outgoing.append([])
        edgeOfNode.append(-1)
        return node
    }

    private mutating func addEdge(
        _ parent: Int, _ node: Int, _ weight: Int64, _ divisor: Int64, _ isInline: Bool, _ edgeOfNode: inout [Int]
    ) {
        if edgeOfNode[node] >= 0 {
            let edge = edgeOfNode[node]
            graph.edges[edge].weight &+= weight
            graph.edges[edge].divisor &+= divisor
            if !isInline { graph.edges[edge].isInline = false }
            return
        }
        edgeOfNode[node] = graph.edges.count
        graph.outgoing[parent].append(graph.edges.count)
        graph.incoming[node].append(graph.edges.count)
        graph.edges.append(
            GraphEdge(
                source: parent, target: node, weight: weight, divisor: divisor, isResidual: false, isInline: isInline))
    }
}
