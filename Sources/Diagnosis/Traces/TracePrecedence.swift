import Evidence
import GoTrace

/// Puts findings under their roots, as the vocabulary's "Which one comes first" has it.
struct TracePrecedence {
    let trace: TraceEvidence
    let limits: Thresholds

    /// The roots, with what they explain; in the order of the findings.
    func nested(_ all: [TraceFinding]) -> [Finding] {
        var parents = [Int?](repeating: nil, count: all.count)
        let ordered = all.indices.sorted { Ranking.precedes(all[$0].finding, all[$1].finding) }
        for symptom in ordered {
            parents[symptom] = ordered.first { root in
                root != symptom && !hangs(root, on: symptom, parents) && explains(all[root], all[symptom])
            }
        }
        func finding(_ index: Int) -> Finding {
            var result = all[index].finding
            result.explains += ordered.filter { parents[$0] == index }.map(finding)
            // A root is no milder than what it causes.
            result.severity = result.explains.reduce(result.severity) { max($0, $1.severity) }
            return result
        }
        return ordered.filter { parents[$0] == nil }.map(finding)
    }

    private func hangs(_ index: Int, on other: Int, _ parents: [Int?]) -> Bool {
        var at: Int? = index
        while let current = at {
            if current == other { return true }
            at = parents[current]
        }
        return false
    }

    private func explains(_ root: TraceFinding, _ symptom: TraceFinding) -> Bool {
        if let queue = symptom.queue, root.cause != .evidenceInsufficient, explains(root, symptom, queue) {
            return true
        }
        if let queue = root.queue, Self.operations.contains(symptom.cause) {
            return isBehind(queue, symptom) && root.cause != .backpressureChannel && !isMostlyDirect(symptom, root)
        }
        if root.cause == .gcLongPause { return Self.collector.contains(symptom.cause) && isMostlyStanding(root) }
        guard Self.collector.contains(root.cause) else { return false }
        switch symptom.cause {
        // The collector's work is what fills the processors, or a good part of that.
        case .cpuSaturated, .cpuGomaxprocsLow:
            return trace.collectorShare > limits.traceCollectorWarning.value && root.rate * 2 >= symptom.rate
        case .gcLongPause:
            return symptom.isStopForCollector && root.rate > symptom.rate && !isMostlyStanding(symptom)
        default: return false
        }
    }

    /// Whether something makes those late for whom others queue.
    private func explains(_ root: TraceFinding, _ symptom: TraceFinding, _ queue: TraceQueue) -> Bool {
        let half = limits.traceSlowHolder.value
        switch root.cause {
        case .cpuSaturated, .cpuGomaxprocsLow: return queue.share { $0.activity == .runnable } >= half
        case .gcAllocationRate, .gcMemoryLimit, .gcForced:
            return queue.share { $0.kind == .assist || $0.kind == .collector } >= half
        case .contentionMutex, .contentionLockAcrossIo, .contentionLogging:
            return symptom.cause == .backpressureChannel && queue.share(behindLockAt: root.key, trace) >= half
        case _ where Self.operations.contains(root.cause):
            guard isBehind(queue, root) else { return false }
            // A consumer whose calls are late is no cause of its own.
            return symptom.cause == .backpressureChannel || isMostlyDirect(root, symptom)
        default: return false
        }
    }

    private func isBehind(_ queue: TraceQueue, _ operation: TraceFinding) -> Bool {
        let slow = queue.slow(trace)
        let sum = slow.filter { $0.key == operation.key }.reduce(0) { $0 &+ $1.sum }
        return Double(sum) >= limits.traceSlowHolder.value * Double(slow.reduce(0) { $0 &+ $1.sum }) && sum > 0
    }

    /// The collector takes so much because it waits for goroutines to stop.
    private func isMostlyStanding(_ pause: TraceFinding) -> Bool {
        let stops = Double(trace.stops.collectorProcessorTime) / Double(max(trace.collector.capacity, 1))
        return pause.finding.severity >= .warning && pause.isStopForCollector && stops * 3 >= trace.collectorShare
    }

    /// Nearly all who wait do so in the operation itself.
    private func isMostlyDirect(_ operation: TraceFinding, _ queue: TraceFinding) -> Bool {
        operation.rate >= limits.directShare.value * (operation.rate + queue.rate)
    }

    private static let operations: Set<Cause> = [
        .ioDiskSync, .ioBlockedSyscall, .threadsCgoBlocked, .networkSlowPeer, .networkSlowClient, .networkDns,
    ]
    private static let collector: Set<Cause> = [.gcAllocationRate, .gcMemoryLimit, .gcForced]
}
