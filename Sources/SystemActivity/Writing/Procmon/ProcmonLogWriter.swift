import Evidence
import Wire

/// Writes a log of Process Monitor (PML, version 9) that Process Monitor and other readers of the format open.
///
/// The head is known only at the end: `finish` gives it, to be put over the first bytes of the file.
public struct ProcmonLogWriter {
    /// An event as logs have it. Details are those of its operation, in the form of the log's pointers.
    public struct Event: Sendable {
        /// `WindowsProcessFacts.index` of its process.
        public var process: UInt32
        public var thread: UInt32
        /// 1 process, 2 registry, 3 file system, 4 profiling, 5 network, 6 between processes.
        public var kind: UInt32
        public var operation: UInt16
        /// In 100 ns.
        public var duration: UInt64
        /// 100 ns since 1601, UTC.
        public var time: UInt64
        /// NTSTATUS.
        public var status: UInt32
        /// Addresses, innermost first.
        public var frames: [UInt64] = []
        public var detail: [UInt8] = []
        /// What was known when it had ended; nil for nothing.
        public var extra: [UInt8]?

        public init(
            process: UInt32, thread: UInt32, kind: UInt32, operation: UInt16, duration: UInt64, time: UInt64,
            status: UInt32
        ) {
            self.process = process
            self.thread = thread
            self.kind = kind
            self.operation = operation
            self.duration = duration
            self.time = time
            self.status = status
        }
    }

    private let is64Bit: Bool
    private let sink: ([UInt8]) throws -> Void
    private var head: [UInt8]
    private var offsets: [UInt8] = []
    private var count: UInt32 = 0
    private var position = ProcmonHeader.size
    private var buffer: [UInt8] = []
    private static let flushSize = 1 << 18

    /// - Parameters:
    ///   - template: the head of a log whose system is described again.
    ///   - sink: appends bytes to the file.
    /// - Throws: what the sink throws.
    public init(is64Bit: Bool, template: Bytes? = nil, sink: @escaping ([UInt8]) throws -> Void) throws {
        self.is64Bit = is64Bit
        self.sink = sink
        head = template?.slice(0, ProcmonHeader.size)?.array ?? Self.emptyHead
        head.store(UInt32(is64Bit ? 1 : 0), at: 8)
        try sink(head)
    }

    private static var emptyHead: [UInt8] {
        var head = [UInt8](repeating: 0, count: ProcmonHeader.size)
        head.replaceSubrange(0..<4, with: ProcmonHeader.mark)
        head.store(ProcmonHeader.version, at: 4)
        // OSVERSIONINFOEXW begins with its size.
        head.store(UInt32(0x11c), at: 0x270)
        return head
    }

    /// Appends an event behind the others.
    /// - Throws: what the sink throws.
    public mutating func append(_ event: Event) throws {
        let start = try place()
        let pointer = is64Bit ? 8 : 4
        let size = ProcmonRecord.headSize + event.frames.count * pointer + event.detail.count
        buffer.append(little: event.process)
        buffer.append(little: event.thread)
        buffer.append(little: event.kind)
        buffer.append(little: UInt32(event.operation))
        buffer.append(little: UInt32(0))
        buffer.append(long: event.duration)
        buffer.append(long: event.time)
        buffer.append(little: event.status)
        buffer.append(little: UInt32(UInt16(clamping: event.frames.count)))
        buffer.append(little: UInt32(clamping: event.detail.count))
        buffer.append(little: event.extra == nil ? 0 : UInt32(clamping: size))
        for frame in event.frames.prefix(Int(UInt16.max)) {
            if is64Bit { buffer.append(long: frame) } else { buffer.append(little: UInt32(truncatingIfNeeded: frame)) }
        }
        buffer += event.detail
        if let extra = event.extra { appendExtra(extra[...]) }
        position += buffer.count - start
    }

