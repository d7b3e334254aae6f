import Evidence

extension FlameTree {
    /// The tree of a report's stacks.
    ///
    /// Memory is bounded by the limits and by `budget`: a pass over the samples that meets more nodes than the budget
    /// gives up the deepest levels, removes what the limits exclude, and the next pass goes on below what is left. Widths
    /// are exact all the same, since nothing below a node that is excluded can be wider than it.
    ///
    /// - Parameters:
    ///   - column: which values; the report's own without one.
    ///   - isInverted: begins with the innermost functions.
    ///   - around: only stacks with this function, from its outermost frame on: to what it calls, or, inverted, to its
    ///     callers.
    ///   - budget: nodes while the tree grows; at least twice as many as there are samples.
    public init(
        _ report: PprofReport, column: Int? = nil, isInverted: Bool = false, around function: String? = nil,
        limits: FlameLimits = FlameLimits(), budget: Int = 4_000_000
    ) {
        var builder = FlameTreeBuilder(
            report, column: column ?? report.column, isInverted: isInverted, around: function)
        let isLimited = limits.leastShare > 0 || limits.nodes < .max
        builder.build(limits, budget: isLimited ? max(budget, report.profile.samples.count * 2, 16) : .max)
        self.init(builder.columns, names: builder.printableNames, isInverted: isInverted)
    }
}

private struct FlameTreeBuilder {
    private let report: PprofReport
    private let table: FrameTable
    private let column: Int
    private let isInverted: Bool
    private(set) var columns: FlameColumns
    /// By name's number: whether it is of the function that stacks are cut at; nil when they are not.
    private let isCenter: [Bool]?
    /// Names of a stack, leaf first.
    private var stack: [Int32] = []

    init(_ report: PprofReport, column: Int, isInverted: Bool, around function: String?) {
        self.report = report
        self.isInverted = isInverted
        table = FrameTable(report)
        let table = table
        isCenter = function.map { function in
            table.infos.map { table.strings.bytes($0.name).elementsEqual(function.utf8) }
        }
        self.column = column
        let samples = report.profile.samples
        let hasNegative = (0..<samples.count).contains { report.stackValue($0, column) < 0 }
        columns = FlameColumns(hasNegative: hasNegative)
    }

    var printableNames: [[UInt8]] {
        var isUsed = [Bool](repeating: false, count: table.infos.count)
        for name in columns.names where name >= 0 { isUsed[Int(name)] = true }
        return table.printableNames(isUsed)
    }

    mutating func build(_ limits: FlameLimits, budget: Int) {
        var complete = 0
        while true {
            let levels = pass(from: complete, budget: budget)
            columns.prune(limits)
            guard let levels else { break }
            complete = levels
        }
        if report.options.dropNegative { columns.removeShrunk() }
    }

    /// Adds the levels below the first `complete` ones.
    /// - Returns: the number of complete levels, when there was no room for all.
    private mutating func pass(from complete: Int, budget: Int) -> Int? {
        let samples = report.profile.samples
        var levels = Int.max
        for sample in 0..<samples.count {
            let value = report.stackValue(sample, column)
            if value == 0 { continue }
            let weight = Int64(clamping: value.magnitude)
            table.read(samples.stack(sample), into: &stack)
            guard cutAtCenter() else { continue }
            if complete == 0 { columns.add(0, weight, isNegative: value < 0) }
            let depth = min(stack.count, levels)
            var node: Int32 = 0
            var level = 0
            while level < depth {
                let name = stack[isInverted ? level : stack.count - 1 - level]
                if level < complete {
                    node = columns.find(node, name)
                    if node < 0 { break }
                } else {
                    node = columns.findOrAdd(node, name)
                    columns.add(node, weight, isNegative: value < 0)
                }
                level += 1
            }
            if columns.count > budget, levels > complete + 1 {
                levels = columns.removeDeepest(budget: budget, least: complete + 1)
            }
        }
        return levels == .max ? nil : levels
    }

    /// Takes away what is on the other side of the center's outermost frame.
    /// - Returns: whether the stack has the center.
    private mutating func cutAtCenter() -> Bool {
        guard let isCenter else { return true }
        guard let at = stack.lastIndex(where: { isCenter[Int($0)] }) else { return false }
        if isInverted { stack.removeFirst(at) } else { stack.removeLast(stack.count - 1 - at) }
        return true
    }
}

extension PprofReport {
    /// The value of a sample in reports of stacks: of a mean, divided by its count.
    /// - Parameter type: column of the value; the report's own without one.
    public func stackValue(_ sample: Int, _ type: Int? = nil) -> Int64 {
        let value = profile.samples.value(sample, type ?? column)
        guard options.mean, type ?? column == column else { return value }
        let divisor = profile.samples.value(sample, 0)
        return divisor == 0 ? value : value.quotient(divisor)
    }
}
