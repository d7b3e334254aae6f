import Evidence
import Wire

/// A log of Process Monitor (PML, version 9), as a source of events in the order of the log.
///
/// Events are read where they lie; nothing but the tables is kept. Sources: the public descriptions of the format, and
/// Process Monitor's own exports.
public struct ProcmonReader: ActivitySource {
    public var tables = ActivityTables()
    public let clock = ActivityClock(wallOffset: 0, isMonotonic: false, step: 100)
    public private(set) var quality: Quality
    /// Whether stacks are asked for.
    public let hasStacks: Bool
    let log: ProcmonLog
    let zone: WallZone
    /// The frozen texts of the columns that belong to processes.
    let processTexts: ProcmonProcessTexts
    private let places: [UInt32: Int32]
    /// The process in whose modules those of the kernel are; -1 for none.
    let kernelProcess: Int32
    /// Number of the next event.
    private var position = 0
    private var names = ProcmonOperationNames()
    private var buffer: [UInt8] = []
    private var frames: [UInt64] = []
    private let lives: ProcmonLives

    /// - Parameters:
    ///   - stacks: whether events get the stacks of their threads, which takes memory for each different one.
    ///   - zone: in which moments are printed in columns and details.
    /// - Throws: `notRecognised`, `unsupported`, `truncated`.
    public init(_ bytes: Bytes, stacks: Bool = false, zone: WallZone = .universal) throws(InputError) {
        let header = try ProcmonHeader(bytes)
        var tables = ActivityTables()
        let loaded = ProcmonTables(bytes, header, &tables)
        var quality = loaded.quality
        var network = ProcmonNetworkNames()
        var walked: [Int]?
        if header.isComplete {
            if header.hosts > 0 { network = ProcmonNetworkNames(bytes, at: header.hosts) }
            quality.count(
                "procmon.hosts.cut", network.isCut ? 1 : 0, .error, "the names of addresses and ports are cut off")
        } else {
            let walk = ProcmonWalk.offsets(bytes, pointerSize: header.pointerSize)
            walked = walk.offsets
            quality.count(
                "procmon.unclosed", 1, .dataLoss,
                "the log was not closed: its events were looked for one by one, and processes that were there before have no names"
            )
            quality.count(
                "procmon.bytes.skipped", walk.skipped, .dataLoss, "bytes between events that make no sense")
        }
        log = ProcmonLog(bytes, header, network, offsets: walked, &quality)
        var places = loaded.places
        if walked != nil { ProcmonUnclosedProcesses.add(log, &places, &tables) }
        self.places = places
        processTexts = ProcmonProcessTexts(tables)
        kernelProcess = tables.processes.firstIndex { $0.id == Self.kernelID }.map { Int32($0) } ?? -1
        lives = ProcmonLives(&tables)
        hasStacks = stacks
        self.zone = zone
        self.tables = tables
        self.quality = quality
    }

    /// Id of the process System.
    private static let kernelID: UInt32 = 4

    /// Number of events.
    public var count: Int { log.eventCount }

    /// Whether the system was one of 64 bits.
    public var is64Bit: Bool { log.header.is64Bit }

    /// 100 ns since 1601 of the first event.
    var firstTime: UInt64 { log.firstTime }

    public mutating func read(into events: inout [ActivityEvent], limit: Int) throws(InputError) {
        events.removeAll(keepingCapacity: true)
        while position < log.eventCount, events.count < max(limit, 1) {
            let offset = log.offset(position)
            position += 1
            guard let record = log.record(at: offset) else {
                quality.count("procmon.events.bad", 1, .error, "events that do not lie in the file")
                continue
            }
            let event = event(record)
            events.append(event)
            guard event.kind == .process else { continue }
            buffer.removeAll(keepingCapacity: true)
            if lives.tellsStatus(event) { ProcmonEventText(log, record, zone).appendDetail(to: &buffer) }
            lives.take(event, detail: buffer, &tables)
        }
    }

    private mutating func event(_ record: ProcmonRecord) -> ActivityEvent {
        let text = ProcmonEventText(log, record, zone)
        let operation = names.operation(text, &tables.strings)
        buffer.removeAll(keepingCapacity: true)
        text.appendPath(to: &buffer)
        let path = tables.strings.intern(bytes: buffer)
        let result = names.result(text, &tables.strings)
        return ActivityEvent(
            time: ProcmonTime.nanoseconds(record.time),
            duration: text.hasEnded ? Self.nanoseconds(record.duration) : ActivityEvent.unfinished,
            process: place(record.processIndex), thread: record.thread, kind: text.kind.activity, operation: operation,
            path: path, result: result, stack: hasStacks ? stack(record, place(record.processIndex)) : 0,
            origin: record.offset)
    }

    /// - Parameter ticks: 100 ns each.
    private static func nanoseconds(_ ticks: UInt64) -> Int64 {
        Int64(clamping: ticks.multipliedReportingOverflow(by: 100).partialValue)
    }

    /// Number of a process of the log in `ActivityTables.processes`; -1 for none.
    func place(_ number: UInt32) -> Int32 { places[number] ?? -1 }

    private mutating func stack(_ record: ProcmonRecord, _ process: Int32) -> UInt32 {
        frames.removeAll(keepingCapacity: true)
        Self.appendFrames(record, to: &frames)
        return tables.stacks.intern(frames[...], in: process)
    }

    /// Addresses of the stack, innermost first.
    static func appendFrames(_ record: ProcmonRecord, to frames: inout [UInt64]) {
        let start = record.offset + ProcmonRecord.headSize
        for index in 0..<record.depth {
            frames.append(
                record.pointerSize == 8
                    ? record.bytes.load(start + index * 8) ?? 0
                    : UInt64(record.bytes.load(start + index * 4, as: UInt32.self) ?? 0))
        }
    }

    /// An event's texts; nil when it is none of this log.
    func text(of event: ActivityEvent) -> ProcmonEventText? {
        log.record(at: event.origin).map { ProcmonEventText(log, $0, zone) }
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        self.text(of: event)?.appendDetail(to: &text)
    }
}
