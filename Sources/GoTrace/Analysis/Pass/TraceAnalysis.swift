/// Something that is found out in one pass over a trace.
///
/// Intervals come when they end, in the order of their ends; those that are open come after the last event. When an
/// event comes, the scene shows the state behind it, and the intervals that it ended have come already.
public protocol TraceAnalysis {
    /// What it wants to see: the pass leaves the rest out.
    var wants: TraceWants { get }
    mutating func event(_ event: TraceEvent, _ scene: TraceScene)
    mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene)
    mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene)
    /// A goroutine appears: it was created, or is mentioned for the first time. The scene knows it already, under
    /// `subjectSlot`; comes for goroutines from before the window as well.
    mutating func appears(_ event: TraceEvent, _ scene: TraceScene)
    /// After everything else, with the complete scene.
    mutating func finish(_ scene: TraceScene)
}

extension TraceAnalysis {
    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {}
    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {}
    public mutating func processor(_ interval: ProcessorInterval, _ scene: TraceScene) {}
    public mutating func appears(_ event: TraceEvent, _ scene: TraceScene) {}
    public mutating func finish(_ scene: TraceScene) {}
}

/// What an analysis wants to see.
public struct TraceWants: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// `interval(_:_:)`.
    public static let intervals = TraceWants(rawValue: 1)
    /// `processor(_:_:)`.
    public static let processors = TraceWants(rawValue: 2)
    /// `event(_:_:)` for changes of the states of goroutines and processors: nine tenths of all events.
    public static let transitions = TraceWants(rawValue: 4)
    /// `event(_:_:)` for stops of the world, collections, sweeps, assists.
    public static let ranges = TraceWants(rawValue: 8)
    /// `event(_:_:)` for metrics and labels.
    public static let metrics = TraceWants(rawValue: 16)
    /// `event(_:_:)` for tasks, regions and logs.
    public static let annotations = TraceWants(rawValue: 32)
    /// `event(_:_:)` for CPU samples.
    public static let samples = TraceWants(rawValue: 64)
    /// `event(_:_:)` for begins of generations and experiments.
    public static let others = TraceWants(rawValue: 128)
    /// The wanted events from before the window as well, for what is known only from its begin: a stop of the world, an
    /// assist. Such events are earlier than `TraceScene.start`.
    public static let beforeWindow = TraceWants(rawValue: 256)
    /// `appears(_:_:)`.
    public static let births = TraceWants(rawValue: 512)
    /// The trace from its begin on, whatever the window: what an index says of a generation's begin is not enough.
    public static let beginning = TraceWants(rawValue: 1024)

    init(_ kind: TraceEvent.Kind) {
        switch kind {
        case .goroutineTransition, .processorTransition: self = .transitions
        case .rangeBegin, .rangeActive, .rangeEnd: self = .ranges
        case .metric, .label: self = .metrics
        case .taskBegin, .taskEnd, .regionBegin, .regionEnd, .log: self = .annotations
        case .stackSample: self = .samples
        case .sync, .experimental: self = .others
        }
    }
}
