/// A graph without what is too light to be shown.
///
/// Source: `newTrimmedGraph` in internal/report/report.go of google/pprof.
public struct TrimmedGraph: Sendable {
    public private(set) var graph: ProfileGraph
    /// Nodes before their number was limited.
    public private(set) var originalCount = 0
    public private(set) var droppedNodes = 0
    public private(set) var droppedEdges = 0
    /// Unit of the report's values.
    public private(set) var unit = ""

    public init(_ report: PprofReport) {
        if report.options.callTree, report.kind.honoursCallTree {
            var builder = CallTreeBuilder(report)
            graph = builder.tree()
            trimTree(report)
        } else {
            let builder = GraphBuilder(report)
            graph = builder.weights()
            trimGraph(report, builder)
        }
        unit = Self.unit(report, graph)
    }

    private mutating func trimGraph(_ report: PprofReport, _ builder: GraphBuilder) {
        let options = report.options
        let isDrawn = report.kind == .dot
        let (nodeCutoff, edgeCutoff) = cutoffs(options)
        var kept: [Bool]?
        if nodeCutoff > 0 {
            let heavy = graph.nodes.filter { graph.cumulative[$0].wrappingMagnitude >= nodeCutoff }
            droppedNodes = graph.nodes.count - heavy.count
            kept = keepNodes(heavy)
        }
        originalCount = graph.nodes.count
        if isDrawn {
            builder.addEdges(&graph, kept: kept)
            builder.addTags(&graph, kept: kept, report)
        }
        let order: ProfileGraph.NodeOrder = isDrawn ? .entropy : options.sortsByCumulative ? .cumulative : .flat
        graph.sortNodes(order)
        var isStale = !isDrawn
        if options.nodeCount > 0 {
            if isDrawn {
                trimTags(nodeCutoff)
                trimEdges(edgeCutoff)
            }
            let top = topNodes(options.nodeCount, isDrawn)
            if top.count != graph.nodes.count {
                kept = keepNodes(Array(top)) ?? kept
                isStale = true
            }
        }
        if report.kind == .topproto { return }
        if report.kind == .top {
            builder.addInlining(&graph, kept: kept, cutoff: edgeCutoff)
            return
        }
        if isStale {
            builder.addEdges(&graph, kept: kept)
            if isDrawn {
                builder.addTags(&graph, kept: kept, report)
                graph.sortNodes(order)
            }
        }
        if isDrawn { trimTags(nodeCutoff) }
        droppedEdges = trimEdges(edgeCutoff)
        if isDrawn { removeRedundantEdges() }
    }

    private mutating func trimTree(_ report: PprofReport) {
        let options = report.options
        let isDrawn = report.kind == .dot
        let (nodeCutoff, edgeCutoff) = cutoffs(options)
        if nodeCutoff > 0 {
            let heavy = graph.nodes.filter { graph.cumulative[$0].wrappingMagnitude >= nodeCutoff }
            if heavy.count != graph.nodes.count {
                droppedNodes = graph.nodes.count - heavy.count
                removeTreeNodes(keeping: Set(heavy))
            }
        }
        originalCount = graph.nodes.count
        let order: ProfileGraph.NodeOrder = isDrawn ? .entropy : options.sortsByCumulative ? .cumulative : .flat
        graph.sortNodes(order)
        if options.nodeCount > 0 {
            trimTags(nodeCutoff)
            trimEdges(edgeCutoff)
            let top = topNodes(options.nodeCount, isDrawn)
            if top.count != graph.nodes.count {
                removeTreeNodes(keeping: Set(top))
                graph.sortNodes(order)
            }
        }
        trimTags(nodeCutoff)
        droppedEdges = trimEdges(edgeCutoff)
        if isDrawn { removeRedundantEdges() }
    }

    private func cutoffs(_ options: PprofOptions) -> (nodes: Int64, edges: Int64) {
        let total = graph.nodes.reduce(Int64(0)) { $0 &+ graph.flat[$1] }
        return (
            Int64(asGo: Double(total) * options.nodeFraction).wrappingMagnitude,
            Int64(asGo: Double(total) * options.edgeFraction).wrappingMagnitude
        )
    }

    /// Shows these nodes only; nil when they are all that there are.
    private mutating func keepNodes(_ nodes: [Int]) -> [Bool]? {
        guard nodes.count != graph.nodes.count else { return nil }
        var kept = [Bool](repeating: false, count: graph.infos.count)
        for node in nodes { kept[node] = true }
        graph.nodes = nodes
        return kept
    }

