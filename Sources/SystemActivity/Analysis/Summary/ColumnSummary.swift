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
        var buffer: [UInt8] = []
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            let tables = source.tables
            for event in events where isWanted(event, source) {
                let key: Int
                if let number = Self.number(event, column) {
                    key = number
                } else {
                    buffer.removeAll(keepingCapacity: true)
                    Self.append(event, column, of: source, to: &buffer)
                    key = Int(texts.intern(bytes: buffer).rawValue)
                }
                let isFailed = errors.isError(event.result, tables)
                table.add(key, event.duration, isFailed: isFailed)
                total.add(event.duration, isFailed: isFailed)
            }
        } while !events.isEmpty
        let tables = source.tables
        // Several numbers may have the same text, such as processes of one name.
        var places: [String: Int] = [:]
        for (key, tally) in table.counted() {
            let value = Self.text(key, column, tables) ?? texts[StringID(rawValue: UInt32(key))]
            let place = places[value] ?? rows.count
            if place == rows.count {
                places[value] = place
                rows.append(Row(value: value, tally: ActivityTally()))
            }
            rows[place].tally.add(tally)
        }
        rows = rows.enumerated().sorted {
            let (a, b) = ($0.element.tally, $1.element.tally)
            return (b.sum, b.count, $0.offset) < (a.sum, a.count, $1.offset)
        }.map(\.element)
    }

    /// The number that stands for a value; nil where the value has to be made.
    private static func number(_ event: ActivityEvent, _ column: Column) -> Int? {
        switch column {
        case .kind: Int(event.kind.rawValue)
        case .operation: Int(event.operation.rawValue)
        case .path: Int(event.path.rawValue)
        case .result: Int(event.result.rawValue)
        case .stack, .function: Int(event.stack)
        // 0 stands for no process.
        case .process, .pid, .image, .command, .folder: Int(event.process) + 1
        case .tid, .detail, .procmon: nil
        }
    }

    private static func text(_ number: Int, _ column: Column, _ tables: ActivityTables) -> String? {
        switch column {
        case .kind: return ActivityClass(rawValue: UInt8(truncatingIfNeeded: number))?.name
        case .operation, .path, .result: return tables.strings[StringID(rawValue: UInt32(number))]
        case .stack: return tables.functionNames(UInt32(number)).joined(separator: " < ")
        case .function: return tables.headline(of: UInt32(number)) ?? ""
        case .process, .pid, .image, .command, .folder: break
        case .tid, .detail, .procmon: return nil
        }
        guard number > 0 else { return "" }
        let process = tables.processes[number - 1]
        switch column {
        case .process: return tables.strings[process.name]
        case .pid: return String(process.id)
        case .image: return tables.strings[process.image]
        case .command: return tables.commandLine(of: Int32(number - 1))
        default: return tables.strings[process.workingDirectory]
        }
    }

    private static func append(
        _ event: ActivityEvent, _ column: Column, of source: some ActivitySource, to text: inout [UInt8]
    ) {
        switch column {
        case .detail: source.appendDetail(of: event, to: &text)
        case .procmon(let column): source.appendColumn(column, of: event, to: &text)
        default: text += String(event.thread).utf8
        }
    }
}
