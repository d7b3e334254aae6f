import Wire

/// Ordered events of a trace, of whatever format.
public protocol TraceEventSource {
    /// What the numbers in the events mean; grows as reading goes on.
    var tables: TraceTables { get set }
    /// Replaces the contents of `events` by the next ones, about `limit` of them; leaves it empty at the end.
    /// - Throws: what is wrong with the trace, once all events before that were given. Nothing follows then.
    mutating func read(into events: inout [TraceEvent], limit: Int) throws(InputError)
}

extension TraceReader: TraceEventSource {}
