import Evidence

/// What happened to a program's goroutines between two snapshots.
public struct SnapshotDiff: Sendable {
    /// A goroutine that is in both snapshots.
    public struct Pair: Hashable, Sendable {
        /// Positions in the `goroutines` of the earlier and the later snapshot.
        public let before: Int
        public let after: Int
    }

    /// How the number of goroutines of one kind changed.
    public struct Growth: Hashable, Sendable {
        /// The `go` statement, in `SnapshotDiff.stacks`; `.none` when unknown.
        public let creation: FrameID
        /// Where they are, in `SnapshotDiff.stacks`; nil when all places are taken together.
        public let stack: StackID?
        public let before: Int
        public let after: Int
        /// All of them are the runtime's own.
        public let isSystem: Bool
        /// Goroutines more each second; nil when the time between is unknown.
        public let ratePerSecond: Double?

        public var change: Int { after - before }
    }

    /// The frames and stacks of both snapshots, equal when their texts are.
    public let stacks: StackTable
    /// Time between the snapshots; nil when unknown.
    public let elapsedNanoseconds: Int64?
    /// Whether goroutines could be told apart by id. Otherwise, as with aggregated dumps and with two processes, only
    /// `byCreation` and `byStack` say something.
    public let hasIdentities: Bool
    /// The unmoved were told by fingerprints, and not only by equal stacks and states.
    public let isCertain: Bool
    /// Positions in the later snapshot of goroutines that are not in the earlier one.
    public let new: [Int]
    /// Positions in the earlier snapshot of goroutines that are not in the later one.
    public let gone: [Int]
    /// Goroutines that did something in between.
    public let moved: [Pair]
    /// Goroutines that have been waiting at least for `elapsedNanoseconds`.
    public let stuck: [Pair]
    /// By creation site: largest change upwards first.
    public let byCreation: [Growth]
    /// By creation site and stack: largest change upwards first.
    public let byStack: [Growth]

    /// Compares the snapshots of one program, the earlier one first.
    public init(from before: GoroutineSnapshot, to after: GoroutineSnapshot) {
        let alignment = SnapshotDiffAlignment(before, after)
        stacks = alignment.stacks
        elapsedNanoseconds = alignment.elapsedNanoseconds
        hasIdentities = alignment.hasIdentities
        var moved: [Pair] = []
        var stuck: [Pair] = []
        var stayed = Array(repeating: false, count: before.goroutines.count)
        var known = Array(repeating: false, count: after.goroutines.count)
        var isCertain = true
        for pair in alignment.pairs() {
            stayed[pair.before] = true
            known[pair.after] = true
            if alignment.isUnmoved(pair) {
                stuck.append(Pair(before: pair.before, after: pair.after))
                if after.goroutines[pair.after].fingerprint == 0 { isCertain = false }
            } else {
                moved.append(Pair(before: pair.before, after: pair.after))
            }
        }
        self.moved = moved
        self.stuck = stuck
        self.isCertain = isCertain
        new = alignment.hasIdentities ? known.indices.filter { !known[$0] } : []
        gone = alignment.hasIdentities ? stayed.indices.filter { !stayed[$0] } : []
        byCreation = SnapshotDiffGrowth.count(alignment, withStacks: false)
        byStack = SnapshotDiffGrowth.count(alignment, withStacks: true)
    }
}

/// Counting of goroutines by where they come from and where they are.
enum SnapshotDiffGrowth {
    private struct Key: Hashable {
        var creation: FrameID
        var stack: StackID?
    }

    private struct Counts {
        var before = 0
        var after = 0
        var isSystem = true
    }

    static func count(_ alignment: SnapshotDiffAlignment, withStacks: Bool) -> [SnapshotDiff.Growth] {
        var counts: [Key: Counts] = [:]
        for (snapshot, isAfter) in [(alignment.before, false), (alignment.after, true)] {
            for goroutine in snapshot.goroutines {
                let key = Key(
                    creation: alignment.creation(goroutine, isAfter: isAfter),
                    stack: withStacks ? alignment.stack(goroutine, isAfter: isAfter) : nil)
                let isSystem = goroutine.flags.contains(.system)
                counts[key, default: Counts()].before += isAfter ? 0 : 1
                counts[key, default: Counts()].after += isAfter ? 1 : 0
                if !isSystem { counts[key]?.isSystem = false }
            }
        }
        let seconds = alignment.elapsedNanoseconds.map { Double($0) / 1e9 }
        return counts.map { key, counts in
            SnapshotDiff.Growth(
                creation: key.creation, stack: key.stack, before: counts.before, after: counts.after,
                isSystem: counts.isSystem, ratePerSecond: seconds.map { Double(counts.after - counts.before) / $0 })
        }.sorted {
            // Numbers of frames and stacks follow the order in which the snapshots name them.
            ($1.change, $1.after, $0.creation, $0.stack ?? .empty)
                < ($0.change, $0.after, $1.creation, $1.stack ?? .empty)
        }
    }
}
