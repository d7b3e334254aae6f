/// Events of a text log, in the order in which they began, that wait until those before them are complete.
struct EventQueue {
    private var events: [ActivityEvent] = []
    /// Place in `events` of the first that has not been handed out.
    private var start = 0
    /// Number of the event at place 0 since the begin of the log.
    private var first = 0

    /// The number that the next event will have.
    var end: Int { first + events.count }
    var numbers: Range<Int> { (first + start)..<end }

    /// The number of the event since the begin of the log.
    @discardableResult
    mutating func append(_ event: ActivityEvent) -> Int {
        events.append(event)
        return end - 1
    }

    /// An event that has not been handed out, by its number.
    subscript(_ number: Int) -> ActivityEvent {
        get { events[number - first] }
        _modify { yield &events[number - first] }
    }

    /// Moves events to a batch.
    /// - Parameter before: the number of the first event that is not complete.
    mutating func handOut(to batch: inout [ActivityEvent], limit: Int, before open: Int) {
        let count = min(limit, min(open, end) - first - start)
        guard count > 0 else { return }
        batch += events[start..<(start + count)]
        start += count
        // Moving the rest costs no more than having handed out what was before it.
        guard start > events.count / 2 else { return }
        events.removeSubrange(..<start)
        first += start
        start = 0
    }
}
