import Evidence

/// How much of the processors the collector leaves to the program, over time.
public struct MutatorUtilisation: TraceAnalysis {
    private var series: [UtilisationSeries]
    /// The minimum over windows, by rule; filled at the end.
    public private(set) var curves: [UtilisationCurve] = []
    private var generation: Int64 = 0
    /// Whether each goroutine has been a worker or has assisted, by its slot.
    private var working: [Bool] = []

    public init(_ rules: [UtilisationRule]) { series = rules.map(UtilisationSeries.init) }

    public var wants: TraceWants { [.transitions, .ranges, .metrics, .others, .beforeWindow, .beginning] }

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        switch event.kind {
        case .goroutineTransition:
            // After the first generation the state of those that never worked for the collector no longer matters.
            guard generation <= 1 || works(event.subjectSlot) else { return }
            for index in series.indices { series[index].transition(event) }
            if event.goroutineAfter == .notExist, works(event.subjectSlot) { working[Int(event.subjectSlot)] = false }
        case .metric where event.type == .procsChange:
            for index in series.indices { series[index].limit(event.subject, at: event.time) }
        case .sync: generation = event.subject
        case .label: label(event, scene)
        case .rangeBegin, .rangeActive, .rangeEnd: range(event, scene)
        default: break
        }
    }

    private mutating func range(_ event: TraceEvent, _ scene: TraceScene) {
        let isFirst = generation <= 1
        if [.gcMarkAssistBegin, .gcMarkAssistActive].contains(event.type) { note(event.subjectSlot) }
        for index in series.indices {
            switch event.type {
            case .stwBegin, .stwEnd:
                if CollectorNames.isStopForCollector(event.text, scene.tables) { series[index].stop(event) }
            case .gcSweepActive, .gcSweepBegin, .gcSweepEnd: series[index].sweep(event, isFirstGeneration: isFirst)
            case .gcMarkAssistActive, .gcMarkAssistBegin, .gcMarkAssistEnd:
                series[index].assist(event, isFirstGeneration: isFirst)
            default: break
            }
        }
    }

    @inline(__always)
    private func works(_ slot: Int32) -> Bool { slot >= 0 && Int(slot) < working.count && working[Int(slot)] }

    private mutating func note(_ slot: Int32) {
        guard slot >= 0 else { return }
        working.reach(Int(slot), with: false)
        working[Int(slot)] = true
    }

    private mutating func label(_ event: TraceEvent, _ scene: TraceScene) {
        guard let worker = CollectorWorker(label: event.text, scene.tables), worker != .idle else { return }
        note(event.goroutineSlot)
        for index in series.indices { series[index].worker(event, isDedicated: worker == .dedicated) }
    }

    public mutating func finish(_ scene: TraceScene) {
        for index in series.indices {
            series[index].finish(at: scene.end)
            curves.append(UtilisationCurve(series[index].rule, series[index].steps, from: scene.start))
        }
        series = []
    }
}

/// What a worker of the collector does, by the label that the runtime puts on it.
public enum CollectorWorker: UInt8, Sendable, CaseIterable {
    /// It has a processor for itself.
    case dedicated = 1
    /// It works until it has used up its share of a processor.
    case fractional
    /// It works on a processor that nobody else wants.
    case idle

    /// - Parameter label: as in `runtime/trace.go` of Go 1.27.3; labels of a future kind count as fractional, as in Go.
    init?(label: StringID, _ tables: TraceTables) {
        let text = tables.strings[label]
        switch text {
        case "GC (dedicated)": self = .dedicated
        case "GC (idle)": self = .idle
        default:
            guard text.utf8.starts(with: "GC ".utf8) else { return nil }
            self = .fractional
        }
    }
}

/// Names that the runtime gives what it does.
enum CollectorNames {
    /// Whether the world is stopped for the collector: reasons such as `GC mark termination`.
    static func isStopForCollector(_ reason: StringID, _ tables: TraceTables) -> Bool {
        let bytes = tables.strings.bytes(reason)
        return zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "G") && $1 == UInt8(ascii: "C") }
    }

    static func isWaitForWorkers(_ reason: StringID, _ tables: TraceTables) -> Bool {
        tables.strings.bytes(reason).elementsEqual("GC mark assist wait for work".utf8)
    }

    static func isMarkTermination(_ reason: StringID, _ tables: TraceTables) -> Bool {
        tables.strings.bytes(reason).elementsEqual("GC mark termination".utf8)
    }
}
