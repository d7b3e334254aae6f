/// Processor time that there is: GOMAXPROCS times nanoseconds of what is looked at.
struct ProcessorCapacity: Sendable {
    /// More processors than any machine has; a trace may claim any number.
    static let mostProcessors: Int64 = 1 << 16

    /// Up to the last change.
    private(set) var sum: Int64 = 0
    /// GOMAXPROCS; 0 as long as the trace does not say.
    private(set) var limit: Int64 = 0
    private var since = Int64.min

    /// Takes a new value of GOMAXPROCS.
    /// - Returns: whether it is another one.
    @discardableResult
    mutating func change(_ event: TraceEvent, _ scene: TraceScene) -> Bool {
        let value = min(max(event.subject, 0), Self.mostProcessors)
        guard value != limit else { return false }
        // The trace says soon after its begin how many there are: they were there from the begin.
        if limit == 0, since == .min { limit = value }
        add(until: event.time, scene)
        limit = value
        return true
    }

    mutating func finish(_ scene: TraceScene) { add(until: scene.end, scene) }

    private mutating func add(until time: Int64, _ scene: TraceScene) {
        let begin = max(since, scene.start)
        if time > begin { sum &+= (time &- begin) &* limit }
        since = max(since, time)
    }
}
