/// Follows when the world is stopped, or being stopped. Stops overlap: who wants the next one waits in its own.
struct StoppedWorld: Sendable {
    private var depth = 0
    /// Since when it is, in nanoseconds of the trace's clock.
    private var since: Int64 = 0

    /// When the stop began that lasts; nil while the world runs.
    var start: Int64? { depth > 0 ? since : nil }

    /// - Returns: the time in which the world was stopped, when the event ends that.
    mutating func take(_ event: TraceEvent) -> (start: Int64, end: Int64)? {
        switch event.type {
        case .stwBegin:
            if depth == 0 { since = event.time }
            depth += 1
        case .stwEnd where depth > 0:
            depth -= 1
            if depth == 0 { return (since, event.time) }
        default: break
        }
        return nil
    }
}
