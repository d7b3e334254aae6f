import Evidence

/// Two snapshots of a program side by side: stacks by their texts in one table, goroutines by id.
struct SnapshotDiffAlignment: Sendable {
    let before: GoroutineSnapshot
    let after: GoroutineSnapshot
    /// The frames and stacks of both, without regard to inlining, which text dumps do not tell.
    private(set) var stacks = StackTable()
    private var frames: [[FrameID]] = []
    private var nodes: [[StackID]] = []

    init(_ before: GoroutineSnapshot, _ after: GoroutineSnapshot) {
        self.before = before
        self.after = after
        for snapshot in [before, after] { add(snapshot.stacks) }
    }

    private mutating func add(_ table: StackTable) {
        let frames = table.frames.map {
            stacks.intern(function: table.strings[$0.function], file: table.strings[$0.file], line: $0.line)
        }
        var nodes: [StackID] = [.empty]
        nodes.reserveCapacity(table.count)
        // Callers have smaller numbers than what they call.
        for raw in 1..<UInt32(max(table.count, 1)) {
            let id = StackID(rawValue: raw)
            let caller = nodes[Int(table.caller(id).rawValue)]
            nodes.append(stacks.push(frames[Int(table.top(id).rawValue)], onto: caller))
        }
        self.frames.append(frames)
        self.nodes.append(nodes)
    }

    /// A goroutine's stack in `stacks`.
    func stack(_ goroutine: Goroutine, isAfter: Bool) -> StackID {
        nodes[isAfter ? 1 : 0][Int(goroutine.stack.rawValue)]
    }

    /// The `go` statement that created a goroutine, in `stacks`.
    func creation(_ goroutine: Goroutine, isAfter: Bool) -> FrameID {
        goroutine.creation == .none ? .none : frames[isAfter ? 1 : 0][Int(goroutine.creation.rawValue)]
    }

    /// Nanoseconds between the two; nil when the clocks do not tell, or tell that they are in the wrong order.
    var elapsedNanoseconds: Int64? {
        let ends: (Int64, Int64)
        if let start = before.monotonicTime, let end = after.monotonicTime {
            ends = (start, end)
        } else if before.wallTime != 0, after.wallTime != 0 {
            ends = (before.wallTime, after.wallTime)
        } else {
            return nil
        }
        let (elapsed, overflow) = ends.1.subtractingReportingOverflow(ends.0)
        return overflow || elapsed <= 0 ? nil : elapsed
    }

    /// Whether equal ids may mean the same goroutine: not in aggregated dumps, nor in two processes.
    var hasIdentities: Bool {
        if before.source.kind == .groupedText || after.source.kind == .groupedText { return false }
        guard let first = before.source.processID, let second = after.source.processID else { return true }
        return first == second
    }

    /// Positions of the goroutines of both that have one id and, where it is known, one creation site.
    func pairs() -> [(before: Int, after: Int)] {
        guard hasIdentities else { return [] }
        var result: [(before: Int, after: Int)] = []
        var at = 0
        for (position, goroutine) in after.goroutines.enumerated() {
            while at < before.goroutines.count, before.goroutines[at].id < goroutine.id { at += 1 }
            guard at < before.goroutines.count, before.goroutines[at].id == goroutine.id else { continue }
            let first = creation(before.goroutines[at], isAfter: false)
            let second = creation(goroutine, isAfter: true)
            // Ids begin again with the program: another creation site means that it was started anew.
            if first == .none || second == .none || first == second { result.append((at, position)) }
            at += 1
        }
        return result
    }

    /// Whether a goroutine was at rest in both and did not move between.
    ///
    /// With fingerprints that is certain. Without, as in dumps, it is what equal stacks and states suggest, unless the
    /// ages say otherwise: the goroutine may have gone round a loop.
    func isUnmoved(_ pair: (before: Int, after: Int)) -> Bool {
        let first = before.goroutines[pair.before]
        let second = after.goroutines[pair.after]
        guard first.state == second.state, first.kind == second.kind, !Self.isActive(first),
            before.stateText(first) == after.stateText(second)
        else { return false }
        if first.fingerprint != 0 || second.fingerprint != 0 { return first.fingerprint == second.fingerprint }
        if first.waitingNanoseconds >= 0, second.waitingNanoseconds >= 0,
            second.waitingNanoseconds < first.waitingNanoseconds
        {
            return false
        }
        return stack(first, isAfter: false) == stack(second, isAfter: true)
    }

    /// Running, or able to run.
    static func isActive(_ goroutine: Goroutine) -> Bool {
        goroutine.state == .running || goroutine.state == .runnable
    }
}
