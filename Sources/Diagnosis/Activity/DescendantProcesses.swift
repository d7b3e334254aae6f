import SystemActivity

/// Processes and all that stem from them.
enum DescendantProcesses {
    /// - Returns: for each of `tables.processes`, whether it is one of `roots` or stems from one.
    static func find(of roots: some Sequence<Int32>, _ tables: ActivityTables) -> [Bool] {
        var states: [State] = Array(repeating: .unknown, count: tables.processes.count)
        for root in roots { states[Int(root)] = .ours }
        var way: [Int] = []
        for index in states.indices where states[index] == .unknown {
            // Up to one that is known; a log may name parents in a circle.
            var at = index
            while states[at] == .unknown {
                states[at] = .asked
                way.append(at)
                let parent = Int(tables.processes[at].parent)
                guard states.indices.contains(parent) else { break }
                at = parent
            }
            let found: State = states[at] == .ours ? .ours : .others
            for place in way { states[place] = found }
            way.removeAll(keepingCapacity: true)
        }
        return states.map { $0 == .ours }
    }

    private enum State { case unknown, asked, ours, others }
}
