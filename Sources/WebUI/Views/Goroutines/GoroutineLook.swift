import Diagnosis
import GoProcess
import Report

/// Goroutines at one moment, with what was worked out about them.
final class GoroutineLook: Sendable {
    /// Counts from 0 in the order of the looks; part of addresses.
    let number: Int
    let snapshot: GoroutineSnapshot
    private let waitFor: Shared<WaitForFacts>
    private let counted: Shared<WaiterCounts>
    // Lists of goroutines, of four bytes each, groups and drawings: what is on the screen and was there just before.
    private let lists = RecentValues<String, [UInt32]>(limit: 6)
    private let groupLists = RecentValues<String, GroupList>(limit: 3)
    private let graphs = RecentValues<String, WaitGraph>(limit: 2)
    private let comparisons = RecentValues<String, LookComparison>(limit: 2)

    init(number: Int, snapshot: GoroutineSnapshot) {
        self.number = number
        self.snapshot = snapshot
        waitFor = Shared { _ in WaitForFacts(snapshot) }
        counted = Shared { _ in WaiterCounts(snapshot) }
    }

    /// The wait-for graph and where its paths end.
    func facts(_ control: JobControl) throws -> WaitForFacts { try waitFor.get(control) }

    func counts(_ control: JobControl) throws -> WaiterCounts { try counted.get(control) }

    func objects(_ control: JobControl) throws -> WaitObjectText {
        WaitObjectText(snapshot: snapshot, counts: try counts(control))
    }

    /// Positions of the goroutines that a filter lets through, ascending.
    func members(_ filter: GoroutineFilter, _ control: JobControl) throws -> [UInt32] {
        try lists.get("members \(filter.name)", control) { [snapshot] _ in
            let isShown = try filter.predicate(on: snapshot)
            return snapshot.goroutines.indices.lazy.filter(isShown).map { UInt32($0) }
        }
    }

    func groups(_ filter: GoroutineFilter, by: GroupBy, _ control: JobControl) throws -> GroupList {
        try groupLists.get("\(by.name) \(filter.name)", control) { [snapshot] _ in
            try GroupList(snapshot, filter, by: by)
        }
    }

    /// A drawing of who waits for whom, by all that it depends on.
    func graph(
        _ name: String, _ control: JobControl, make: @escaping @Sendable (JobControl) throws -> WaitGraph
    ) throws -> WaitGraph { try graphs.get(name, control, make) }

    /// What happened since another look, by all that it depends on.
    func comparison(
        _ name: String, _ control: JobControl, make: @escaping @Sendable (JobControl) throws -> LookComparison
    ) throws -> LookComparison { try comparisons.get(name, control, make) }

    /// Positions in the order to show them.
    func order(
        _ key: GoroutineOrder.Key, _ control: JobControl, members: @escaping @Sendable () throws -> [UInt32]
    ) throws -> [UInt32] {
        // Members come in the order of their ids, and those of a filter are kept already.
        if key.column == .id, !key.isDescending { return try members() }
        return try lists.get("order \(key.name)", control) { [snapshot] _ in
            GoroutineOrder.sorted(try members(), in: snapshot, by: key.column, descending: key.isDescending)
        }
    }
}

/// The wait-for graph of one look, and what follows from it.
struct WaitForFacts: Sendable {
    let graph: WaitForGraph
    let components: StronglyConnected
    let roots: [RootBlocker]

    init(_ snapshot: GoroutineSnapshot) {
        graph = WaitForGraph(snapshot)
        components = StronglyConnected(graph)
        roots = graph.roots()
    }
}
