import Evidence

/// One profile of a comparison, filtered and aggregated as pprof's options ask for.
struct ComparedProfile: Sendable {
    let profile: Profile
    let column: Int
    let model: CountingModel
    /// Sum of the shown values before the filters, or behind them with relative percentages.
    let total: Double
    /// Nodes by location, the innermost inlined one first; numbers of the common table of names.
    var nodes: LocationNodeTable

    init(_ report: PprofReport, _ names: inout NodeNames) {
        profile = report.profile
        column = report.column
        model = CountingModel(report.profile, column: report.column)
        total = Double(report.total)
        let table = NodeTable(report.profile, keepsObjectFiles: false, options: report.options)
        let numbers = table.infos.map { names.intern($0.printableName(table.strings), name: $0.name, table.strings) }
        nodes = LocationNodeTable(table, numbers)
    }

    /// Weights of all nodes.
    func weights(nodeCount: Int) -> NodeWeights {
        if case .constant(let weight) = model { return constantWeights(nodeCount, Double(max(weight, 1))) }
        return variableWeights(nodeCount)
    }

    private func constantWeights(_ nodeCount: Int, _ weight: Double) -> NodeWeights {
        var byLeaf = [Int64](repeating: 0, count: profile.locations.count)
        var cumulative = [Int64](repeating: 0, count: nodeCount)
        var lastSample = [Int32](repeating: -1, count: nodeCount)
        let samples = profile.samples
        let starts = nodes.starts
        let locationNodes = nodes.nodes
        for sample in 0..<samples.count {
            let value = samples.value(sample, column)
            if value == 0 { continue }
            var stack = samples.stack(sample)
            let mark = Int32(truncatingIfNeeded: sample)
            var isLeaf = true
            while let location = stack.next() {
                if isLeaf {
                    isLeaf = false
                    byLeaf[Int(location)] &+= value
                }
                var at = Int(starts[Int(location)])
                let end = Int(starts[Int(location) + 1])
                while at < end {
                    let node = Int(locationNodes[at])
                    if lastSample[node] != mark {
                        lastSample[node] = mark
                        cumulative[node] &+= value
                    }
                    at += 1
                }
            }
        }
        var result = NodeWeights(nodeCount: nodeCount)
        for (location, value) in byLeaf.enumerated() where value != 0 {
            result.flat[Int(nodes.innermost(location))] += Double(value)
        }
        result.cumulative = cumulative.map(Double.init)
        result.flatMoment = result.flat.map { $0.magnitude * weight }
        result.cumulativeMoment = result.cumulative.map { $0.magnitude * weight }
        return result
    }

    private func variableWeights(_ nodeCount: Int) -> NodeWeights {
        var result = NodeWeights(nodeCount: nodeCount)
        // One array for value and moment of a node: they are changed together.
        var cumulative = [SIMD2<Double>](repeating: .zero, count: nodeCount)
        var lastSample = [Int32](repeating: -1, count: nodeCount)
        let samples = profile.samples
        let starts = nodes.starts
        let locationNodes = nodes.nodes
        for sample in 0..<samples.count {
            let value = Double(samples.value(sample, column))
            if value == 0 { continue }
            let moment = value * value / model.events(samples, sample, column: column)
            let both = SIMD2(value, moment)
            var stack = samples.stack(sample)
            let mark = Int32(truncatingIfNeeded: sample)
            var isLeaf = true
            while let location = stack.next() {
                var at = Int(starts[Int(location)])
                let end = Int(starts[Int(location) + 1])
                if isLeaf, at < end {
                    isLeaf = false
                    result.flat[Int(locationNodes[at])] += value
                    result.flatMoment[Int(locationNodes[at])] += moment
                }
                while at < end {
                    let node = Int(locationNodes[at])
                    if lastSample[node] != mark {
                        lastSample[node] = mark
                        cumulative[node] += both
                    }
                    at += 1
                }
            }
        }
        result.cumulative = cumulative.map(\.x)
        result.cumulativeMoment = cumulative.map(\.y)
        return result
    }

    /// Inclusive weights of the samples alone whose innermost node is one of some.
    func cumulative(underLeaves isWanted: [Bool]) -> [Double] {
        var result = [Double](repeating: 0, count: isWanted.count)
        var lastSample = [Int32](repeating: -1, count: isWanted.count)
        let samples = profile.samples
        for sample in 0..<samples.count {
            let value = Double(samples.value(sample, column))
            var stack = samples.stack(sample)
            guard value != 0, let leaf = stack.next(), isWanted[Int(nodes.innermost(Int(leaf)))] else { continue }
            let mark = Int32(truncatingIfNeeded: sample)
            for location in samples.stack(sample) {
                for node in nodes[Int(location)] where lastSample[Int(node)] != mark {
                    lastSample[Int(node)] = mark
                    result[Int(node)] += value
                }
            }
        }
        return result
    }
}

/// Nodes by location.
struct LocationNodeTable: Sendable {
    let starts: [Int32]
    private(set) var nodes: [Int32]

    init(_ table: NodeTable, _ numbers: [Int32]) {
        starts = table.starts
        nodes = table.locationNodes.map { numbers[Int($0)] }
    }

    /// The innermost inlined node first.
    subscript(_ location: Int) -> ArraySlice<Int32> { nodes[Int(starts[location])..<Int(starts[location + 1])] }

    func innermost(_ location: Int) -> Int32 { nodes[Int(starts[location])] }

    /// The function whose code it is, into which the others were inlined.
    func outermost(_ location: Int) -> Int32 { nodes[Int(starts[location + 1]) - 1] }

    mutating func renumber(_ new: [Int32]) {
        for at in nodes.indices { nodes[at] = new[Int(nodes[at])] }
    }
}

/// What the stacks of one profile, or of several together, add up to by node.
struct NodeWeights: Sendable {
    var flat: [Double]
    var cumulative: [Double]
    /// Sums of value² / events, from which the weight of one event follows.
    var flatMoment: [Double]
    var cumulativeMoment: [Double]

    init(nodeCount: Int) {
        flat = Array(repeating: 0, count: nodeCount)
        cumulative = flat
        flatMoment = flat
        cumulativeMoment = flat
    }

    static func sum(_ all: [NodeWeights], nodeCount: Int) -> NodeWeights {
        if all.count == 1 { return all[0] }
        var result = NodeWeights(nodeCount: nodeCount)
        for one in all {
            for node in 0..<nodeCount {
                result.flat[node] += one.flat[node]
                result.cumulative[node] += one.cumulative[node]
                result.flatMoment[node] += one.flatMoment[node]
                result.cumulativeMoment[node] += one.cumulativeMoment[node]
            }
        }
        return result
    }
}
