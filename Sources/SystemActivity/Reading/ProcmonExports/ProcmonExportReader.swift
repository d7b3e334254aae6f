import Evidence
import Synchronization
import Wire

/// An export of Process Monitor, CSV or XML, as a source of events in the order of the file.
///
/// Columns are those of the file, as they stand there; moments are taken for those of the zone that is given. Times of
/// day without a date count from 1970-01-01 on.
public struct ProcmonExportReader: ActivitySource {
    public var tables = ActivityTables()
    public let clock = ActivityClock(wallOffset: 0, isMonotonic: false, step: 100)
    public private(set) var quality = Quality()
    private let rows: any ProcmonRows
    private let zone: WallZone
    private let cache = RowCache()
    private var offset: Int
    private var fields = ProcmonRowFields()
    private var processes = ProcmonExportProcesses()
    private var stacks = ProcmonXMLStacks()
    private var buffer: [UInt8] = []
    private let lives: ProcmonLives
    /// 100 ns since 1601 of the last event, and of the begin of its day.
    private var lastTicks: UInt64 = 0
    private var day = UInt64(ProcmonTime.epoch) * ProcmonTime.ticksInSecond

    /// The event whose columns were asked for last: they are mostly asked for one behind the other.
    private final class RowCache: Sendable {
        private let kept = Mutex((origin: -1, fields: ProcmonRowFields()))

        /// Where a column of the event stands; nil when it has none.
        func range(_ column: ProcmonColumn, of event: ActivityEvent, _ rows: any ProcmonRows) -> Range<Int>? {
            kept.withLock { kept in
                if kept.origin != event.origin {
                    kept.origin = -1
                    guard rows.row(at: event.origin, into: &kept.fields) != nil else { return nil }
                    kept.origin = event.origin
                }
                return kept.fields[column]
            }
        }
    }

    /// - Throws: `notRecognised` when it is neither CSV nor XML of Process Monitor.
    public init(_ bytes: Bytes, zone: WallZone = .universal) throws(InputError) {
        self.zone = zone
        lives = ProcmonLives(&tables)
        if Self.isXML(bytes) {
            let xml = try ProcmonXMLRows(bytes)
            rows = xml
            offset = xml.start
            if let start = xml.processes {
                ProcmonXMLProcesses.read(bytes, from: start, into: &tables, &processes, &quality)
            }
        } else {
            let csv = try ProcmonCSVRows(bytes)
            rows = csv
            offset = csv.start
            quality.count(
                "procmon.columns.unknown", csv.columns.count { $0 == nil }, .info,
                "columns that are none of Process Monitor's")
        }
    }

    /// Whether the bytes begin as XML does.
    private static func isXML(_ bytes: Bytes) -> Bool {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        return bytes.load(bytes.starts(with: mark) ? mark.count : 0, as: UInt8.self) == UInt8(ascii: "<")
    }

    public mutating func read(into events: inout [ActivityEvent], limit: Int) throws(InputError) {
        events.removeAll(keepingCapacity: true)
        while events.count < max(limit, 1), let row = rows.row(at: offset, into: &fields) {
            offset = row.end
            guard fields[.operation] != nil else {
                quality.count("procmon.rows.bad", 1, .error, "rows that have no operation")
                continue
            }
            let event = event(at: row.start)
            events.append(event)
            guard event.kind == .process else { continue }
            let detail = lives.tellsStatus(event) ? text(.detail) : nil
            lives.take(event, detail: detail.map { Array($0) } ?? [], &tables)
        }
    }

    private mutating func text(_ column: ProcmonColumn) -> ArraySlice<UInt8>? {
        guard let range = fields[column] else { return nil }
        buffer.removeAll(keepingCapacity: true)
        rows.append(range, to: &buffer)
        return buffer[...]
    }

    private mutating func string(_ column: ProcmonColumn) -> StringID {
        guard let text = text(column) else { return .empty }
        return tables.strings.intern(bytes: text)
    }

    private mutating func event(at start: Int) -> ActivityEvent {
        let ticks = moment()
        let duration = duration()
        let operation = string(.operation)
        let name = text(.eventClass)
        let kind =
            name.flatMap { ActivityClass(title: $0) } ?? ActivityClass(operation: tables.strings.bytes(operation))
        let process = process()
        return ActivityEvent(
            time: ProcmonTime.nanoseconds(ticks), duration: duration,
            process: process, thread: UInt32(clamping: text(.threadID).flatMap(Self.number) ?? 0), kind: kind,
            operation: operation, path: string(.path), result: string(.result), stack: stack(process), origin: start)
    }

    private mutating func stack(_ process: Int32) -> UInt32 {
        guard let range = fields.stack, process >= 0 else { return 0 }
        return stacks.read(rows.bytes, range, space: tables.processes[Int(process)].space, &tables)
    }

    /// The column is empty for what had not ended.
    private mutating func duration() -> Int64 {
        guard let text = text(.duration) else { return ActivityEvent.untold }
        return ProcmonTimeText.duration(text).map { Int64(clamping: $0) &* 100 } ?? ActivityEvent.unfinished
    }

    static func number(_ text: ArraySlice<UInt8>) -> Int? { Int(String(decoding: text, as: UTF8.self)) }

