import Evidence
import Wire

/// Counts and times of events by stack, process and operation.
public struct StackTallies: Sendable {
    public struct Row: Sendable {
        /// In `ActivityTables.stacks`; never 0.
        public var stack: UInt32
        /// Short name of the process.
        public var process: StringID
        public var operation: StringID
        public var tally: ActivityTally
    }

    private struct Key: Hashable {
        var stack: UInt32
        var process: StringID
        var operation: StringID
    }

    /// In the order in which they first came.
    public private(set) var rows: [Row] = []
    /// Events that have no stack.
    public private(set) var withoutStack = ActivityTally()
    /// In the log's clock.
    public private(set) var start = Int64.max
    public private(set) var end = Int64.min

    /// Reads a source to its end.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var places: [Key: Int] = [:]
        var errors = ErrorResults()
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            let tables = source.tables
            for event in events where isWanted(event, source) {
                (start, end) = (min(start, event.time), max(end, event.end))
                let isFailed = errors.isError(event.result, tables)
                guard event.stack != 0 else {
                    withoutStack.add(event.duration, isFailed: isFailed)
                    continue
                }
                let process = event.process >= 0 ? tables.processes[Int(event.process)].name : .empty
                let key = Key(stack: event.stack, process: process, operation: event.operation)
                let place = places[key] ?? rows.count
                if place == rows.count {
                    places[key] = place
                    rows.append(
                        Row(stack: key.stack, process: process, operation: event.operation, tally: ActivityTally()))
                }
                rows[place].tally.add(event.duration, isFailed: isFailed)
            }
        } while !events.isEmpty
    }

    /// Nanoseconds from the first event to the end of the last one.
    public var duration: Int64 { start <= end ? end &- start : 0 }
}
