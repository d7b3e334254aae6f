import Evidence
import Wire

/// Process Monitor's rules and a condition on the events of a source that was read to its end. What texts of the tables
/// say is found out once for each of them.
public struct HeldFilter {
    /// The rules of one column.
    private struct Part {
        var column: ProcmonColumn
        var filter: ProcmonFilter
        var key: Key
        var answers = AnswerTable()
    }

    /// What of an event decides the text of a column.
    private enum Key { case operation, path, result, process, thread, kind, event }

    private let rules: [ProcmonRule]
    private var parts: [Part] = []
    private var query: ActivityQueryMatcher?
    private var search: HeldSearch?
    private var scratch = ProcmonFilter.Scratch()

    /// - Parameter text: stands in one of the columns that all sources have, in any case; empty for any.
    public init(_ rules: [ProcmonRule], _ query: ActivityQuery?, text: String = "") {
        self.query = query.map { ActivityQueryMatcher($0) }
        search = text.isEmpty ? nil : HeldSearch(text)
        self.rules = rules
    }

    /// An event is shown when the rules of each column let it through.
    private mutating func divide(for source: HeldActivity) {
        // Exports have columns of processes in each row, as they stand there.
        let isExport = source.base is ProcmonExportReader
        var columns: [ProcmonColumn] = []
        for rule in rules where !columns.contains(rule.column) { columns.append(rule.column) }
        parts = columns.map { column in
            let key = Self.key(of: column)
            return Part(
                column: column, filter: ProcmonFilter(rules.filter { $0.column == column }),
                key: isExport && (key == .process || key == .kind) ? .event : key)
        }
        // What has to be made for each event comes last.
        parts = parts.filter { $0.key != .event } + parts.filter { $0.key == .event }
    }

    /// - Returns: numbers of the events that are shown, ascending; nil for all.
    /// - Parameter progress: gets how many events were looked at, now and then; what it throws ends the search.
    public mutating func numbers(
        of source: HeldActivity, progress: (Int) throws -> Void = { _ in }
    ) rethrows -> [UInt32]? {
        if rules.isEmpty, query == nil, search == nil { return nil }
        divide(for: source)
        var shown: [UInt32] = []
        for (number, event) in source.events.enumerated() {
            if number & 0x3fff == 0 { try progress(number) }
            // The query sees all events: times count from the first.
            if let holds = query?.holds(event, of: source), !holds { continue }
            guard shows(event, source) else { continue }
            // Texts take longest.
            if let holds = search?.holds(event, source), !holds { continue }
            shown.append(UInt32(number))
        }
        return shown
    }

    private mutating func shows(_ event: ActivityEvent, _ source: HeldActivity) -> Bool {
        for index in parts.indices {
            let number: Int
            switch parts[index].key {
            case .operation: number = Int(event.operation.rawValue)
            case .path: number = Int(event.path.rawValue)
            case .result: number = Int(event.result.rawValue)
            case .process: number = Int(event.process) + 1
            // Ids of threads are small on Linux, and small enough elsewhere.
            case .thread where event.thread < 1 << 24: number = Int(event.thread)
            case .kind: number = Int(event.kind.rawValue)
            case .event, .thread:
                if !asks(index, event, source) { return false }
                continue
            }
            if let known = parts[index].answers[number] {
                if !known { return false }
                continue
            }
            let answer = asks(index, event, source)
            parts[index].answers[number] = answer
            if !answer { return false }
        }
        return true
    }

    private mutating func asks(_ index: Int, _ event: ActivityEvent, _ source: HeldActivity) -> Bool {
        parts[index].filter.shows(event, of: source, &scratch)
    }

    private static func key(of column: ProcmonColumn) -> Key {
        switch column {
        case .operation: .operation
        case .path: .path
        case .result: .result
        case .threadID: .thread
        case .processName, .processID, .imagePath, .company, .description, .version, .user, .authenticationID, .session,
            .commandLine, .virtualized, .integrity, .parentID, .architecture, .processStart:
            .process
        case .eventClass: .kind
        case .timeOfDay, .dateAndTime, .relativeTime, .duration, .completionTime, .detail, .sequence, .category: .event
        }
    }
}
