import Evidence

/// A label at a node, and the part of the node's weight that has it.
public struct GraphTag: Sendable {
    public var name: [UInt8]
    /// Of a number; empty for a text.
    public var unit = ""
    public var number: Int64 = 0
    public var flat: Int64 = 0
    public var flatDivisor: Int64 = 0
    public var cumulative: Int64 = 0
    public var cumulativeDivisor: Int64 = 0

    public init(name: [UInt8], unit: String = "", number: Int64 = 0) {
        self.name = name
        self.unit = unit
        self.number = number
    }

    public var flatValue: Int64 { flatDivisor == 0 ? flat : flat.quotient(flatDivisor) }
    public var cumulativeValue: Int64 { cumulativeDivisor == 0 ? cumulative : cumulative.quotient(cumulativeDivisor) }

    public mutating func add(_ other: GraphTag) {
        flat &+= other.flat
        flatDivisor &+= other.flatDivisor
        cumulative &+= other.cumulative
        cumulativeDivisor &+= other.cumulativeDivisor
    }

    func isBelow(_ cutoff: Int64) -> Bool {
        flat.wrappingMagnitude < cutoff && cumulative.wrappingMagnitude < cutoff
    }

    /// By weight, the heaviest first, then by name.
    public static func sorted(_ tags: [GraphTag], byFlat: Bool) -> [GraphTag] {
        tags.sorted { a, b in
            if !byFlat, a.cumulative != b.cumulative {
                return a.cumulative.wrappingMagnitude > b.cumulative.wrappingMagnitude
            }
            if a.flat != b.flat { return a.flat.wrappingMagnitude > b.flat.wrappingMagnitude }
            return a.name.lexicographicallyPrecedes(b.name)
        }
    }
}

/// The labels at one node.
public struct GraphTags: Sendable {
    /// All text labels of a sample together make one tag.
    public var labels: [GraphTag] = []
    /// Numbers by the name of the tag that they come with; empty for samples without texts.
    public var numbers: [[UInt8]: [GraphTag]] = [:]

    /// Tags with a weight of their own, as a measure of the room that they take.
    var count: Int {
        labels.count { $0.flat != 0 } + numbers.values.reduce(0) { $0 + $1.count { $0.flat != 0 } }
    }

    mutating func trim(below cutoff: Int64) {
        labels.removeAll { $0.isBelow(cutoff) }
        numbers = numbers.mapValues { $0.filter { !$0.isBelow(cutoff) } }
    }
}

extension GraphBuilder {
    /// Computes the labels at kept nodes.
    func addTags(_ graph: inout ProfileGraph, kept: [Bool]?, _ report: PprofReport) {
        var gatherer = TagGatherer(report)
        graph.tags = Array(repeating: GraphTags(), count: table.infos.count)
        if gatherer.isIdle { return }
        let samples = profile.samples
        var lastSample = [Int](repeating: -1, count: table.infos.count)
        for sample in 0..<samples.count {
            let weight = samples.value(sample, report.column)
            let divisor = report.options.mean ? samples.value(sample, 0) : 0
            if weight == 0, divisor == 0 { continue }
            let set = samples.labelSets[sample]
            var isLeaf = true
            // pprof goes from the root to the leaf; sums do not depend on it.
            for location in samples.stack(sample) {
                for node in nodes(Int(location)) {
                    let isKept = kept?[node] ?? true
                    if isLeaf, isKept { gatherer.add(node, set, weight, divisor, isFlat: true) }
                    isLeaf = false
                    if isKept, lastSample[node] != sample {
                        lastSample[node] = sample
                        gatherer.add(node, set, weight, divisor, isFlat: false)
                    }
                }
            }
        }
        graph.tags = gatherer.tags(nodes: table.infos.count)
    }

    private func nodes(_ location: Int) -> LazyMapSequence<ArraySlice<Int32>, Int> {
        table.locationNodes[Int(table.starts[location])..<Int(table.starts[location + 1])].lazy.map { Int($0) }
    }
}
