/// What critical paths have in common: a tree whose inner nodes are waits, and whose leaves are what was done meanwhile.
public struct PathNodes: Sendable {
    public struct Node: Sendable {
        /// The wait around it; -1 for none.
        public var parent: Int32
        /// In `TraceScene.groups`; call `resolve`.
        public var group: Int32
        public var activity: PathActivity
        /// In `PathAnalysis.stacks`.
        public var stack: UInt32
        /// Whether another goroutine ended this wait, so that time lies in its children.
        public var isWait: Bool
        /// Of a wait: where it was ended first.
        public var wakerStack: UInt32
        /// By set of instances: nanoseconds, number of segments, and what `PathSegment` has.
        public var sums: [Sums]
    }

    public struct Sums: Sendable {
        public var nanoseconds: Int64 = 0
        public var count = 0
        public var stopped: Int64 = 0
        public var assist: Int64 = 0
        public var samples = 0
    }

    private struct Key: Hashable {
        var parent: Int32
        var group: Int32
        var stack: UInt32
        var isWait: Bool
        var activity: PathActivity
    }

    public private(set) var all: [Node] = []
    private var numbers: [Key: Int32] = [:]
    private let sets: Int

    init(sets: Int) { self.sets = sets }

    mutating func leaf(_ parent: Int32, _ group: Int32, _ activity: PathActivity, _ stack: UInt32) -> Int32 {
        number(Key(parent: parent, group: group, stack: stack, isWait: false, activity: activity), wakerStack: 0)
    }

    /// A wait that another goroutine ended. Queues repeat themselves: a wait like one around it counts as that one.
    mutating func wait(
        _ parent: Int32, _ group: Int32, _ kind: WaitKind, _ stack: UInt32, wakerStack: UInt32
    ) -> Int32 {
        let activity = PathActivity(.waiting, wait: kind)
        var around = parent
        while around >= 0 {
            let node = all[Int(around)]
            if node.group == group, node.activity == activity, node.stack == stack { return around }
            around = node.parent
        }
        return number(
            Key(parent: parent, group: group, stack: stack, isWait: true, activity: activity), wakerStack: wakerStack)
    }

    private mutating func number(_ key: Key, wakerStack: UInt32) -> Int32 {
        if let known = numbers[key] { return known }
        let number = Int32(all.count)
        all.append(
            Node(
                parent: key.parent, group: key.group, activity: key.activity, stack: key.stack, isWait: key.isWait,
                wakerStack: wakerStack, sums: Array(repeating: Sums(), count: sets)))
        numbers[key] = number
        return number
    }

    mutating func add(_ segment: PathSegment, set: Int) {
        let node = Int(segment.node)
        all[node].sums[set].nanoseconds &+= segment.duration
        all[node].sums[set].count += 1
        all[node].sums[set].stopped &+= segment.stopped
        all[node].sums[set].assist &+= segment.assist
        all[node].sums[set].samples &+= segment.samples
    }

    /// Of each node its own time and that of all beneath it, for one set of instances.
    public func totals(set: Int) -> [Int64] {
        var totals = all.map { $0.sums[set].nanoseconds }
        // Parents come before their children.
        for index in all.indices.reversed() where all[index].parent >= 0 {
            totals[Int(all[index].parent)] &+= totals[index]
        }
        return totals
    }
}
