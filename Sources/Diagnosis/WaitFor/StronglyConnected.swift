import GoProcess

/// Tarjan's strongly connected components of the wait-for graph ("Depth-first search and linear graph algorithms",
/// 1972), without recursion: a chain of a million goroutines must not exhaust the stack.
public struct StronglyConnected: Sendable {
    /// Component of each node; goroutines first, then objects. `.max` for nodes that no edge touches.
    public private(set) var component: [UInt32]
    public private(set) var count: UInt32 = 0
    /// Components of more than one node: each is at least one cycle. Nodes ascending.
    public private(set) var cycles: [[UInt32]] = []

    private static let unseen = UInt32.max

    private var index: [UInt32]
    private var low: [UInt32]
    private var isOpen: [Bool]
    private var open: [UInt32] = []
    private var path: [(node: UInt32, next: UInt32)] = []
    private var time: UInt32 = 0

    public init(_ graph: WaitForGraph) {
        let nodes = graph.goroutineCount + graph.objectCount
        component = Array(repeating: StronglyConnected.unseen, count: nodes)
        index = component
        low = component
        isOpen = Array(repeating: false, count: nodes)
        for object in 0..<graph.objectCount where !graph.blockers(of: WaitObjectID(object)).isEmpty {
            let node = UInt32(graph.goroutineCount + object)
            if index[Int(node)] == StronglyConnected.unseen { search(from: node, graph) }
        }
        cycles.sort { $0[0] < $1[0] }
        // The working arrays are no part of the answer.
        index = []
        low = []
        isOpen = []
    }

    private mutating func search(from root: UInt32, _ graph: WaitForGraph) {
        enter(root)
        while let (node, next) = path.last {
            if let successor = StronglyConnected.successor(of: node, next, graph) {
                path[path.count - 1].next = next + 1
                if index[Int(successor)] == StronglyConnected.unseen {
                    enter(successor)
                } else if isOpen[Int(successor)] {
                    low[Int(node)] = min(low[Int(node)], index[Int(successor)])
                }
                continue
            }
            path.removeLast()
            if let parent = path.last?.node { low[Int(parent)] = min(low[Int(parent)], low[Int(node)]) }
            if low[Int(node)] == index[Int(node)] { close(node) }
        }
    }

    private mutating func enter(_ node: UInt32) {
        index[Int(node)] = time
        low[Int(node)] = time
        time += 1
        open.append(node)
        isOpen[Int(node)] = true
        path.append((node, 0))
    }

    private mutating func close(_ node: UInt32) {
        var members: [UInt32] = []
        while let member = open.popLast() {
            isOpen[Int(member)] = false
            component[Int(member)] = count
            if member != node || !members.isEmpty { members.append(member) }
            if member == node { break }
        }
        count += 1
        if members.count > 1 { cycles.append(members.sorted()) }
    }

    /// The edge number `next` of a node: a blocked goroutine's objects, an object's blockers.
    private static func successor(of node: UInt32, _ next: UInt32, _ graph: WaitForGraph) -> UInt32? {
        if Int(node) < graph.goroutineCount {
            guard graph.isBlocked[Int(node)] else { return nil }
            let range = graph.waitRanges[Int(node)]
            guard next < UInt32(range.count) else { return nil }
            return UInt32(graph.goroutineCount) + graph.waitObjects[Int(range.lowerBound + next)]
        }
        let blockers = graph.blockers(of: WaitObjectID(Int(node) - graph.goroutineCount))
        guard Int(next) < blockers.count else { return nil }
        return blockers[blockers.startIndex + Int(next)].goroutine
    }
}
