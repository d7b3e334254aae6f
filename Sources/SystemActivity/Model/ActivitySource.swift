import Evidence
import Wire

/// Where events of system activity come from: a log, an import, a capture that still runs.
///
/// What was read may be asked for its texts by several threads at once.
public protocol ActivitySource: Sendable {
    /// Grows as events are read; a process may get its end, its arguments or its parent later than its first event.
    var tables: ActivityTables { get set }
    var clock: ActivityClock { get }
    /// What was missing, lost or left out so far.
    var quality: Quality { get }

    /// Replaces the contents of `events` by the next ones, about `limit` of them, in the order in which they began as
    /// far as the source keeps one; leaves it empty at the end.
    /// - Throws: what is wrong with the source, once all events before that were given. Nothing follows then.
    mutating func read(into events: inout [ActivityEvent], limit: Int) throws(InputError)

    /// Appends what the source has to say of an event beyond its columns, such as `Desired Access: Generic Read`, as
    /// UTF-8; `event` is one that this source gave.
    func appendDetail(of event: ActivityEvent, to text: inout [UInt8])

    /// Appends a column of Process Monitor as UTF-8: as Process Monitor prints it where the source is one of its own
    /// files, else what belongs there. A column that the source does not have is empty.
    func appendColumn(_ column: ProcmonColumn, of event: ActivityEvent, to text: inout [UInt8])
}

extension ActivitySource {
    /// All events that are left, in the order of their begins; 56 bytes of memory each.
    /// - Throws: what is wrong with the source.
    public mutating func readAll() throws(InputError) -> [ActivityEvent] {
        var all: [ActivityEvent] = []
        var events: [ActivityEvent] = []
        repeat {
            try read(into: &events, limit: 4096)
            all += events
        } while !events.isEmpty
        return all
    }
}
