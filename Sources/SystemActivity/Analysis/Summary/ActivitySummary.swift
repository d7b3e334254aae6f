import Evidence
import Wire

/// Counts and times of a log, by operation, process, class and path.
public struct ActivitySummary: Sendable {
    public struct Row: Sendable {
        public var name: String
        public var tally: ActivityTally
    }

    /// A process with what it did.
    public struct ProcessRow: Sendable {
        /// In `ActivityTables.processes`.
        public var process: Int32
        public var tally: ActivityTally
        /// Nanoseconds in which its threads waited, and in which they could have run and had no processor.
        public var waited: Int64
        public var ready: Int64
    }

    public private(set) var count = 0
    /// In the log's clock.
    public private(set) var start: Int64 = .max
    public private(set) var end: Int64 = .min
    public private(set) var operations: [Row] = []
    public private(set) var classes: [(kind: ActivityClass, tally: ActivityTally)] = []
    public private(set) var paths: [Row] = []
    public private(set) var processes: [ProcessRow] = []

    /// Nanoseconds from the first event to the end of the last one.
    public var duration: Int64 { count == 0 ? 0 : end &- start }

    /// Reads a source to its end.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var operations = TallyTable()
        var classes = TallyTable()
        var paths = TallyTable()
        var processes = TallyTable()
        var errors = ErrorResults()
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            for event in events where isWanted(event, source) {
                count += 1
                start = min(start, event.time)
                end = max(end, event.end)
                let isFailed = errors.isError(event.result, source.tables)
                operations.add(Int(event.operation.rawValue), event.duration, isFailed: isFailed)
                classes.add(Int(event.kind.rawValue), event.duration, isFailed: isFailed)
                if event.path != .empty { paths.add(Int(event.path.rawValue), event.duration, isFailed: isFailed) }
                processes.add(Int(event.process), event.duration, isFailed: isFailed)
            }
        } while !events.isEmpty
        let tables = source.tables
        func rows(_ table: TallyTable) -> [Row] {
            table.ranked().map { Row(name: tables.strings[StringID(rawValue: UInt32($0.key))], tally: $0.tally) }
        }
        self.operations = rows(operations)
        self.paths = rows(paths)
        self.classes = classes.ranked().compactMap { found in
            ActivityClass(rawValue: UInt8(found.key)).map { ($0, found.tally) }
        }
        var waited = [Int64](repeating: 0, count: tables.processes.count)
        var ready = waited
        for wait in tables.waits where wait.process >= 0 {
            waited[Int(wait.process)] &+= wait.duration &- wait.ready
            ready[Int(wait.process)] &+= wait.ready
        }
        self.processes = processes.ranked().map {
            ProcessRow(process: Int32($0.key), tally: $0.tally, waited: waited[$0.key], ready: ready[$0.key])
        }
    }
}

/// Which results are errors, found out once for each.
public struct ErrorResults {
    private var known: [UInt8] = []

    public init() {}

    /// Names of errors begin with E on Linux; what Windows calls a success or an end of data is none.
    public mutating func isError(_ result: StringID, _ tables: ActivityTables) -> Bool {
        let index = Int(result.rawValue)
        if index < known.count, known[index] != 0 { return known[index] == 2 }
        if index >= known.count { known += Array(repeating: 0, count: index + 1 - known.count + 64) }
        let text = tables.strings.bytes(result)
        let isNumber = text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2d }
        let isError = !isNumber && !Self.successes.contains(String(decoding: text, as: UTF8.self))
        known[index] = isError ? 2 : 1
        return isError
    }

    private static let successes: Set<String> = [
        "", "SUCCESS", "REPARSE", "NO MORE FILES", "NO MORE ENTRIES", "END OF FILE", "BUFFER OVERFLOW",
        "BUFFER TOO SMALL", "FILE LOCKED WITH ONLY READERS", "FILE LOCKED WITH WRITERS", "EINPROGRESS", "EAGAIN",
        "ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ERESTART_RESTARTBLOCK", "EINTR",
    ]
}
