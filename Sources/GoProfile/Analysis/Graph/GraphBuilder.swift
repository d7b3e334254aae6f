import Evidence

/// Sums a profile up into a graph.
///
/// Source: internal/graph/graph.go of google/pprof. Weights of nodes do not depend on which other nodes are kept, so
/// they are computed once; edges and labels are only computed for reports that show them, and for nodes that are kept.
struct GraphBuilder {
    let profile: Profile
    let table: NodeTable
    private let column: Int
    private let divides: Bool
    private let dropsNegative: Bool

    init(_ report: PprofReport) {
        profile = report.profile
        column = report.column
        divides = report.options.mean
        dropsNegative = report.options.dropNegative
        table = NodeTable(report.profile, keepsObjectFiles: report.kind.keepsObjectFiles, options: report.options)
    }

    /// All nodes with their weights.
    func weights() -> ProfileGraph {
        var graph = ProfileGraph(infos: table.infos, strings: table.strings)
        addWeights(&graph.flat, &graph.cumulative, column: column)
        if divides { addWeights(&graph.flatDivisor, &graph.cumulativeDivisor, column: 0) }
        graph.nodes = table.infos.indices.filter { isShown($0, graph) }
        return graph
    }

    /// Adds own and inclusive weights; a node that occurs several times in a stack counts once.
    private func addWeights(_ flat: inout [Int64], _ cumulative: inout [Int64], column: Int) {
        let samples = profile.samples
        let starts = table.starts
        let locationNodes = table.locationNodes
        var lastSample = [Int32](repeating: -1, count: flat.count)
        for sample in 0..<samples.count {
            let weight = samples.value(sample, column)
            if weight == 0 { continue }
            var stack = samples.stack(sample)
            var isLeaf = true
            let mark = Int32(truncatingIfNeeded: sample)
            while let location = stack.next() {
                let end = Int(starts[Int(location) + 1])
                var at = Int(starts[Int(location)])
                if isLeaf {
                    isLeaf = false
                    flat[Int(locationNodes[at])] &+= weight
                }
                while at < end {
                    let node = Int(locationNodes[at])
                    if lastSample[node] != mark {
                        lastSample[node] = mark
                        cumulative[node] &+= weight
                    }
                    at += 1
                }
            }
        }
    }

    private func isShown(_ node: Int, _ graph: ProfileGraph) -> Bool {
        if graph.cumulative[node] == 0, graph.flat[node] == 0 { return false }
        if dropsNegative, graph.flat[node] < 0 || graph.flat[node] == 0 && graph.cumulative[node] < 0 { return false }
        return true
    }

    /// Computes the edges between kept nodes; all are kept without `kept`.
    /// - Parameter inlinedOnly: leaves out edges to nodes that are nowhere inlined, for reports that only say what is.
    func addEdges(_ graph: inout ProfileGraph, kept: [Bool]?, inlinedOnly: Bool) {
        var builder = EdgeBuilder()
        let isWanted = inlinedOnly ? table.isInlinedSomewhere : nil
        if let isWanted, !(graph.nodes.contains { isWanted[$0] }) {
            (graph.edges, graph.incoming, graph.outgoing) = builder.result(nodes: table.infos.count)
            return
        }
        let samples = profile.samples
        let starts = table.starts
        let locationNodes = table.locationNodes
        var path: [UInt32] = []
        for sample in 0..<samples.count {
            let weight = samples.value(sample, column)
            let divisor = divides ? samples.value(sample, 0) : 0
            if weight == 0, divisor == 0 { continue }
            path.removeAll(keepingCapacity: true)
            for location in samples.stack(sample) { path.append(location) }
            var parent = -1
            var isResidual = false
            for location in path.reversed() {
                let start = Int(starts[Int(location)])
                let last = Int(starts[Int(location) + 1]) - 1
                var at = last
                while at >= start {
                    let node = Int(locationNodes[at])
                    if let kept, !kept[node] {
                        isResidual = true
                        at -= 1
                        continue
                    }
                    if parent >= 0, parent != node, isWanted?[node] ?? true {
                        builder.add(
                            parent, node, weight, divisor, isResidual: isResidual, isInline: at != last, sample: sample)
                    }
                    parent = node
                    isResidual = false
                    at -= 1
                }
            }
        }
        (graph.edges, graph.incoming, graph.outgoing) = builder.result(nodes: table.infos.count)
    }
}

/// Edges by their ends; an edge counts once in a sample.
struct EdgeBuilder {
    private var edges: [GraphEdge] = []
    private var lastSample: [Int] = []
    /// Open addressing: number of an edge plus one, or 0.
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    mutating func add(
        _ source: Int, _ target: Int, _ weight: Int64, _ divisor: Int64, isResidual: Bool, isInline: Bool, sample: Int
    ) {
        var slot = Self.hash(source, target) & (slots.count - 1)
        while slots[slot] != 0 {
            let edge = Int(slots[slot] - 1)
            if edges[edge].source == source, edges[edge].target == target {
                if lastSample[edge] == sample { return }
                lastSample[edge] = sample
                edges[edge].weight &+= weight
                edges[edge].divisor &+= divisor
                if isResidual { edges[edge].isResidual = true }
                if !isInline { edges[edge].isInline = false }
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        edges.append(
            GraphEdge(
                source: source, target: target, weight: weight, divisor: divisor, isResidual: isResidual,
                isInline: isInline))
        lastSample.append(sample)
        slots[slot] = UInt32(edges.count)
        if edges.count * 2 > slots.count { grow() }
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        for (number, edge) in edges.enumerated() {
            var slot = Self.hash(edge.source, edge.target) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    private static func hash(_ source: Int, _ target: Int) -> Int {
        let key = UInt64(truncatingIfNeeded: source) << 32 | UInt64(truncatingIfNeeded: target)
        let mixed = key &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 32)
    }

    func result(nodes: Int) -> ([GraphEdge], [[Int]], [[Int]]) {
        var incoming = [[Int]](repeating: [], count: nodes)
        var outgoing = incoming
        for (number, edge) in edges.enumerated() {
            outgoing[edge.source].append(number)
            incoming[edge.target].append(number)
        }
        return (edges, incoming, outgoing)
    }
}
