import Evidence
import Wire

/// What each process did: the Process Activity Summary of Process Monitor.
public struct ProcessSummary: Sendable {
    public struct Row: Sendable {
        /// In `ActivityTables.processes`; -1 for what belongs to none.
        public var process: Int32
        public var tally = ActivityTally()
        public var files = EffectTally()
        public var registry = EffectTally()
        public var network = EffectTally()
        /// Nanoseconds in which its threads waited, and in which they could have run and had no processor.
        public var waited: Int64 = 0
        public var ready: Int64 = 0

        /// A process that did nothing.
        public init(process: Int32) { self.process = process }
    }

    /// Most events first, as Process Monitor has it.
    public private(set) var rows: [Row] = []

    /// Reads a source to its end.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var subjects = ActivitySubjects()
        var transfers = ActivityTransfers()
        var errors = ErrorResults()
        var rows: [Row] = []
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            let tables = source.tables
            for event in events where isWanted(event, source) {
                let number = Int(event.process) + 1
                while rows.count <= number { rows.append(Row(process: Int32(rows.count - 1))) }
                let isFailed = errors.isError(event.result, tables)
                rows[number].tally.add(event.duration, isFailed: isFailed)
                let subject = subjects.subject(event, tables)
                guard subject != .nothing, subject != .channel else { continue }
                let effect = transfers.effect(event, tables)
                let bytes = transfers.transfer(event, of: source, tables)?.bytes ?? 0
                switch subject {
                case .file: rows[number].files.add(event, effect, bytes: bytes, isFailed: isFailed)
                case .registry: rows[number].registry.add(event, effect, bytes: bytes, isFailed: isFailed)
                default: rows[number].network.add(event, effect, bytes: bytes, isFailed: isFailed)
                }
            }
        } while !events.isEmpty
        for wait in source.tables.waits where Int(wait.process) + 1 < rows.count {
            rows[Int(wait.process) + 1].waited &+= wait.duration &- wait.ready
            rows[Int(wait.process) + 1].ready &+= wait.ready
        }
        self.rows = rows.filter { $0.tally.count > 0 }.sorted {
            ($1.tally.count, $0.process) < ($0.tally.count, $1.process)
        }
    }
}
