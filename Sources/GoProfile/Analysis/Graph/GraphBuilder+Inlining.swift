extension GraphBuilder {
    /// Says of each kept node whether its calls were inlined: all that `top` shows of edges.
    ///
    /// Most frames are of functions that are hardly ever inlined. A step tells that beside the node, so that they take no
    /// look into another table.
    /// - Parameter cutoff: weight of the lightest edge that counts.
    func addInlining(_ graph: inout ProfileGraph, kept: [Bool]?, cutoff: Int64) {
        // Whose inlined calls are too light all together is not called inlined, whatever the other calls are.
        let bounds = graph.inlinedBounds
        let isWanted = table.infos.indices.map {
            table.isInlinedSomewhere[$0] && bounds[$0] >= cutoff.magnitude
        }
        guard graph.nodes.contains(where: { isWanted[$0] }) else {
            graph.inlinings = Array(repeating: [], count: table.infos.count)
            return
        }
        let steps = InliningSteps(table, kept: kept, isWanted)
        var builder = EdgeBuilder(hasDivisors: false)
        let samples = profile.samples
        var stack = samples.emptyRun
        for sample in 0..<samples.count {
            let weight = samples.value(sample, column)
            if weight == 0, !divides || samples.value(sample, 0) == 0 { continue }
            samples.aim(&stack, at: sample)
            // From the leaf to the root: the callee waits for its next kept caller.
            var callee: Int32 = InliningSteps.nothing
            var calleeIsInlined = false
            while let location = stack.next() {
                var step = steps.alone[Int(location)]
                if step == InliningSteps.nothing { continue }
                if step >= 0 {
                    if callee >= 0, callee & 1 != 0, callee != step {
                        builder.add(
                            Int(step >> 1), Int(callee >> 1), weight, 0, isResidual: false, isInline: calleeIsInlined,
                            sample: sample)
                    }
                    callee = step
                    calleeIsInlined = false
                    continue
                }
                let last = Int(table.starts[Int(location) + 1]) - 1
                for at in Int(table.starts[Int(location)])...last {
                    step = steps.all[at]
                    if step < 0 { continue }
                    if callee >= 0, callee & 1 != 0, callee != step {
                        builder.add(
                            Int(step >> 1), Int(callee >> 1), weight, 0, isResidual: false, isInline: calleeIsInlined,
                            sample: sample)
                    }
                    callee = step
                    calleeIsInlined = at != last
                }
            }
        }
        graph.inlinings = builder.inlining(nodes: table.infos.count, cutoff: cutoff.magnitude)
    }
}

/// Nodes, twice their number, and one more for those whose calls matter.
private struct InliningSteps {
    /// By location: its only node, `nothing` when none of its nodes is kept, or `several`.
    let alone: [Int32]
    /// By place in the table's `locationNodes`: the node, or `nothing` when it is not kept.
    let all: [Int32]
    static let nothing: Int32 = -1
    static let several: Int32 = -2

    init(_ table: NodeTable, kept: [Bool]?, _ isWanted: [Bool]) {
        let steps = table.locationNodes.map { node in
            kept?[Int(node)] ?? true ? node << 1 | (isWanted[Int(node)] ? 1 : 0) : Self.nothing
        }
        alone = (0..<table.starts.count - 1).map { location in
            let range = Int(table.starts[location])..<Int(table.starts[location + 1])
            if range.count == 1 { return steps[range.lowerBound] }
            return steps[range].contains { $0 >= 0 } ? Self.several : Self.nothing
        }
        all = steps
    }
}
