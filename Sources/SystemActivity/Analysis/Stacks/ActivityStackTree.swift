import Evidence

/// Stacks of events as one tree, from the functions that began them to those that called into the system.
public struct ActivityStackTree: Sendable {
    public struct Node: Sendable {
        /// In `names`.
        public var name: StringID
        /// Of all events whose stack goes through here.
        public var tally = ActivityTally()
        /// In the order in which they first came.
        public var children: [Int] = []
    }

    /// What is measured.
    public enum Measure: String, Sendable, CaseIterable { case time, count }

    public private(set) var names = StringTable()
    /// The first one is the root, which has no name.
    public private(set) var nodes = [Node(name: .empty)]
    private var places: [UInt64: Int] = [:]

    /// - Parameters:
    ///   - isInverted: whether the tree begins with the functions that called into the system.
    ///   - withProcesses: whether the name of the process is the outermost frame.
    public init(
        _ tallies: StackTallies, _ tables: ActivityTables, isInverted: Bool = false, withProcesses: Bool = false
    ) {
        var runs: [UInt32: [StringID]] = [:]
        for row in tallies.rows {
            var run = runs[row.stack] ?? tables.knownFrames(row.stack).map { names.intern(tables.title(of: $0)) }
            runs[row.stack] = run
            if withProcesses { run.append(names.intern(bytes: tables.strings.bytes(row.process))) }
            add(row.tally, isInverted ? run : run.reversed())
        }
    }

    private mutating func add(_ tally: ActivityTally, _ run: [StringID]) {
        nodes[0].tally.add(tally)
        var at = 0
        for name in run {
            let key = UInt64(at) << 32 | UInt64(name.rawValue)
            let next = places[key] ?? nodes.count
            if next == nodes.count {
                places[key] = next
                nodes.append(Node(name: name))
                nodes[at].children.append(next)
            }
            at = next
            nodes[at].tally.add(tally)
        }
    }

    public static func value(_ tally: ActivityTally, _ measure: Measure) -> Int64 {
        measure == .time ? tally.sum : Int64(tally.count)
    }

    /// Children of a node, most first.
    public func children(_ node: Int, by measure: Measure) -> [Int] {
        nodes[node].children.sorted {
            (Self.value(nodes[$1].tally, measure), $0) < (Self.value(nodes[$0].tally, measure), $1)
        }
    }
}
