import Evidence
import Wire

/// Events as Process Monitor exports them as CSV: UTF-8 with a byte order mark, CR LF, quotes around every field.
public struct ProcmonCSVWriter {
    private let columns: [ProcmonColumn]
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
    /// Columns of processes as they stand in the file, for logs.
    private var processTexts: ProcmonProcessTexts?
    private static let flushSize = 1 << 18

    /// - Parameter sink: takes the bytes in pieces.
    public init(columns: [ProcmonColumn] = ProcmonColumn.exported, sink: @escaping ([UInt8]) throws -> Void) {
        self.columns = columns
        self.sink = sink
        buffer.reserveCapacity(Self.flushSize + 1 << 16)
    }

    /// Writes the header and all events that `source` still has and `isShown` lets through.
    /// - Throws: what the source or the sink throws; what was read before is written.
    public mutating func write<Source: ActivitySource>(
        _ source: inout Source, where isShown: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws {
        begin()
        if let reader = source as? ProcmonReader {
            processTexts = ProcmonProcessTexts(reader.tables) { Self.escape(&$0, from: $1) }
        }
        var events: [ActivityEvent] = []
        while true {
            do {
                try source.read(into: &events, limit: 4096)
            } catch {
                try flush()
                throw error
            }
            if events.isEmpty { break }
            let shown = events.filter { isShown($0, source) }
            if let log = source as? ProcmonReader {
                try append(shown, of: log)
            } else {
                for event in shown {
                    append(event, source)
                    if buffer.count >= Self.flushSize { try flush() }
                }
            }
        }
        try flush()
    }

    mutating func begin() {
        buffer += [0xef, 0xbb, 0xbf]
        for (index, column) in columns.enumerated() {
            buffer.append(text: index == 0 ? "\"" : ",\"")
            buffer += column.title.utf8
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(text: "\r\n")
    }

    /// The log is a parameter and not unwrapped for each event: a copy of it holds on to a dozen tables.
    private mutating func append(_ events: [ActivityEvent], of log: ProcmonReader) throws {
        for event in events {
            if let text = log.text(of: event) { append(event, text, log) } else { append(event, log) }
            if buffer.count >= Self.flushSize { try flush() }
        }
    }

    private mutating func append(_ event: ActivityEvent, _ text: ProcmonEventText, _ log: ProcmonReader) {
        for index in columns.indices {
            let start = open(index)
            let column = columns[index]
            if processTexts?.append(column, process: event.process, to: &buffer) != true {
                log.append(column, of: text, process: event.process, to: &buffer)
                // Other columns are numbers and names.
                if column == .path || column == .detail { Self.escape(&buffer, from: start) }
            }
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(text: "\r\n")
    }

    private mutating func append<Source: ActivitySource>(_ event: ActivityEvent, _ source: Source) {
        for index in columns.indices {
            let start = open(index)
            source.appendColumn(columns[index], of: event, to: &buffer)
            Self.escape(&buffer, from: start)
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(text: "\r\n")
    }

    private mutating func open(_ index: Int) -> Int {
        buffer.append(text: index == 0 ? "\"" : ",\"")
        return buffer.count
    }

    mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        try sink(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Makes a field of a text: quotes in it are doubled, and line feeds become semicolons, as in Process Monitor's
    /// files.
    private static func escape(_ buffer: inout [UInt8], from start: Int) {
        var quotes = 0
        for index in start..<buffer.count {
            if buffer[index] == UInt8(ascii: "\n") {
                buffer[index] = UInt8(ascii: ";")
                // In values of the registry, but not in environments, the return before it becomes a line feed.
                let isEnvironment = index + 1 < buffer.count && buffer[index + 1] == UInt8(ascii: "\t")
                if index > start, buffer[index - 1] == UInt8(ascii: "\r"), !isEnvironment {
                    buffer[index - 1] = UInt8(ascii: "\n")
                }
            }
            if buffer[index] == UInt8(ascii: "\"") { quotes += 1 }
        }
        guard quotes > 0 else { return }
        var from = buffer.count - 1
        buffer.append(contentsOf: repeatElement(0, count: quotes))
        var to = buffer.count - 1
        while to > from {
            buffer[to] = buffer[from]
            to -= 1
            if buffer[from] == UInt8(ascii: "\"") {
                buffer[to] = UInt8(ascii: "\"")
                to -= 1
            }
            from -= 1
        }
    }
}
