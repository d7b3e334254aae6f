import Evidence

/// Sums a profile up into a graph.
///
/// Source: internal/graph/graph.go of google/pprof. Weights of nodes do not depend on which other nodes are kept, so
/// they are computed once; edges and labels are only computed for reports that show them, and for nodes that are kept.
struct GraphBuilder {
    let profile: Profile
    let table: NodeTable
    let column: Int
    let divides: Bool
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
        graph.inlinedBounds = addWeights(&graph.flat, &graph.cumulative, column: column)
        if divides { addWeights(&graph.flatDivisor, &graph.cumulativeDivisor, column: 0) }
        graph.nodes = table.infos.indices.filter { isShown($0, graph) }
        return graph
    }

    /// Adds own and inclusive weights; a node that occurs several times in a stack counts once.
    /// - Returns: by node, at least as much as its inlined calls weigh.
    @discardableResult
    private func addWeights(_ flat: inout [Int64], _ cumulative: inout [Int64], column: Int) -> [UInt64] {
        let samples = profile.samples
        let starts = table.starts
        let locationNodes = table.locationNodes
        let steps = LocationSteps(table, kept: nil)
        var tallies = [Tally](repeating: Tally(), count: flat.count)
        var bounds = [UInt64](repeating: 0, count: flat.count)
        var stack = samples.emptyRun
        for sample in 0..<samples.count {
            let weight = samples.value(sample, column)
            if weight == 0 { continue }
            samples.aim(&stack, at: sample)
            var isLeaf = true
            let mark = Int32(truncatingIfNeeded: sample)
            while let location = stack.next() {
                let step = Int(steps.alone[Int(location)])
                var at = Int(starts[Int(location)])
                if isLeaf {
                    isLeaf = false
                    flat[Int(locationNodes[at])] &+= weight
                }
                if step >= 0 {
                    tallies[step].add(weight, mark)
                    continue
                }
                let last = Int(starts[Int(location) + 1]) - 1
                while at < last {
                    let node = Int(locationNodes[at])
                    tallies[node].add(weight, mark)
                    let (sum, isTooLarge) = bounds[node].addingReportingOverflow(weight.magnitude)
                    bounds[node] = isTooLarge ? .max : sum
                    at += 1
                }
                tallies[Int(locationNodes[last])].add(weight, mark)
            }
        }
        for node in cumulative.indices { cumulative[node] &+= tallies[node].weight }
        return bounds
    }

    /// What tens of millions of frames touch lies in one place.
    private struct Tally {
        var weight: Int64 = 0
        var lastSample: Int32 = -1

        @inline(__always) mutating func add(_ more: Int64, _ sample: Int32) {
            if lastSample == sample { return }
            lastSample = sample
            weight &+= more
        }
    }

    private func isShown(_ node: Int, _ graph: ProfileGraph) -> Bool {
        if graph.cumulative[node] == 0, graph.flat[node] == 0 { return false }
        if dropsNegative, graph.flat[node] < 0 || graph.flat[node] == 0 && graph.cumulative[node] < 0 { return false }
        return true
    }

    /// Computes the edges between kept nodes; all are kept without `kept`.
    func addEdges(_ graph: inout ProfileGraph, kept: [Bool]?) {
        var builder = EdgeBuilder(hasDivisors: divides)
        defer { (graph.edges, graph.incoming, graph.outgoing) = builder.result(nodes: table.infos.count) }
        let samples = profile.samples
        let steps = LocationSteps(table, kept: kept)
        var stack = samples.emptyRun
        for sample in 0..<samples.count {
            let weight = samples.value(sample, column)
            let divisor = divides ? samples.value(sample, 0) : 0
            if weight == 0, divisor == 0 { continue }
            samples.aim(&stack, at: sample)
            // From the leaf to the root: the callee waits for its next kept caller.
            var callee = -1
            var calleeIsInlined = false
            var isResidual = false
            while let location = stack.next() {
                let step = steps.alone[Int(location)]
                if step == LocationSteps.nothing {
                    isResidual = true
                    continue
                }
                var at = step >= 0 ? 0 : Int(table.starts[Int(location)])
                let last = step >= 0 ? 0 : Int(table.starts[Int(location) + 1]) - 1
                while at <= last {
                    let node = step >= 0 ? Int(step) : Int(table.locationNodes[at])
                    if step < 0, let kept, !kept[node] {
                        isResidual = true
                        at += 1
                        continue
                    }
                    if callee >= 0, callee != node {
                        builder.add(
                            node, callee, weight, divisor, isResidual: isResidual, isInline: calleeIsInlined,
                            sample: sample)
                    }
                    callee = node
                    calleeIsInlined = at != last
                    isResidual = false
                    at += 1
                }
            }
        }
    }
}

/// The node that most locations consist of, for loops over all frames.
private struct LocationSteps {
    /// By location: its only node, `nothing` when none of its nodes is kept, or `several`.
    let alone: [Int32]
    static let nothing: Int32 = -1
    static let several: Int32 = -2

    init(_ table: NodeTable, kept: [Bool]?) {
        alone = (0..<table.starts.count - 1).map { location in
            let nodes = table.locationNodes[Int(table.starts[location])..<Int(table.starts[location + 1])]
            let isKept = nodes.contains { kept?[Int($0)] ?? true }
            if !isKept { return Self.nothing }
            return nodes.count == 1 ? nodes[nodes.startIndex] : Self.several
        }
    }
}
