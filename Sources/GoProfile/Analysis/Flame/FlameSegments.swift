/// The tree of stacks in its shortest form: a segment is a chain of frames without a branch, of one width.
///
/// Stacks are sorted into groups that begin alike, depth first: a group is read while it is at hand, nothing is looked
/// up, and what only one stack has is never looked at frame by frame. There are at most twice as many segments as stacks.
struct FlameSegments {
    /// Frames `depth ..< end` of a stack.
    struct Segment {
        /// -1 for what stands for all stacks.
        let parent: Int32
        /// A stack that has it.
        let stack: Int32
        let depth: Int32
        let end: Int32
        /// Sums of the values above and below zero, both positive.
        let positive: Int64
        let negative: Int64
        /// Branches at its end that are too narrow, and their width.
        var prunedCount: Int32 = 0
        var prunedWidth: Int64 = 0

        var count: Int { Int(end - depth) }
        var width: Int64 { positive.saturatingSum(negative) }
    }

    /// A stack while it is sorted, with its next frames: what is compared next lies beside what was compared before, and
    /// not somewhere in hundreds of megabytes.
    private struct Entry {
        var stack: Int32
        var value: Int64
        /// -1 behind the last frame.
        var next: SIMD8<Int32>

        /// How many frames that are.
        static let depth = SIMD8<Int32>.scalarCount
    }

    /// Stacks that are alike up to a depth, and have another frame there.
    private struct Group {
        var range: Range<Int>
        var depth: Int
        /// The depth at which the next frames of its entries begin.
        var base: Int
        var parent: Int32
        var positive: Int64
        var negative: Int64
    }

    /// A parent stands before what is below it. The first one has no frame.
    private(set) var segments: [Segment] = []
    private let stacks: FlameStacks
    private let limits: FlameLimits
    private var least = 0.0
    /// Those of a group are neighbours.
    private var entries: [Entry] = []
    /// Groups that are still to be looked at, by the highest bit of their width.
    private var groups = [[Group]](repeating: [], count: 64)

    /// By name: what a group is divided into. Zeros outside of `divide`.
    private var sizes: [Int32]
    private var names: [Int32] = []
    private var next: [Int32]
    private var scratch: [Entry] = []

    /// - Parameter limits: segments may have up to twice as narrow frames as these want, so that who selects has a choice.
    init(_ stacks: FlameStacks, nameCount: Int, limits: FlameLimits) {
        self.stacks = stacks
        self.limits = limits
        sizes = [Int32](repeating: 0, count: nameCount)
        next = sizes
        entries.reserveCapacity(stacks.stacks.count)
        for (number, stack) in stacks.stacks.enumerated() {
            entries.append(Entry(stack: Int32(number), value: stack.value, next: stacks.frames(of: number, from: 0)))
        }
        let (positive, negative) = sums(entries.indices)
        segments.append(Segment(parent: -1, stack: -1, depth: 0, end: 0, positive: positive, negative: negative))
        least = Double(segments[0].width) * limits.leastShare
        divide(
            Group(range: entries.indices, depth: 0, base: 0, parent: 0, positive: positive, negative: negative))
        readAll()
        entries = []
        scratch = []
    }

    private mutating func readAll() {
        var frames = 0
        // What is wide comes first; nothing is wider than what it is below.
        for bit in stride(from: 63, through: 0, by: -1) {
            if frames >= limits.nodes {
                for group in groups[bit] { prune(group.parent, group.positive.saturatingSum(group.negative)) }
                continue
            }
            while let group = groups[bit].popLast() { frames += read(group) }
        }
    }

    /// Makes a segment of what the stacks of a group have in common, and divides the rest.
    /// - Returns: the frames of the segment.
    private mutating func read(_ group: Group) -> Int {
        var rest = group
        let stack = entries[group.range.lowerBound].stack
        let end = group.range.count == 1 ? Int(stacks.stacks[Int(stack)].count) : commonLength(&rest)
        segments.append(
            Segment(
                parent: group.parent, stack: stack, depth: Int32(group.depth), end: Int32(end),
                positive: group.positive, negative: group.negative))
        if group.range.count > 1 {
            rest.depth = end
            rest.parent = Int32(segments.count - 1)
            divide(rest)
        }
        return end - group.depth
    }

    private mutating func prune(_ parent: Int32, _ width: Int64) {
        segments[Int(parent)].prunedCount += 1
        segments[Int(parent)].prunedWidth = segments[Int(parent)].prunedWidth.saturatingSum(width)
    }

    /// Name of a frame of a segment.
    func name(_ segment: Segment, at depth: Int) -> Int32 {
        stacks.frame(of: segment.stack, at: depth)
    }

    private func sums(_ range: Range<Int>) -> (positive: Int64, negative: Int64) {
        var (positive, negative): (Int64, Int64) = (0, 0)
        for index in range {
            let value = entries[index].value
            if value > 0 {
                positive = positive.saturatingSum(value)
            } else {
                negative = negative.saturatingSum(Int64(clamping: value.magnitude))
            }
        }
        return (positive, negative)
    }

    /// Has the next frames of the entries begin at a depth.
    private mutating func turn(_ group: inout Group, to depth: Int) {
        for index in group.range { entries[index].next = stacks.frames(of: Int(entries[index].stack), from: depth) }
        group.base = depth
    }

    /// How many frames all stacks of a group have in common; they do up to its depth, and one more.
    private mutating func commonLength(_ group: inout Group) -> Int {
        var depth = group.depth + 1
        while true {
            if depth - group.base == Entry.depth { turn(&group, to: depth) }
            let first = entries[group.range.lowerBound].next
            var common = depth - group.base
            while common < Entry.depth, first[common] >= 0 { common += 1 }
            for index in group.range.dropFirst() {
                let other = entries[index].next
                var length = depth - group.base
                while length < common, other[length] == first[length] { length += 1 }
                common = length
            }
            depth = group.base + common
            if common < Entry.depth { return depth }
        }
    }

    /// Divides the stacks of a group by their frame at its depth into groups of their own; some end there.
    private mutating func divide(_ whole: Group) {
        var group = whole
        if group.depth - group.base == Entry.depth { turn(&group, to: group.depth) }
        let lane = group.depth - group.base
        names.removeAll(keepingCapacity: true)
        scratch.removeAll(keepingCapacity: true)
        for index in group.range {
            let entry = entries[index]
            let name = entry.next[lane]
            guard name >= 0 else { continue }
            if sizes[Int(name)] == 0 { names.append(name) }
            sizes[Int(name)] += 1
            scratch.append(entry)
        }
        var start = Int32(group.range.lowerBound)
        for name in names {
            next[Int(name)] = start
            start += sizes[Int(name)]
        }
        for entry in scratch {
            let name = Int(entry.next[lane])
            entries[Int(next[name])] = entry
            next[name] += 1
        }
        var begin = group.range.lowerBound
        for name in names {
            let range = begin..<begin + Int(sizes[Int(name)])
            sizes[Int(name)] = 0
            begin = range.upperBound
            add(group, range)
        }
    }

    /// Notes a part of a group as one of its own, or as too narrow.
    private mutating func add(_ whole: Group, _ range: Range<Int>) {
        let (positive, negative) = sums(range)
        let width = positive.saturatingSum(negative)
        guard Double(width) >= least else { return prune(whole.parent, width) }
        groups[63 - width.leadingZeroBitCount].append(
            Group(
                range: range, depth: whole.depth, base: whole.base, parent: whole.parent, positive: positive,
                negative: negative))
    }
}
