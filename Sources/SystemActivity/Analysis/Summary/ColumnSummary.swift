import Evidence
import Wire

/// Counts and times by the values of a column: Count Occurrences of Process Monitor, for any column.
public struct ColumnSummary: Sendable {
    /// What events are told apart by.
    public enum Column: Sendable, Hashable {
        case process, pid, tid, image, command, folder
        case kind, operation, path, result, detail
        /// All frames of the stack, innermost first.
        case stack
        /// Innermost frame outside of the standard library.
        case function
        case procmon(ProcmonColumn)

        private static let named: [(name: String, column: Column)] = [
            ("name", .process), ("pid", .pid), ("tid", .tid), ("image", .image), ("command", .command),
            ("working-directory", .folder), ("class", .kind), ("operation", .operation), ("path", .path),
            ("result", .result), ("detail", .detail), ("stack", .stack), ("function", .function),
        ]

        /// By sonde's word, or by the title of a column of Process Monitor; nil when there is none.
        public init?(named name: String) {
            if let found = Self.named.first(where: { $0.name == name }) {
                self = found.column
            } else if let column = ProcmonColumn(named: name) {
                self = .procmon(column)
            } else {
                return nil
            }
        }

        /// sonde's words, in the order of the manual.
        public static var names: [String] { named.map(\.name) }

        /// Whether the source has to keep stacks for it.
        public var needsStacks: Bool { self == .stack || self == .function }
    }

    public struct Row: Sendable {
        public var value: String
        public var tally: ActivityTally
    }

    public private(set) var rows: [Row] = []
    public private(set) var total = ActivityTally()

    /// Reads a source to its end; rows with most time come first.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, by column: Column,
        where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var errors = ErrorResults()
        var table = TallyTable()
        // Columns that are no numbers of the tables get numbers of their own.
        var texts = StringTable()
        var functions: [UInt32: Int] = [:]
        var buffer: [UInt8] = []
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            for event in events where isWanted(event, source) {
                let tables = source.tables
                let key: Int
                if let number = Self.number(event, column) {
                    key = number
                } else if column == .function {
                    key = functions[event.stack] ?? Int(texts.intern(tables.headline(of: event.stack) ?? "").rawValue)
                    functions[event.stack] = key
                } else {
                    buffer.removeAll(keepingCapacity: true)
                    Self.append(event, column, of: source, tables, to: &buffer)
                    key = Int(texts.intern(bytes: buffer).rawValue)
                }
                let isFailed = errors.isError(event.result, tables)
                table.add(key, event.duration, isFailed: isFailed)
                total.add(event.duration, isFailed: isFailed)
            }
        } while !events.isEmpty
        let tables = source.tables
        rows = table.ranked().map {
            Row(value: Self.text($0.key, column, tables) ?? texts[StringID(rawValue: UInt32($0.key))], tally: $0.tally)
        }
    }

    /// The number that stands for a value; nil where the value has to be made.
    private static func number(_ event: ActivityEvent, _ column: Column) -> Int? {
        switch column {
        case .kind: Int(event.kind.rawValue)
        case .operation: Int(event.operation.rawValue)
        case .path: Int(event.path.rawValue)
        case .result: Int(event.result.rawValue)
        case .stack: Int(event.stack)
        default: nil
        }
    }

    private static func text(_ number: Int, _ column: Column, _ tables: ActivityTables) -> String? {
        switch column {
        case .kind: ActivityClass(rawValue: UInt8(truncatingIfNeeded: number))?.name
        case .operation, .path, .result: tables.strings[StringID(rawValue: UInt32(number))]
        case .stack: tables.functionNames(UInt32(number)).joined(separator: " < ")
        default: nil
        }
    }

    private static func append(
        _ event: ActivityEvent, _ column: Column, of source: some ActivitySource, _ tables: ActivityTables,
        to text: inout [UInt8]
    ) {
        switch column {
        case .detail: return source.appendDetail(of: event, to: &text)
        case .procmon(let column): return source.appendColumn(column, of: event, to: &text)
        case .tid: text += String(event.thread).utf8
        default: break
        }
        guard event.process >= 0 else { return }
        let process = tables.processes[Int(event.process)]
        switch column {
        case .process: text += tables.strings.bytes(process.name)
        case .pid: text += String(process.id).utf8
        case .image: text += tables.strings.bytes(process.image)
        case .command: text += tables.commandLine(of: event.process).utf8
        case .folder: text += tables.strings.bytes(process.workingDirectory)
        default: break
        }
    }
}
