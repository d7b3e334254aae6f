import Evidence
import Wire

/// What was done to each file, key or peer: the File, Registry and Network Summary of Process Monitor.
public struct PathSummary: Sendable {
    /// What makes a row.
    public enum Grouping: Sendable {
        case path
        /// The folder that the file is in.
        case folder
        /// The ending of the file's name; empty when it has none.
        case fileExtension
    }

    public struct Row: Sendable {
        public var name: String
        public var effects: EffectTally
    }

    /// Most time first.
    public private(set) var rows: [Row] = []
    /// Of all rows together.
    public private(set) var total = EffectTally()

    /// Reads a source to its end.
    /// - Parameter isWanted: which events count.
    /// - Throws: what is wrong with the source.
    public init<Source: ActivitySource>(
        _ source: inout Source, of wanted: ActivitySubject, by grouping: Grouping = .path,
        where isWanted: (ActivityEvent, Source) -> Bool = { _, _ in true }
    ) throws(InputError) {
        var subjects = ActivitySubjects()
        var transfers = ActivityTransfers()
        var errors = ErrorResults()
        var names = RowNames()
        var tallies: [EffectTally] = []
        var events: [ActivityEvent] = []
        repeat {
            try source.read(into: &events, limit: 4096)
            let tables = source.tables
            for event in events where isWanted(event, source) {
                guard subjects.subject(event, tables) == wanted else { continue }
                let effect = Self.effect(transfers.effect(event, tables), of: wanted)
                let row = names.row(event, effect, wanted, grouping, tables)
                if row == tallies.count { tallies.append(EffectTally()) }
                let bytes = transfers.transfer(event, of: source, tables)?.bytes ?? 0
                let isFailed = errors.isError(event.result, tables)
                tallies[row].add(event, effect, bytes: bytes, isFailed: isFailed)
                total.add(event, effect, bytes: bytes, isFailed: isFailed)
            }
        } while !events.isEmpty
        let rows = tallies.indices.map { Row(name: names.names[$0], effects: tallies[$0]) }
        self.rows = rows.sorted {
            let (a, b) = ($0.effects.tally, $1.effects.tally)
            return (b.sum, b.count, $0.name) < (a.sum, a.count, $1.name)
        }
    }

    /// A socket is read and written by the calls of files, too, and closed.
    private static func effect(_ effect: ActivityEffect, of subject: ActivitySubject) -> ActivityEffect {
        guard subject == .network else { return effect }
        switch effect {
        case .read: return .receive
        case .write: return .send
        case .close: return .disconnect
        default: return effect
        }
    }
}

/// The rows of paths, each found out once.
private struct RowNames {
    private(set) var names: [String] = []
    /// By twice the number of the path, and one more for what connects: the row, plus one; 0 for those not met yet.
    private var known: [Int] = []
    private var rows: [String: Int] = [:]

    mutating func row(
        _ event: ActivityEvent, _ effect: ActivityEffect, _ subject: ActivitySubject, _ grouping: PathSummary.Grouping,
        _ tables: ActivityTables
    ) -> Int {
        let number = Int(event.path.rawValue) * 2 + (effect == .connect ? 1 : 0)
        if number < known.count, known[number] != 0 { return known[number] - 1 }
        if number >= known.count {
            known += Array(repeating: 0, count: max(number + 1, known.count * 2) - known.count)
        }
        let path = tables.strings.bytes(event.path)
        let name = subject == .network ? Self.peer(path, effect) : Self.name(path, grouping)
        let row = rows[name] ?? names.count
        if row == names.count {
            rows[name] = row
            names.append(name)
        }
        known[number] = row + 1
        return row
    }

    /// A call that connects names the address alone, those after it the socket.
    private static func peer(_ path: ArraySlice<UInt8>, _ effect: ActivityEffect) -> String {
        let text = String(decoding: path, as: UTF8.self)
        if text.hasPrefix("socket:") { return String(text.dropFirst(7)) }
        return effect == .connect && !text.contains(" ") && !text.isEmpty ? "to \(text)" : text
    }

    private static func name(_ path: ArraySlice<UInt8>, _ grouping: PathSummary.Grouping) -> String {
        let separator = path.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        switch grouping {
        case .path: return String(decoding: path, as: UTF8.self)
        case .folder:
            guard let separator else { return "" }
            return String(decoding: path[...(separator == path.startIndex ? separator : separator - 1)], as: UTF8.self)
        case .fileExtension:
            let name = path[(separator.map { $0 + 1 } ?? path.startIndex)...]
            guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return "" }
            return String(decoding: name[dot...], as: UTF8.self)
        }
    }
}
