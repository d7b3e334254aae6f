import Evidence

/// Finds the interval of a goroutine that lies over a moment, who ended it and what was made ready in it.
public struct IntervalFinder: TraceAnalysis {
    /// Somebody made a goroutine ready.
    public struct Wake: Sendable {
        /// Who did, or to whom it was done.
        public var goroutine: Int64
        /// Root function of that one; empty when unknown.
        public var root: StringID
        public var time: Int64
        /// On which processor; -1 when unknown.
        public var processor: Int32
        public var stack: UInt32
    }

    public struct Found: Sendable {
        public var interval: GoroutineInterval
        /// When it began, be that before the window.
        public var start: Int64
        public var root: StringID
        public var waker: Wake?
        public var woke: [Wake]
        /// How many were made ready, of which `woke` has the first.
        public var wokeCount: Int
    }

    public private(set) var found: Found?
    private let goroutine: Int64
    /// In nanoseconds of the trace's clock.
    private let time: Int64
    private let done: @Sendable () -> Void
    private var lastWake: Wake?
    private var woke: [Wake] = []
    private var wokeCount = 0
    private static let limit = 50

    /// - Parameters:
    ///   - time: nanoseconds of the trace's clock.
    ///   - done: called once it is found, so that the rest need not be read.
    public init(goroutine: Int64, at time: Int64, done: @escaping @Sendable () -> Void) {
        self.goroutine = goroutine
        self.time = time
        self.done = done
    }

    public let wants: TraceWants = [.intervals, .transitions, .beforeWindow]

    public mutating func event(_ event: TraceEvent, _ scene: TraceScene) {
        guard found == nil, event.kind == .goroutineTransition else { return }
        if event.subject == goroutine {
            if event.goroutineAfter == .runnable, event.goroutine >= 0, event.goroutine != goroutine {
                lastWake = Wake(
                    goroutine: event.goroutine, root: root(event.goroutineSlot, scene), time: event.time,
                    processor: event.processor, stack: event.stack)
            } else if event.goroutineAfter == .runnable || event.goroutineAfter == .waiting {
                lastWake = nil
            }
            if event.goroutineBefore != event.goroutineAfter {
                woke = []
                wokeCount = 0
            }
        } else if event.goroutine == goroutine, event.goroutineAfter == .runnable, event.subjectSlot >= 0 {
            wokeCount += 1
            guard woke.count < Self.limit else { return }
            woke.append(
                Wake(
                    goroutine: event.subject, root: root(event.subjectSlot, scene), time: event.time,
                    processor: event.processor, stack: event.stack))
        }
    }

    public mutating func interval(_ interval: GoroutineInterval, _ scene: TraceScene) {
        guard found == nil, interval.goroutine == goroutine, interval.end > time || interval.isOpen else { return }
        let start = interval.isCensored ? scene.start : scene.goroutines[Int(interval.slot)].since
        guard start <= time else { return }
        found = Found(
            interval: interval, start: min(start, interval.start), root: root(interval.slot, scene),
            waker: waker(interval, start, scene), woke: woke, wokeCount: wokeCount)
        done()
    }

    private func waker(_ interval: GoroutineInterval, _ start: Int64, _ scene: TraceScene) -> Wake? {
        // The event that ends a wait comes after the interval: what is known of it stands in the interval.
        if interval.waker >= 0 {
            let isWait = interval.state == .waiting
            let processor = !isWait && lastWake?.goroutine == interval.waker ? lastWake?.processor ?? -1 : -1
            return Wake(
                goroutine: interval.waker, root: root(interval.wakerSlot, scene),
                time: isWait ? interval.end : start, processor: processor, stack: interval.wakerStack)
        }
        return interval.state == .running ? lastWake : nil
    }

    private func root(_ slot: Int32, _ scene: TraceScene) -> StringID {
        slot >= 0 && Int(slot) < scene.goroutines.count ? scene.root(slot: slot) : .empty
    }
}