    /// 100 ns since 1601 in UTC of the row's event.
    private mutating func moment() -> UInt64 {
        let time = text(.timeOfDay).flatMap { ProcmonTimeText.timeOfDay($0) }
        let date = text(.dateAndTime).flatMap { ProcmonTimeText.date($0) }
        let relative = text(.relativeTime).flatMap { ProcmonTimeText.relative($0) }
        var local: UInt64
        if let date {
            let fraction = time.map { $0 % ProcmonTime.ticksInSecond } ?? (relative ?? 0) % 1
            local = date * ProcmonTime.ticksInSecond + fraction
        } else if let time {
            // Half a day back is a day on.
            if day + time + 43200 * ProcmonTime.ticksInSecond < lastTicks { day += 86400 * ProcmonTime.ticksInSecond }
            local = day + time
        } else {
            return UInt64(ProcmonTime.epoch) * ProcmonTime.ticksInSecond + (relative ?? 0)
        }
        lastTicks = local
        if !zone.isUniversal {
            let seconds = Int64(local / ProcmonTime.ticksInSecond) - ProcmonTime.epoch
            let offset = zone.offset(seconds - Int64(zone.offset(seconds)))
            local = UInt64(max(0, Int64(local) - Int64(offset) * Int64(ProcmonTime.ticksInSecond)))
        }
        return local
    }

    private mutating func process() -> Int32 {
        if let range = fields.processIndex {
            buffer.removeAll(keepingCapacity: true)
            rows.append(range, to: &buffer)
            if let number = Self.number(buffer[...]), let known = processes.place(index: number) { return known }
        }
        guard fields[.processID] != nil || fields[.processName] != nil else { return -1 }
        let id = UInt32(clamping: text(.processID).flatMap(Self.number) ?? 0)
        let name = string(.processName)
        let image = string(.imagePath)
        if let known = processes.place(id: id, name: name, image: image) { return known }
        var process = ActivityProcess(
            id: id, parentID: UInt32(clamping: text(.parentID).flatMap(Self.number) ?? 0))
        process.name = name
        process.image = image
        process.commandLine = string(.commandLine)
        process.user = string(.user)
        process.is32Bit = text(.architecture).map { $0.starts(with: Array("32".utf8)) } ?? false
        var windows = WindowsProcessFacts()
        windows.index = UInt32(tables.processes.count)
        windows.company = string(.company)
        windows.description = string(.description)
        windows.version = string(.version)
        windows.integrity = string(.integrity)
        windows.session = UInt32(clamping: text(.session).flatMap(Self.number) ?? 0)
        windows.authenticationID = text(.authenticationID).map(Self.identity) ?? 0
        windows.isVirtualized = text(.virtualized).flatMap {
            $0.elementsEqual("True".utf8) ? true : $0.elementsEqual("False".utf8) ? false : nil
        }
        process.windows = windows
        return processes.add(process, &tables)
    }

    /// `00000000:000003e7`.
    static func identity(_ text: ArraySlice<UInt8>) -> UInt64 {
        let digits = String(decoding: text.filter { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        return UInt64(digits, radix: 16) ?? 0
    }

    public func appendDetail(of event: ActivityEvent, to text: inout [UInt8]) {
        appendColumn(.detail, of: event, to: &text)
    }

    public func appendColumn(_ column: ProcmonColumn, of event: ActivityEvent, to text: inout [UInt8]) {
        if let range = cache.range(column, of: event, rows) { return rows.append(range, to: &text) }
        // The detail has no other source.
        if column != .detail { appendGenericColumn(column, of: event, zone: zone, to: &text) }
    }
}

/// Processes of an export by what tells them apart.
struct ProcmonExportProcesses {
    private struct Key: Hashable {
        let id: UInt32
        let name: StringID
        let image: StringID
    }

    private var byKey: [Key: Int32] = [:]
    private var byIndex: [Int: Int32] = [:]

    func place(index: Int) -> Int32? { byIndex[index] }

    func place(id: UInt32, name: StringID, image: StringID) -> Int32? {
        byKey[Key(id: id, name: name, image: image)]
    }

    mutating func add(_ process: ActivityProcess, index: Int? = nil, _ tables: inout ActivityTables) -> Int32 {
        let place = Int32(tables.processes.count)
        byKey[Key(id: process.id, name: process.name, image: process.image)] = place
        if let index { byIndex[index] = place }
        var process = process
        process.space = Int32(tables.spaces.count)
        tables.spaces.append(
            ActivitySymbols.Space(path: tables.strings[process.image], entry: process.modules.first?.base ?? 0))
        tables.processes.append(process)
        return place
    }
}

extension ActivityClass {
    /// The class of a title of Process Monitor; nil for others.
    init?(title: ArraySlice<UInt8>) {
        guard let kind = Self.allCases.first(where: { title.elementsEqual($0.title.description.utf8) }) else {
            return nil
        }
        self = kind
    }

    /// The class of an operation of Process Monitor by its name.
    init(operation: ArraySlice<UInt8>) {
        func begins(_ text: String) -> Bool { operation.starts(with: text.utf8) }
        if begins("Reg") {
            self = .registry
        } else if begins("TCP ") || begins("UDP ") {
            self = .network
        } else if begins("Process ") || begins("Thread ") || begins("Load Image") || begins("System Statistics") {
            self = String(decoding: operation, as: UTF8.self).hasSuffix("Profiling") ? .profiling : .process
        } else if begins("Debug Output") {
            self = .profiling
        } else {
            self = .file
        }
    }
}
