import Evidence

/// Weights of nodes, the edges between them and the labels at them.
///
/// The nodes of `all` take part; those of `nodes` are shown, in their order.
public struct ProfileGraph: Sendable {
    public internal(set) var infos: [GraphNodeInfo]
    public let strings: StringTable
    /// The shown nodes.
    public internal(set) var nodes: [Int] = []
    /// Own and inclusive weights by node, each with what a mean divides them by.
    public internal(set) var flat: [Int64]
    public internal(set) var flatDivisor: [Int64]
    public internal(set) var cumulative: [Int64]
    public internal(set) var cumulativeDivisor: [Int64]
    public internal(set) var edges: [GraphEdge] = []
    /// Edges by node, in the order in which they were met; deleted ones are gone.
    public internal(set) var incoming: [[Int]] = []
    public internal(set) var outgoing: [[Int]] = []
    /// By node: at least as much as its inlined calls weigh; empty for trees.
    var inlinedBounds: [UInt64] = []
    /// By node, for reports that do not show edges; otherwise empty.
    var inlinings: [NodeInlining] = []
    /// By node; empty unless they were asked for.
    public internal(set) var tags: [GraphTags] = []
    /// By node of a call tree: the caller under which it was made; empty for a graph.
    var treeParents: [Int] = []

    init(infos: [GraphNodeInfo], strings: StringTable) {
        self.infos = infos
        self.strings = strings
        flat = Array(repeating: 0, count: infos.count)
        flatDivisor = flat
        cumulative = flat
        cumulativeDivisor = flat
    }

    /// All nodes of a report with their weights, without edges.
    public init(_ report: PprofReport) { self = GraphBuilder(report).weights() }

    public func flatValue(_ node: Int) -> Int64 {
        flatDivisor[node] == 0 ? flat[node] : flat[node].quotient(flatDivisor[node])
    }

    public func cumulativeValue(_ node: Int) -> Int64 {
        cumulativeDivisor[node] == 0 ? cumulative[node] : cumulative[node].quotient(cumulativeDivisor[node])
    }

    /// Whether the shown calls of a node were inlined.
    public func inlining(_ node: Int) -> NodeInlining {
        if !inlinings.isEmpty { return inlinings[node] }
        return incoming[node].reduce(into: []) { $0.insert(edges[$1].isInline ? .inlined : .called) }
    }

    public func printableName(_ node: Int) -> [UInt8] { infos[node].printableName(strings) }

    /// Sum of the shown nodes' own values.
    public var shownTotal: Int64 { nodes.reduce(0) { $0 &+ flatValue($1) } }

    /// By node: a number of the function that it is a part of. In a tree a function has one under each caller.
    public var functionIdentities: [Int] {
        struct Key: Hashable {
            let caller: Int
            let function: GraphNodeInfo
        }
        var known: [Key: Int] = [:]
        return infos.indices.map { node in
            let key = Key(caller: treeParents.isEmpty ? -1 : treeParents[node], function: infos[node].function)
            if let number = known[key] { return number }
            known[key] = known.count
            return known.count - 1
        }
    }

    mutating func remove(edge: Int) {
        incoming[edges[edge].target].removeAll { $0 == edge }
        outgoing[edges[edge].source].removeAll { $0 == edge }
    }
}

/// How a function was called.
public struct NodeInlining: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Some caller has it inlined.
    public static let inlined = NodeInlining(rawValue: 1)
    /// Some caller calls it.
    public static let called = NodeInlining(rawValue: 2)
}

/// Calls from one node to another.
public struct GraphEdge: Sendable {
    public var source: Int
    public var target: Int
    public var weight: Int64
    public var divisor: Int64
    /// It leads over nodes that are not shown.
    public var isResidual: Bool
    /// The target was always inlined into the source.
    public var isInline: Bool

    public var value: Int64 { divisor == 0 ? weight : weight.quotient(divisor) }
}
