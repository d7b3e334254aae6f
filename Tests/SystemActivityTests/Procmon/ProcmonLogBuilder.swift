import Evidence
import Wire

@testable import SystemActivity

/// Small logs with chosen events, for what the corpus does not have.
struct ProcmonLogBuilder {
    var is64Bit = true
    var events: [ProcmonLogWriter.Event] = []
    var tables = ActivityTables()
    var network = ProcmonNetworkNames()

    /// 2026-11-21 21:47:54.1234567 UTC.
    static let time: UInt64 = 134_397_712_741_234_567

    init(is64Bit: Bool = true) {
        self.is64Bit = is64Bit
        var process = ActivityProcess(id: 4711, parentID: 4)
        process.name = tables.strings.intern("go.exe")
        process.image = tables.strings.intern(#"C:\go\bin\go.exe"#)
        process.commandLine = tables.strings.intern(#""C:\go\bin\go.exe" build"#)
        process.windows = WindowsProcessFacts()
        process.windows?.index = 7
        tables.processes = [process]
    }

    mutating func add(
        kind: UInt32, operation: UInt16, detail: [UInt8], extra: [UInt8]? = nil, status: UInt32 = 0
    ) {
        var event = ProcmonLogWriter.Event(
            process: 7, thread: 99, kind: kind, operation: operation, duration: 123, time: Self.time, status: status)
        event.detail = detail
        event.extra = extra
        events.append(event)
    }

    /// The file.
    func log() throws -> [UInt8] {
        let collected = Collected()
        var writer = try ProcmonLogWriter(is64Bit: is64Bit) { collected.bytes += $0 }
        for event in events { try writer.append(event) }
        let head = try writer.finish(tables, network)
        collected.bytes.replaceSubrange(0..<head.count, with: head)
        return collected.bytes
    }

    /// The text of a column of all events.
    func column(_ column: ProcmonColumn, zone: WallZone = .universal) throws -> [String] {
        var reader = try ProcmonReader(Bytes(log()), zone: zone)
        var events: [ActivityEvent] = []
        try reader.read(into: &events, limit: .max)
        return events.map { event in
            var text: [UInt8] = []
            reader.appendColumn(column, of: event, to: &text)
            return String(decoding: text, as: UTF8.self)
        }
    }
}

/// Bytes of details, little-endian.
struct DetailBytes {
    var bytes: [UInt8] = []
    let pointerSize: Int

    init(pointerSize: Int = 8) { self.pointerSize = pointerSize }

    func byte(_ values: UInt8...) -> Self { adding(values) }
    func short(_ value: UInt16) -> Self { adding([UInt8(truncatingIfNeeded: value), UInt8(value >> 8)]) }

    func word(_ values: UInt32...) -> Self {
        var copy = self
        for value in values { copy.bytes.append(little: value) }
        return copy
    }

    func long(_ values: UInt64...) -> Self {
        var copy = self
        for value in values { copy.bytes.append(long: value) }
        return copy
    }

    func pointer(_ value: UInt64) -> Self { pointerSize == 8 ? long(value) : word(UInt32(truncatingIfNeeded: value)) }
    /// A number of 4 bytes that takes the place of a pointer.
    func slot(_ value: UInt32) -> Self { pointer(UInt64(value)) }

    func utf16(_ text: String) -> Self {
        var copy = self
        copy.bytes.append(utf16: text)
        return copy
    }

    func ascii(_ text: String) -> Self { adding(Array(text.utf8)) }
    func zeros(_ count: Int) -> Self { adding(Array(repeating: 0, count: count)) }

    func adding(_ more: [UInt8]) -> Self {
        var copy = self
        copy.bytes += more
        return copy
    }

    /// The details of a file operation: parameters of the request, path, and what belongs to the operation.
    static func file(
        _ subOperation: UInt8 = 0, pointerSize: Int = 8, flags: (UInt32, UInt32) = (0, 0),
        path: String = #"C:\folder\file.txt"#, parameters: (Self) -> Self = { $0 }, behind: (Self) -> Self = { $0 }
    ) -> [UInt8] {
        var detail = DetailBytes(pointerSize: pointerSize).byte(subOperation, 0, 0, 0).zeros(4).word(flags.0, flags.1)
        detail = parameters(detail)
        detail = detail.zeros(24 + 5 * pointerSize - detail.bytes.count)
        detail = detail.short(UInt16(path.utf8.count) | 0x8000).zeros(2).ascii(path)
        return behind(detail).zeros(2).bytes
    }

    /// The same with nothing but what belongs to the operation.
    static func buffer(_ subOperation: UInt8, pointerSize: Int = 8, _ behind: (Self) -> Self) -> [UInt8] {
        file(subOperation, pointerSize: pointerSize, behind: behind)
    }
}
