import Evidence
import Wire

/// Events as Process Monitor exports them as CSV: UTF-8 with a byte order mark, CR LF, quotes around every field.
public struct ProcmonCSVWriter {
    private let columns: [ProcmonColumn]
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
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
        var events: [ActivityEvent] = []
        while true {
            do {
                try source.read(into: &events, limit: 4096)
            } catch {
                try flush()
                throw error
            }
            if events.isEmpty { break }
            for event in events where isShown(event, source) {
                append(event, source)
                if buffer.count >= Self.flushSize { try flush() }
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

    private mutating func append<Source: ActivitySource>(_ event: ActivityEvent, _ source: Source) {
        if let reader = source as? ProcmonReader, let text = reader.text(of: event) {
            for index in columns.indices {
                let start = open(index)
                reader.append(columns[index], of: text, process: event.process, to: &buffer)
                Self.close(&buffer, from: start)
            }
        } else {
            for index in columns.indices {
                let start = open(index)
                source.appendColumn(columns[index], of: event, to: &buffer)
                Self.close(&buffer, from: start)
            }
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

    /// Ends a field: quotes in it are doubled, and line feeds become semicolons, as in Process Monitor's files.
    static func close(_ buffer: inout [UInt8], from start: Int) {
        var quotes = 0
        for index in start..<buffer.count {
            if buffer[index] == UInt8(ascii: "\n") { buffer[index] = UInt8(ascii: ";") }
            if buffer[index] == UInt8(ascii: "\"") { quotes += 1 }
        }
        if quotes > 0 {
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
        buffer.append(UInt8(ascii: "\""))
    }
}
