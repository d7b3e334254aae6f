/// Callers and callees of a few nodes, with the weights of the calls.
struct NeighbourTable {
    struct Link: Hashable {
        /// Position in the list of wanted nodes.
        var wanted: Int32
        var neighbour: Int32
        var isCaller: Bool
    }

    private(set) var weights: [Link: Double] = [:]
    /// Pairs of wanted nodes of which the first is inlined into the second somewhere.
    private(set) var inlined: Set<[Int32]> = []
    private(set) var called: Set<[Int32]> = []

    /// - Parameter wanted: position of each wanted node, by node; -1 for others.
    init(_ profile: ComparedProfile, wanted: [Int32]) {
        let nodes = profile.nodes
        var isInteresting = [Bool](repeating: false, count: profile.profile.locations.count)
        for location in isInteresting.indices {
            let own = nodes[location]
            isInteresting[location] = own.contains { wanted[Int($0)] >= 0 }
            for (inner, outer) in zip(own, own.dropFirst())
            where wanted[Int(inner)] >= 0 && wanted[Int(outer)] >= 0 {
                inlined.insert([inner, outer])
            }
        }
        let samples = profile.profile.samples
        for sample in 0..<samples.count {
            let value = Double(samples.value(sample, profile.column))
            guard value != 0 else { continue }
            var before: Int32 = -1
            var wasWanted = false
            for location in samples.stack(sample) {
                // Most locations neither have a wanted node nor follow one.
                if !wasWanted, !isInteresting[Int(location)] {
                    before = nodes.outermost(Int(location))
                    continue
                }
                for node in nodes[Int(location)] {
                    if before >= 0, before != node { add(callee: before, caller: node, value, wanted) }
                    before = node
                }
                wasWanted = before >= 0 && wanted[Int(before)] >= 0
            }
        }
    }

    private mutating func add(callee: Int32, caller: Int32, _ value: Double, _ wanted: [Int32]) {
        let inner = wanted[Int(callee)]
        let outer = wanted[Int(caller)]
        if inner >= 0 { weights[Link(wanted: inner, neighbour: caller, isCaller: true), default: 0] += value }
        if outer >= 0 { weights[Link(wanted: outer, neighbour: callee, isCaller: false), default: 0] += value }
        if inner >= 0, outer >= 0 { called.insert([callee, caller]) }
    }
}