    /// Appends an event of another log as it stands there.
    mutating func append(_ record: ProcmonRecord) throws {
        let start = try place()
        let size = record.detail.upperBound - record.offset
        let distance = buffer.count + 48
        buffer.append(record.bytes, from: record.offset, count: size)
        buffer.store(record.hasExtra ? UInt32(clamping: size) : 0, at: distance)
        if record.hasExtra {
            buffer.append(little16: UInt16(clamping: record.extra.count))
            buffer.append(record.bytes, from: record.extra.lowerBound, count: record.extra.count)
        }
        position += buffer.count - start
    }

    private mutating func appendExtra(_ extra: ArraySlice<UInt8>) {
        let part = extra.prefix(Int(UInt16.max))
        buffer.append(little16: UInt16(part.count))
        buffer += part
    }

    /// Notes the place of the next event.
    private mutating func place() throws -> Int {
        offsets.append(little: UInt32(truncatingIfNeeded: position))
        offsets.append(UInt8(truncatingIfNeeded: position >> 32 & 1))
        count += 1
        if buffer.count >= Self.flushSize { try flush() }
        return buffer.count
    }

    private mutating func flush() throws {
        try sink(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Appends the tables.
    /// - Parameter tables: processes with their modules; those without a number get one.
    /// - Returns: the head, which belongs over the first bytes of the file.
    /// - Throws: what the sink throws.
    public mutating func finish(_ tables: ActivityTables) throws -> [UInt8] {
        try finish(tables, ProcmonNetworkNames())
    }

    mutating func finish(_ tables: ActivityTables, _ network: ProcmonNetworkNames) throws -> [UInt8] {
        try flush()
        var texts = ProcmonTextTable()
        let processes = ProcmonTableWriter(is64Bit: is64Bit).processes(tables, &texts)
        let names = texts.encoded()
        head.store(count, at: 0x234)
        let icons: [UInt8] = [0, 0, 0, 0]
        let hosts = ProcmonTableWriter.hosts(network)
        var place = position
        for (field, table) in [(0x248, offsets), (0x250, processes), (0x258, names), (0x260, icons), (0x3a0, hosts)] {
            head.store(UInt64(place), at: field)
            place += table.count
            try sink(table)
        }
        head.store(UInt64(ProcmonHeader.size), at: 0x240)
        head.store(UInt64(ProcmonHeader.size), at: 0x398)
        return head
    }
}

/// Texts of a log, each once, by number.
struct ProcmonTextTable {
    private var numbers: [StringID: UInt32] = [:]
    private var texts: [[UInt8]] = []

    mutating func number(_ id: StringID, _ strings: StringTable) -> UInt32 {
        if let known = numbers[id] { return known }
        let number = UInt32(texts.count)
        numbers[id] = number
        var text: [UInt8] = []
        text.append(utf16: strings[id])
        texts.append(text + [0, 0])
        return number
    }

    func encoded() -> [UInt8] {
        var table: [UInt8] = []
        table.append(little: UInt32(texts.count))
        var offset = 4 + texts.count * 4
        for text in texts {
            table.append(little: UInt32(clamping: offset))
            offset += 4 + text.count
        }
        for text in texts {
            table.append(little: UInt32(clamping: text.count))
            table += text
        }
        return table
    }
}

/// Tables of processes and of names in the network.
struct ProcmonTableWriter {
    let is64Bit: Bool

    func processes(_ tables: ActivityTables, _ texts: inout ProcmonTextTable) -> [UInt8] {
        var records: [UInt8] = []
        var numbers: [UInt8] = []
        var offsets: [UInt8] = []
        let start = 4 + tables.processes.count * 8
        for (index, process) in tables.processes.enumerated() {
            numbers.append(little: process.windows?.index ?? UInt32(index))
            offsets.append(little: UInt32(clamping: start + records.count))
            append(process, UInt32(index), tables, &texts, to: &records)
        }
        var table: [UInt8] = []
        table.append(little: UInt32(tables.processes.count))
        return table + numbers + offsets + records
    }

    private func append(
        _ process: ActivityProcess, _ number: UInt32, _ tables: ActivityTables, _ texts: inout ProcmonTextTable,
        to bytes: inout [UInt8]
    ) {
        let windows = process.windows
        bytes.append(little: windows?.index ?? number)
        bytes.append(little: process.id)
        bytes.append(little: process.parentID)
        bytes.append(little: windows?.parentIndex ?? (process.parent >= 0 ? UInt32(process.parent) : 0))
        bytes.append(long: windows?.authenticationID ?? 0)
        bytes.append(little: windows?.session ?? 0)
        bytes.append(little: 0)
        bytes.append(long: process.start.map(ProcmonTime.ticks) ?? 0)
        bytes.append(long: process.end.map(ProcmonTime.ticks) ?? 0)
        let virtualization: UInt32 = windows?.isVirtualized.map { $0 ? 1 : 0 } ?? (windows == nil ? 0 : .max)
        bytes.append(little: virtualization)
        bytes.append(little: process.is32Bit ? 0 : 1)
        for text in [
            windows?.integrity ?? .empty, process.user, process.name, process.image, process.commandLine,
            windows?.company ?? .empty, windows?.version ?? .empty, windows?.description ?? .empty,
        ] {
            bytes.append(little: texts.number(text, tables.strings))
        }
        // Icons, small and large; unknown.
        bytes.append(long: 0)
        append(pointer: 0, to: &bytes)
        bytes.append(little: UInt32(clamping: process.modules.count))
        for module in process.modules { append(module, tables.strings, &texts, to: &bytes) }
    }

    private func append(
        _ module: ActivityModule, _ strings: StringTable, _ texts: inout ProcmonTextTable, to bytes: inout [UInt8]
    ) {
        append(pointer: 0, to: &bytes)
        append(pointer: module.base, to: &bytes)
        bytes.append(little: UInt32(clamping: module.size))
        for text in [module.path, module.version, module.company, module.description] {
            bytes.append(little: texts.number(text, strings))
        }
        bytes.append(little: module.timestamp)
        bytes.append(contentsOf: repeatElement(0, count: 0x18))
    }

    private func append(pointer value: UInt64, to bytes: inout [UInt8]) {
        if is64Bit { bytes.append(long: value) } else { bytes.append(little: UInt32(truncatingIfNeeded: value)) }
    }

    static func hosts(_ network: ProcmonNetworkNames) -> [UInt8] {
        func text(_ utf8: [UInt8]) -> [UInt8] {
            var units: [UInt8] = []
            units.append(utf16: String(decoding: utf8, as: UTF8.self))
            units += [0, 0]
            var bytes: [UInt8] = []
            bytes.append(little: UInt32(clamping: units.count))
            return bytes + units
        }
        var bytes: [UInt8] = []
        bytes.append(little: UInt32(network.hosts.count))
        for (address, name) in network.hosts.sorted(by: { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }) {
            bytes.append(long: address.low)
            bytes.append(long: address.high)
            bytes += text(name)
        }
        bytes.append(little: UInt32(network.ports.count))
        let ports = network.ports.sorted {
            ($0.key.number, $0.key.isTCP ? 1 : 0) < ($1.key.number, $1.key.isTCP ? 1 : 0)
        }
        for (port, name) in ports {
            bytes.append(little16: port.number)
            bytes.append(little16: port.isTCP ? 1 : 0)
            bytes += text(name)
        }
        return bytes
    }
}

extension [UInt8] {
    mutating func append(long value: UInt64) {
        append(little: UInt32(truncatingIfNeeded: value))
        append(little: UInt32(truncatingIfNeeded: value >> 32))
    }

    mutating func append(little16 value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    /// The code units of a text, little-endian.
    mutating func append(utf16 text: String) { for unit in text.utf16 { append(little16: unit) } }

    /// Puts a number over the bytes at a place, which are there.
    mutating func store(_ value: some FixedWidthInteger, at place: Int) {
        for index in 0..<value.bitWidth / 8 {
            self[place + index] = UInt8(truncatingIfNeeded: value >> (index * 8))
        }
    }
}
