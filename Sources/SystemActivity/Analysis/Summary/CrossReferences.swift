import Evidence
import Wire

/// Paths that one process wrote and another one read: the Cross Reference Summary of Process Monitor.
public struct CrossReferences: Sendable {
    public struct Row: Sendable {
        public var path: String
        /// In `ActivityTables.processes`, ascending.
        public var writers: [Int32]
        public var readers: [Int32]
        public var bytesRead: Int
        public var bytesWritten: Int
    }

    /// Most bytes first, by what was read and written together.
    public private(set) var rows: [Row] = []

    private struct Accesses {
        var writers: Set<Int32> = []
        var readers: Set<Int32> = []
        var bytesRead = 0
        var bytesWritten = 0
    }

    /// Reads a source to its end.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var subjects = ActivitySubjects()
        var transfers = ActivityTransfers()
        var errors = ErrorResults()
        var accesses: [StringID: Accesses] = [:]
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            let tables = source.tables
            for event in events where event.process >= 0 && isWanted(event, source) {
                let effect = transfers.effect(event, tables)
                guard effect == .read || effect == .write, !errors.isError(event.result, tables) else { continue }
                let subject = subjects.subject(event, tables)
                guard subject == .file || subject == .registry || subject == .channel else { continue }
                let bytes = transfers.transfer(event, of: source, tables)?.bytes ?? 0
                if effect == .read {
                    accesses[event.path, default: Accesses()].readers.insert(event.process)
                    accesses[event.path]?.bytesRead &+= bytes
                } else {
                    accesses[event.path, default: Accesses()].writers.insert(event.process)
                    accesses[event.path]?.bytesWritten &+= bytes
                }
            }
        } while !events.isEmpty
        let strings = source.tables.strings
        rows = accesses.filter { Self.isCrossed($0.value) }.map {
            Row(
                path: strings[$0.key], writers: $0.value.writers.sorted(), readers: $0.value.readers.sorted(),
                bytesRead: $0.value.bytesRead, bytesWritten: $0.value.bytesWritten)
        }.sorted {
            ($1.bytesRead &+ $1.bytesWritten, $0.path) < ($0.bytesRead &+ $0.bytesWritten, $1.path)
        }
    }

    /// Whether somebody read who is not the only one who wrote.
    private static func isCrossed(_ accesses: Accesses) -> Bool {
        guard !accesses.writers.isEmpty, !accesses.readers.isEmpty else { return false }
        return accesses.writers.count > 1 || !accesses.readers.isSubset(of: accesses.writers)
    }
}
