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

    /// Stacks that are alike up to a depth, and have another frame there.
    private struct Group {
        var range: Range<Int>
        var depth: Int
        var parent: Int32
        var positive: Int64
        var negative: Int64
    }

    /// A parent stands before what is below it. The first one has no frame.
    private(set) var segments: [Segment] = []
    private let stacks: FlameStacks
    /// Numbers of stacks; those of a group are neighbours.
    private var order: [Int32]
    /// Groups that are still to be looked at, by the highest bit of their width.
    private var groups = [[Group]](repeating: [], count: 64)

    /// By name: what a group is divided into. Zeros outside of `divide`.
    private var sizes: [Int32]
    private var names: [Int32] = []
    private var next: [Int32]
    private var scratch: [(stack: Int32, name: Int32)] = []

    /// - Parameter limits: segments may have up to twice as narrow frames as these want, so that who selects has a choice.
    init(_ stacks: FlameStacks, nameCount: Int, limits: FlameLimits) {
        self.stacks = stacks
        order = Array(0..<Int32(stacks.stacks.count))
        sizes = [Int32](repeating: 0, count: nameCount)
        next = sizes
        let (positive, negative) = sums(order.indices)
        segments.append(
            Segment(parent: -1, stack: -1, depth: 0, end: 0, positive: positive, negative: negative))
        let least = Double(segments[0].width) * limits.leastShare
        divide(Group(range: order.indices, depth: 0, parent: 0, positive: positive, negative: negative), least)
        var frames = 0
        // What is wide comes first; nothing is wider than what it is below.
        for bit in stride(from: 63, through: 0, by: -1) {
            if frames >= limits.nodes {
                for group in groups[bit] { prune(group.parent, group.positive.saturatingSum(group.negative)) }
                continue
            }
            while let group = groups[bit].popLast() { frames += read(group, least) }
        }
    }

    /// Makes a segment of what the stacks of a group have in common, and divides the rest.
    /// - Returns: the frames of the segment.
    private mutating func read(_ group: Group, _ least: Double) -> Int {
        let stack = order[group.range.lowerBound]
        let end = commonLength(group)
        segments.append(
            Segment(
                parent: group.parent, stack: stack, depth: Int32(group.depth), end: Int32(end),
                positive: group.positive, negative: group.negative))
        if group.range.count == 1 { return end - group.depth }
        var rest = group
        rest.depth = end
        rest.parent = Int32(segments.count - 1)
        divide(rest, least)
        return end - group.depth
    }

    private mutating func prune(_ parent: Int32, _ width: Int64) {
        segments[Int(parent)].prunedCount += 1
        segments[Int(parent)].prunedWidth = segments[Int(parent)].prunedWidth.saturatingSum(width)
    }

    /// Name of a frame of a segment.
    func name(_ segment: Segment, at depth: Int) -> Int32 {
        stacks.frames[stacks.stacks[Int(segment.stack)].start + depth]
    }

    private func sums(_ range: Range<Int>) -> (positive: Int64, negative: Int64) {
        var (positive, negative): (Int64, Int64) = (0, 0)
        for index in range {
            let value = stacks.stacks[Int(order[index])].value
            if value > 0 {
                positive = positive.saturatingSum(value)
            } else {
                negative = negative.saturatingSum(Int64(clamping: value.magnitude))
            }
        }
        return (positive, negative)
    }

    /// How many frames all stacks of a group have in common; they do up to its depth, and one more.
    private func commonLength(_ group: Group) -> Int {
        let first = stacks.stacks[Int(order[group.range.lowerBound])]
        var common = first.count
        for index in group.range.dropFirst() {
            let other = stacks.stacks[Int(order[index])]
            common = min(common, other.count)
            var length = group.depth + 1
            while length < common, stacks.frames[first.start + length] == stacks.frames[other.start + length] {
                length += 1
            }
            common = length
        }
        return common
    }

    /// Divides the stacks of a group by their frame at its depth into groups of their own; some end there.
    private mutating func divide(_ group: Group, _ least: Double) {
        names.removeAll(keepingCapacity: true)
        scratch.removeAll(keepingCapacity: true)
        for index in group.range {
            let number = order[index]
            let stack = stacks.stacks[Int(number)]
            guard group.depth < stack.count else { continue }
            let name = stacks.frames[stack.start + group.depth]
            if sizes[Int(name)] == 0 { names.append(name) }
            sizes[Int(name)] += 1
            scratch.append((number, name))
        }
        var start = Int32(group.range.lowerBound)
        for name in names {
            next[Int(name)] = start
            start += sizes[Int(name)]
        }
        for (stack, name) in scratch {
            order[Int(next[Int(name)])] = stack
            next[Int(name)] += 1
        }
        var begin = group.range.lowerBound
        for name in names {
            let range = begin..<begin + Int(sizes[Int(name)])
            sizes[Int(name)] = 0
            begin = range.upperBound
            let (positive, negative) = sums(range)
            let width = positive.saturatingSum(negative)
            if Double(width) < least {
                prune(group.parent, width)
            } else {
                groups[63 - width.leadingZeroBitCount].append(
                    Group(
                        range: range, depth: group.depth, parent: group.parent, positive: positive,
                        negative: negative))
            }
        }
    }
}
