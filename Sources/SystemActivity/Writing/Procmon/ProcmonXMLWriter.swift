import Evidence
import Wire

/// Events as Process Monitor exports them as XML: processes with their modules, then events with all columns, and their
/// stacks when they are wanted.
public struct ProcmonXMLWriter {
    private let columns: [ProcmonColumn]
    private let hasStacks: Bool
    private let sink: ([UInt8]) throws -> Void
    private var buffer: [UInt8] = []
    private static let flushSize = 1 << 18
    private let elements: [[UInt8]]

    /// - Parameters:
    ///   - stacks: whether events get the stacks of their threads: address, path of the module, and offset in it.
    ///   - sink: takes the bytes in pieces.
    public init(
        columns: [ProcmonColumn] = ProcmonColumn.exported, stacks: Bool = false,
        sink: @escaping ([UInt8]) throws -> Void
    ) {
        self.columns = columns
        hasStacks = stacks
        self.sink = sink
        elements = columns.map { Array($0.element.utf8) }
    }

    /// Writes all events that `source` still has and `isShown` lets through, and its processes before them.
    /// - Throws: what the source or the sink throws; what was read before is written.
    public mutating func write<Source: ActivitySource>(
        _ source: inout Source, where isShown: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws {
        buffer.append(text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<procmon><processlist>")
        // Sources that learn of processes only from their events have to be read first.
        var events: [ActivityEvent] = []
        var failure: InputError?
        try next(&source, &events, &failure)
        var known: [ActivityEvent]?
        if !(source is ProcmonReader) {
            var all = events
            while !events.isEmpty {
                try next(&source, &events, &failure)
                all += events
            }
            known = all
        }
        for index in source.tables.processes.indices {
            append(source.tables.processes[index], index, source.tables)
            if buffer.count >= Self.flushSize { try flush() }
        }
        buffer.append(text: "</processlist><eventlist>\r\n")
        if let known {
            try append(known, source, isShown)
        } else {
            while !events.isEmpty {
                try append(events, source, isShown)
                try next(&source, &events, &failure)
            }
        }
        buffer.append(text: "</eventlist></procmon>\r\n")
        try flush()
        if let failure { throw failure }
    }

    /// Reads on; after a failure there is nothing more.
    private func next(
        _ source: inout some ActivitySource, _ events: inout [ActivityEvent], _ failure: inout InputError?
    ) throws {
        if failure != nil { return events.removeAll() }
        do throws(InputError) {
            try source.read(into: &events, limit: 4096)
        } catch {
            failure = error
            events.removeAll()
        }
    }

    private mutating func append<Source: ActivitySource>(
        _ events: [ActivityEvent], _ source: Source, _ isShown: (ActivityEvent, Source) -> Bool
    ) throws {
        let reader = source as? ProcmonReader ?? (source as? HeldActivity)?.base as? ProcmonReader
        for event in events where isShown(event, source) {
            buffer.append(text: "<event>\r\n")
            let number = event.process >= 0 ? source.tables.processes[Int(event.process)].windows?.index : nil
            element("ProcessIndex") { $0.append(decimal: UInt64(number ?? UInt32(clamping: event.process))) }
            for (column, name) in zip(columns, elements) {
                tag(name, isEnd: false)
                let start = buffer.count
                source.appendColumn(column, of: event, to: &buffer)
                Self.escape(&buffer, from: start)
                tag(name, isEnd: true)
            }
            if hasStacks, let reader { append(reader.frames(of: event), event.process, reader) }
            buffer.append(text: "</event>\r\n")
            if buffer.count >= Self.flushSize { try flush() }
        }
    }

    private mutating func tag(_ name: [UInt8], isEnd: Bool) {
        buffer.append(text: isEnd ? "</" : "<")
        buffer += name
        buffer.append(text: isEnd ? ">\r\n" : ">")
    }

    private mutating func element(_ name: StaticString, _ body: (inout [UInt8]) -> Void) {
        buffer.append(text: "<")
        buffer.append(text: name)
        buffer.append(text: ">")
        let start = buffer.count
        body(&buffer)
        Self.escape(&buffer, from: start)
        buffer.append(text: "</")
        buffer.append(text: name)
        buffer.append(text: ">\r\n")
    }

    private mutating func append(_ process: ActivityProcess, _ number: Int, _ tables: ActivityTables) {
        func text(_ id: StringID) -> (inout [UInt8]) -> Void { { $0 += tables.strings.bytes(id) } }
        func decimal(_ value: some BinaryInteger) -> (inout [UInt8]) -> Void {
            { $0.append(decimal: UInt64(clamping: value)) }
        }
        let windows = process.windows
        buffer.append(text: "<process>\r\n")
        element("ProcessIndex", decimal(windows?.index ?? UInt32(clamping: number)))
        element("ProcessId", decimal(process.id))
        element("ParentProcessId", decimal(process.parentID))
        element("ParentProcessIndex", decimal(windows?.parentIndex ?? UInt32(clamping: process.parent)))
        element("AuthenticationId") {
            ProcmonProcessTexts.append(.authenticationID, of: process, tables, to: &$0)
        }
        element("CreateTime", decimal(process.start.map(ProcmonTime.ticks) ?? 0))
        element("FinishTime", decimal(process.end.map(ProcmonTime.ticks) ?? 0))
        element("IsVirtualized", decimal(windows?.isVirtualized == true ? 1 : 0))
        element("Is64bit", decimal(process.is32Bit ? 0 : 1))
        element("Integrity", text(windows?.integrity ?? .empty))
        element("Owner", text(process.user))
        element("ProcessName", text(process.name))
        element("ImagePath", text(process.image))
        element("CommandLine") { ProcmonProcessTexts.append(.commandLine, of: process, tables, to: &$0) }
        element("CompanyName", text(windows?.company ?? .empty))
        element("Version", text(windows?.version ?? .empty))
        element("Description", text(windows?.description ?? .empty))
        buffer.append(text: "<modulelist>\r\n")
        for module in process.modules {
            buffer.append(text: "<module>\r\n")
            element("Timestamp", decimal(module.timestamp))
            element("BaseAddress") {
                $0.append(text: "0x")
                $0.append(hex: module.base)
            }
            element("Size", decimal(module.size))
            element("Path", text(module.path))
            element("Version", text(module.version))
            element("Company", text(module.company))
            element("Description", text(module.description))
            buffer.append(text: "</module>\r\n")
        }
        buffer.append(text: "</modulelist>\r\n</process>\r\n")
    }

    private mutating func append(_ frames: [UInt64], _ process: Int32, _ reader: ProcmonReader) {
        buffer.append(text: "<stack>\r\n")
        for (depth, address) in frames.enumerated() {
            buffer.append(text: "<frame>\r\n")
            element("depth") { $0.append(decimal: UInt64(depth)) }
            element("address") {
                $0.append(text: "0x")
                $0.append(hex: address)
            }
            if let module = reader.module(of: address, in: process) {
                element("path") { $0 += reader.tables.strings.bytes(module.path) }
                element("location") { reader.appendLocation(address, module, to: &$0) }
            } else {
                element("path") { _ in }
                element("location") { _ in }
            }
            buffer.append(text: "</frame>\r\n")
        }
        buffer.append(text: "</stack>\r\n")
    }

    private mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        try sink(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Replaces what has a meaning in XML, and control characters that it forbids by `_`.
    private static func escape(_ buffer: inout [UInt8], from start: Int) {
        var isPlain = true
        for index in start..<buffer.count {
            let byte = buffer[index]
            if byte < 0x20, byte != 9, byte != 10, byte != 13 { buffer[index] = UInt8(ascii: "_") }
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
                || byte == UInt8(ascii: "\"")
            {
                isPlain = false
            }
        }
        if isPlain { return }
        let text = buffer[start...]
        buffer.removeSubrange(start...)
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): buffer.append(text: "&amp;")
            case UInt8(ascii: "<"): buffer.append(text: "&lt;")
            case UInt8(ascii: ">"): buffer.append(text: "&gt;")
            case UInt8(ascii: "\""): buffer.append(text: "&quot;")
            default: buffer.append(byte)
            }
        }
    }
}
