import Evidence

/// The stacks of a profile as a tree, for flame graphs: a node for each way from an end of the stacks.
///
/// Node 0 stands for all samples; a parent's number is smaller than those of its children. Widths are sums of absolute
/// values, so that what a comparison took away is as visible as what it added.
///
/// Source of the widths of a comparison: internal/driver/html/stacks.js of google/pprof.
public struct FlameTree: Sendable {
    /// By node: its parent; -1 for node 0.
    public let parents: [Int32]
    /// By node: number of what it stands for, for `names`; -1 for node 0.
    public let nameIDs: [Int32]
    /// By node: sums of the values above and below zero, both positive.
    public let positive: [Int64]
    /// Empty when no value is below zero.
    public let negative: [Int64]
    /// By node: how many branches were left out below it, and their width.
    public let prunedCounts: [Int32]
    public let prunedWidths: [Int64]
    /// By node: width of the samples that end here.
    public let ownWidths: [Int64]
    /// By name's number: what reports print.
    public let names: [[UInt8]]
    /// The innermost function is at the top.
    public let isInverted: Bool
    private let childStarts: [Int32]
    private let childList: [Int32]

    public var count: Int { parents.count }

    /// The nodes below a node, the widest first, then by name.
    public func children(_ node: Int) -> ArraySlice<Int32> {
        childList[Int(childStarts[node])..<Int(childStarts[node + 1])]
    }

    public func width(_ node: Int) -> Int64 { positive[node].saturatingSum(decrease(node)) }

    /// What was taken away, as a positive number.
    public func decrease(_ node: Int) -> Int64 { negative.isEmpty ? 0 : negative[node] }

    /// Sum of the values.
    public func value(_ node: Int) -> Int64 { positive[node] - decrease(node) }

    public func name(_ node: Int) -> [UInt8] { node == 0 ? [] : names[Int(nameIDs[node])] }

    /// Branches that were left out, and their width.
    public var pruned: (count: Int, width: Int64) {
        (
            prunedCounts.reduce(0) { $0 + Int($1) }, prunedWidths.reduce(0) { $0.saturatingSum($1) }
        )
    }

    /// The tree of a report's stacks.
    ///
    /// - Parameters:
    ///   - column: which values; the report's own without one.
    ///   - isInverted: begins with the innermost functions.
    ///   - around: only stacks with this function, from its outermost frame on: to what it calls, or, inverted, to its
    ///     callers.
    public init(
        _ report: PprofReport, column: Int? = nil, isInverted: Bool = false, around function: String? = nil,
        limits: FlameLimits = FlameLimits()
    ) {
        let table = FrameTable(report)
        let stacks = FlameStacks(
            report, table, column: column ?? report.column, isInverted: isInverted, around: function)
        let segments = FlameSegments(stacks, nameCount: table.infos.count, limits: limits)
        var columns = FlameColumns(segments, limit: limits.nodes)
        if report.options.dropNegative { columns.removeShrunk() }
        var isUsed = [Bool](repeating: false, count: table.infos.count)
        for name in columns.names where name >= 0 { isUsed[Int(name)] = true }
        self.init(columns, names: table.printableNames(isUsed), isInverted: isInverted)
    }

    private init(_ columns: FlameColumns, names: [[UInt8]], isInverted: Bool) {
        parents = columns.parents
        nameIDs = columns.names
        positive = columns.positive
        negative = columns.negative
        prunedCounts = columns.prunedCounts
        prunedWidths = columns.prunedWidths
        self.names = names
        self.isInverted = isInverted
        let count = columns.count
        let widths = (0..<count).map { columns.width($0) }
        var own = zip(widths, columns.prunedWidths).map { $0 &- $1 }
        var starts = [Int32](repeating: 0, count: count + 1)
        for node in stride(from: 1, to: count, by: 1) {
            let parent = Int(columns.parents[node])
            own[parent] &-= widths[node]
            starts[parent + 1] += 1
        }
        for node in 0..<count { starts[node + 1] += starts[node] }
        var next = starts
        var list = [Int32](repeating: 0, count: max(count - 1, 0))
        for node in stride(from: 1, to: count, by: 1) {
            let parent = Int(columns.parents[node])
            list[Int(next[parent])] = Int32(node)
            next[parent] += 1
        }
        for node in 0..<count where starts[node + 1] > starts[node] + 1 {
            let range = Int(starts[node])..<Int(starts[node + 1])
            list[range].sort { a, b in
                if widths[Int(a)] != widths[Int(b)] { return widths[Int(a)] > widths[Int(b)] }
                let (first, second) = (names[Int(columns.names[Int(a)])], names[Int(columns.names[Int(b)])])
                return first == second ? a < b : first.lexicographicallyPrecedes(second)
            }
        }
        ownWidths = own
        childStarts = starts
        childList = list
    }
}

/// What a tree of stacks need not hold.
public struct FlameLimits: Sendable {
    /// Narrowest width, as a part of the whole.
    public var leastShare: Double
    /// Most nodes beside node 0; the widest stay.
    public var nodes: Int

    public init(leastShare: Double = 0, nodes: Int = .max) {
        self.leastShare = leastShare
        self.nodes = nodes
    }
}

extension Int64 {
    /// The sum, or the nearest number that there is.
    public func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