    /// The first nodes, as many as fit; labels take room in drawings.
    private func topNodes(_ limit: Int, _ isDrawn: Bool) -> ArraySlice<Int> {
        var limit = limit
        if isDrawn {
            var count = 0
            for (at, node) in graph.nodes.enumerated() {
                count += min(graph.tags[node].count, 4) + 1
                if count >= limit {
                    limit = at + 1
                    break
                }
            }
        }
        return graph.nodes.prefix(limit)
    }

    private mutating func trimTags(_ cutoff: Int64) {
        for node in graph.nodes where !graph.tags.isEmpty {
            graph.tags[node].trim(below: cutoff)
        }
    }

    /// - Returns: how many edges were too light.
    @discardableResult
    private mutating func trimEdges(_ cutoff: Int64) -> Int {
        var dropped = 0
        var isLight = [Bool](repeating: false, count: graph.edges.count)
        for node in graph.nodes {
            for edge in graph.incoming[node] where graph.edges[edge].weight.wrappingMagnitude < cutoff {
                isLight[edge] = true
                dropped += 1
            }
        }
        if dropped == 0 { return 0 }
        for node in graph.incoming.indices {
            graph.incoming[node].removeAll { isLight[$0] }
            graph.outgoing[node].removeAll { isLight[$0] }
        }
        return dropped
    }

    /// Removes residual edges whose target is reached some other way.
    private mutating func removeRedundantEdges() {
        for node in graph.nodes.reversed() {
            for edge in graph.sorted(graph.incoming[node]).reversed() {
                // Edges heavier than one that stays are not removed either: that would confuse.
                if !graph.edges[edge].isResidual { break }
                if isRedundant(edge) { graph.remove(edge: edge) }
            }
        }
    }

    private func isRedundant(_ edge: Int) -> Bool {
        let source = graph.edges[edge].source
        var seen: Set<Int> = [graph.edges[edge].target]
        var queue = [graph.edges[edge].target]
        var at = 0
        while at < queue.count {
            for other in graph.incoming[queue[at]] where other != edge {
                let from = graph.edges[other].source
                if seen.contains(from) { continue }
                if from == source { return true }
                seen.insert(from)
                queue.append(from)
            }
            at += 1
        }
        return false
    }

    /// Takes nodes out of a tree; their callees become callees of their caller.
    private mutating func removeTreeNodes(keeping kept: Set<Int>) {
        let old = graph.nodes
        graph.nodes = old.filter { kept.contains($0) }
        for node in old where !kept.contains(node) {
            guard let up = graph.incoming[node].first else {
                for edge in graph.outgoing[node] { graph.incoming[graph.edges[edge].target].removeAll { $0 == edge } }
                continue
            }
            let parent = graph.edges[up].source
            let isInline = graph.edges[up].isInline
            graph.outgoing[parent].removeAll { $0 == up }
            for edge in graph.outgoing[node] {
                graph.edges[edge].source = parent
                graph.edges[edge].isResidual = true
                graph.edges[edge].isInline = isInline && graph.edges[edge].isInline
                graph.outgoing[parent].append(edge)
            }
        }
        removeRedundantEdges()
    }

    /// The unit in which the smallest shown value is at least 1, or 0.01 when the largest has another one.
    private static func unit(_ report: PprofReport, _ graph: ProfileGraph) -> String {
        guard report.options.unit == "minimum", !graph.nodes.isEmpty else { return report.options.unit }
        var least: Int64 = 0
        for node in graph.nodes {
            var value = graph.flatValue(node).wrappingMagnitude
            if value == 0 { value = graph.cumulativeValue(node).wrappingMagnitude }
            if value > 0, least == 0 || value < least { least = value }
        }
        var most = report.total
        if least == 0 { least = most }
        let ratio = 1 / report.options.divideBy
        if ratio > 0, ratio != 1 {
            least = Int64(asGo: Double(least) * ratio)
            most = Int64(asGo: Double(most) * ratio)
        }
        var unit = Measurement.scale(least, report.sampleUnit, "minimum").unit
        if unit != Measurement.scale(most, report.sampleUnit, "minimum").unit, least &* 100 < most,
            report.kind != .callgrind
        {
            unit = Measurement.scale(least &* 100, report.sampleUnit, "minimum").unit
        }
        return unit.isEmpty ? report.sampleUnit : unit
    }
}
