import Diagnosis
import GoTrace

/// What changed between two traces, in words.
struct TraceDiffWords {
    let comparison: TraceComparison
    private let before: TraceNames
    private let after: TraceNames

    init(_ comparison: TraceComparison) {
        self.comparison = comparison
        before = TraceNames(scene: comparison.before.scene, start: comparison.before.scene.start)
        after = TraceNames(scene: comparison.after.scene, start: comparison.after.scene.start)
    }

    /// ` a second`, for values of changes.
    func per(_ key: MeasuredKey) -> String {
        if key.quantity == .tasks || key.quantity == .requests { return "a second" }
        switch comparison.unit {
        case .second: return "a second"
        case .task(let type): return "for each task `\(type)`"
        case .request: return "for each request"
        }
    }

    /// `waiting for a mutex at store.(*Cache).Get cache.go:41`, without the goroutines.
    func what(_ key: MeasuredKey, stackBefore: UInt32, stackAfter: UInt32) -> String {
        switch key.quantity {
        case .running: return isCollector(key) ? "the collector's workers" : "running"
        case .runnable: return "ready, without a processor"
        case .systemCall:
            let call = key.what.isEmpty || key.what.hasPrefix("cgo") ? key.what : "system call \(key.what)"
            return call + at(stackBefore, stackAfter)
        case .waiting:
            return PathWords.waiting(WaitKind(rawValue: key.what) ?? .unknown) + at(stackBefore, stackAfter)
        case .assist: return "assisting the collector"
        case .stopped: return "the world stopped"
        case .stops: return "stops of the world"
        case .collections: return "collections"
        case .created: return "goroutines created"
        case .processorRunning: return "processors running goroutines"
        case .processorScheduling: return "processors in the scheduler"
        case .processorSystemCall: return "processors kept for system calls"
        case .tasks: return "tasks `\(key.what)` begun"
        case .requests: return "requests served" + (key.what.isEmpty ? "" : " by \(FunctionName.short(key.what))")
        }
    }

    private func at(_ stackBefore: UInt32, _ stackAfter: UInt32) -> String {
        if stackAfter != 0 { return " at \(after.place(stackAfter))" }
        return stackBefore != 0 ? " at \(before.place(stackBefore))" : ""
    }

    private func isCollector(_ key: MeasuredKey) -> Bool { key.root == "runtime.gcBgMarkWorker" }

    /// The same with the goroutines whose time it is.
    func full(_ key: MeasuredKey, stackBefore: UInt32, stackAfter: UInt32) -> String {
        let what = what(key, stackBefore: stackBefore, stackAfter: stackAfter)
        let isOfGroup = key.quantity.isState || key.quantity == .assist || key.quantity == .created
        guard isOfGroup, !isCollector(key) || key.quantity != .running else { return what }
        return "\(what), \(key.root.isEmpty ? "goroutines of unknown origin" : FunctionName.short(key.root))"
    }

    func full(_ change: TraceChange) -> String {
        full(change.key, stackBefore: change.stackBefore, stackAfter: change.stackAfter)
    }

    /// A value of a quantity: `12ms`, `3.4`.
    static func value(_ value: Double?, _ quantity: MeasuredQuantity) -> String {
        guard let value else { return "-" }
        return quantity.isTime ? duration(value) : NumberText.format(value)
    }

    /// - Parameter value: nanoseconds.
    static func duration(_ value: Double) -> String {
        DurationText.format(Int64(exactly: value.rounded()) ?? (value < 0 ? -.max : .max))
    }

    /// `+12ms`.
    static func signed(_ value: Double, _ quantity: MeasuredQuantity) -> String {
        (value > 0 ? "+" : "") + (quantity.isTime ? duration(value) : NumberText.format(value))
    }

    /// `+34%`, `×3.2`, `new`, `gone`.
    static func relative(before: Double?, after: Double?) -> String {
        guard let before, before > 0 else { return (after ?? 0) > 0 ? "new" : "" }
        guard let after, after > 0 else { return "gone" }
        let ratio = after / before
        if ratio >= 3 { return "×" + NumberText.format(ratio) }
        let percent =
            ((ratio - 1) * 100 * (abs(ratio - 1) < 0.0995 ? 10 : 1)).rounded()
            / (abs(ratio - 1) < 0.0995 ? 10 : 1)
        return (percent > 0 ? "+" : "") + NumberText.format(percent) + "%"
    }

    /// `each task `checkout``, `each request`.
    static func subject(_ change: InstanceChange) -> String {
        switch change.kind {
        case .task: "each task `\(change.name)`"
        case .region: "each region `\(change.name)`"
        case .request: "each request" + (change.name.isEmpty ? "" : " for \(FunctionName.short(change.name))")
        case .ready: "each wait for a processor"
        }
    }

    /// The row of a table.
    static func name(_ change: InstanceChange) -> String {
        switch change.kind {
        case .task: "task \(change.name)"
        case .region: "region \(change.name)"
        case .request: change.name.isEmpty ? "requests" : "requests for \(FunctionName.short(change.name))"
        case .ready: "waits for a processor"
        }
    }

    /// `in the middle`, `at the 99th percentile`.
    static func place(_ fraction: Double) -> String {
        fraction == 0.5 ? "at the median" : "at the \(NumberText.format((fraction * 1000).rounded() / 10))th percentile"
    }
}
