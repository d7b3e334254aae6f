import Evidence
import SystemActivity
import Wire

/// A column of the table of events: one of Process Monitor's, or one that only sonde has.
enum EventColumn: Hashable, Sendable {
    case procmon(ProcmonColumn)
    /// Seconds since the first event of the log.
    case elapsed
    /// What of its stack says most: the innermost function outside of the standard library.
    case function

    static let all: [EventColumn] = [.elapsed] + ProcmonColumn.allCases.map { .procmon($0) } + [.function]

    /// Part of addresses.
    var id: String {
        switch self {
        case .procmon(let column): "\(column)"
        case .elapsed: "elapsed"
        case .function: "function"
        }
    }

    var title: String {
        switch self {
        case .procmon(let column): column.title
        case .elapsed: "Since Begin"
        case .function: "Function"
        }
    }

    private static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// - Throws: 400.
    init(id: some StringProtocol) throws(PageError) {
        guard let column = Self.named[String(id)] else { throw PageError(400, "There is no column \(id).") }
        self = column
    }

    var isNumber: Bool {
        switch self {
        case .elapsed: true
        case .function: false
        case .procmon(let column):
            switch column {
            case .processID, .threadID, .parentID, .session, .duration, .relativeTime, .sequence: true
            default: false
            }
        }
    }

    /// The columns that a source has something for, without those that were not asked for: what Process Monitor shows at
    /// first, or of a capture what it is about.
    static func standard(_ source: HeldActivity) -> [EventColumn] {
        if source.isWindows {
            return [.timeOfDay, .processName, .processID, .operation, .path, .result, .detail].map { .procmon($0) }
        }
        return [.elapsed]
            + [.processName, .processID, .threadID, .operation, .path, .result, .duration, .detail].map { .procmon($0) }
    }

    /// Appends the text of an event.
    func append(_ event: ActivityEvent, of source: HeldActivity, to text: inout [UInt8]) {
        switch self {
        case .procmon(let column): source.appendColumn(column, of: event, to: &text)
        case .elapsed: Self.append(seconds: event.time &- (source.events.first?.time ?? 0), to: &text)
        case .function: text += (source.tables.headline(of: event.stack) ?? "").utf8
        }
    }

    /// With nine decimals: `0.001234567`.
    private static func append(seconds nanoseconds: Int64, to text: inout [UInt8]) {
        if nanoseconds < 0 { text.append(UInt8(ascii: "-")) }
        let size = nanoseconds.magnitude
        text += String(size / 1_000_000_000).utf8
        text.append(UInt8(ascii: "."))
        let rest = String(size % 1_000_000_000)
        text += repeatElement(UInt8(ascii: "0"), count: 9 - rest.utf8.count)
        text += rest.utf8
    }
}

extension HeldActivity {
    /// Whether Process Monitor recorded it.
    var isWindows: Bool { base is ProcmonReader || base is ProcmonExportReader }
}
