import Evidence

/// What a row of a timeline shows: one for all kinds of rows, so that colours and patterns belong to numbers.
public enum TimelineState: UInt8, Sendable, CaseIterable {
    case running
    case syscall
    case runnable
    /// A thread holds a processor and runs no goroutine: it looks for one, or does the runtime's work.
    case scheduling
    case waiting
    /// A goroutine of the collector runs.
    case collecting
    /// The collector marks.
    case marking
    /// The world is stopped, or being stopped.
    case stopped
    /// A goroutine marks for the memory that it allocates.
    case assisting

    /// The state of a goroutine; nil when it has none that takes time.
    public init?(_ state: GoroutineState) {
        switch state {
        case .running: self = .running
        case .syscall: self = .syscall
        case .runnable: self = .runnable
        case .waiting: self = .waiting
        case .undetermined, .notExist: return nil
        }
    }
}

/// A stretch of time on a row of a timeline.
public struct TimelineSpan: Sendable {
    public var state: TimelineState
    /// Nanoseconds of the trace's clock.
    public var start: Int64
    public var end: Int64
    /// -1 for none.
    public var goroutine: Int64 = -1
    /// Of a processor's span the root function of its goroutine; of a goroutine's the reason of its wait; of a stop of
    /// the world what it is for.
    public var text = StringID.empty

    public init(
        _ state: TimelineState, from start: Int64, to end: Int64, goroutine: Int64 = -1, text: StringID = .empty
    ) {
        self.state = state
        self.start = start
        self.end = end
        self.goroutine = goroutine
        self.text = text
    }
}

/// What keeps the spans of a row.
public protocol TimelineRow: Sendable {
    /// - Parameter overlaps: whether several spans may lie at one moment, as those of a group of goroutines.
    init(_ scale: TimelineScale, overlaps: Bool)
    mutating func add(_ span: TimelineSpan)
}

/// Which part of a trace rows show, and how finely.
public struct TimelineScale: Sendable {
    /// Nanoseconds of the trace's clock; the begin of the trace and no end for all of it.
    public var from: Int64
    public var to: Int64
    /// Parts of equal length, as a rule pixels.
    public var parts: Int

    public init(from: Int64, to: Int64, parts: Int) {
        self.from = from
        self.to = max(to, from &+ 1)
        self.parts = max(parts, 1)
    }

    public var length: Int64 { to &- from }

    /// Where a part begins.
    func begin(_ part: Int) -> Int64 {
        let product = length.multipliedFullWidth(by: Int64(part))
        return from &+ Int64(parts).dividingFullWidth((product.high, product.low)).quotient
    }

    /// Nanoseconds of a part: borders lie on whole ones, so that parts of a short window differ by one.
    public func length(of part: Int) -> Int64 { (part + 1 < parts ? begin(part + 1) : to) &- begin(part) }

    /// The part in which a moment of the window lies.
    func part(_ time: Int64) -> Int {
        let product = (time &- from).multipliedFullWidth(by: Int64(parts))
        return Swift.min(Int(length.dividingFullWidth((product.high, product.low)).quotient), parts - 1)
    }
}
