import Evidence

/// Tells of the events of one source, given in its order, whether a query holds. Texts are examined once for each
/// distinct one.
public struct ActivityQueryMatcher {
    private indirect enum Node {
        case all([Node])
        case any([Node])
        case not(Node)
        /// By the number of the test.
        case text(Int)
        case number(ActivityQueryField, QueryOrder, UInt64)
        case status(QueryOrder, Int64)
        case duration(ActivityQueryField, QueryOrder, Int64)
        case present(ActivityQueryField)
        /// Holds for the process or for one above it.
        case under(Node)
    }

    private var tests: [ActivityTextTest] = []
    private var root = Node.all([])
    private var begin: Int64?
    private var buffer: [UInt8] = []
    private var errors = ErrorResults()
    private var transfers = ActivityTransfers()

    public init(_ query: ActivityQuery) { root = compile(query.expression) }

    /// The depth of what is nested is bounded by the parser.
    private mutating func compile(_ expression: QueryExpression<ActivityQueryField>) -> Node {
        switch expression {
        case .all(let parts): return .all(ordered(parts))
        case .any(let parts): return .any(ordered(parts))
        case .not(let part): return .not(compile(part))
        case .under(let part): return .under(compile(part))
        case .present(let field) where field.kind != .text: return .present(field)
        case .present(let field): return text(field, .present)
        case .equals(let field, let wanted): return text(field, .equals(wanted))
        case .contains(let field, let part): return text(field, .contains(Array(part.utf8)))
        case .matches(let field, let pattern): return text(field, QueryText(pattern: pattern))
        case .number(.status, let order, let wanted): return .status(order, Self.status(wanted))
        case .number(let field, let order, let wanted): return .number(field, order, wanted)
        case .duration(let field, let order, let wanted): return .duration(field, order, wanted)
        // The parser makes none: what is over holds for no time.
        case .held: return .any([])
        }
    }

    /// Windows' own ones are negative, and mostly written as 0xc0000005.
    private static func status(_ wanted: UInt64) -> Int64 {
        guard let unsigned = UInt32(exactly: wanted) else { return Int64(bitPattern: wanted) }
        return Int64(Int32(bitPattern: unsigned))
    }

    /// Parts that are known at once before those that have to be made first.
    private mutating func ordered(_ parts: [QueryExpression<ActivityQueryField>]) -> [Node] {
        let nodes = parts.map { compile($0) }
        return nodes.enumerated().sorted { (cost($0.element), $0.offset) < (cost($1.element), $1.offset) }
            .map(\.element)
    }

    /// What takes long comes last.
    private func cost(_ node: Node) -> Int {
        switch node {
        case .all(let parts), .any(let parts): return parts.reduce(0) { max($0, cost($1)) }
        case .not(let part): return cost(part)
        case .text(let number):
            switch tests[number].field {
            case .detail, .column: return 3
            default: return 1
            }
        case .number(.bytes, _, _), .present(.bytes): return 1
        case .under: return 2
        case .number, .status, .duration, .present: return 0
        }
    }

    private mutating func text(_ field: ActivityQueryField, _ test: QueryText) -> Node {
        tests.append(ActivityTextTest(field, test))
        return .text(tests.count - 1)
    }

    /// Whether the query holds for an event. The first event that is asked for is the begin of time.
    public mutating func holds(_ event: ActivityEvent, of source: some ActivitySource) -> Bool {
        if begin == nil { begin = event.time }
        return holds(root, event, source.tables, source)
    }

    private mutating func holds(
        _ node: Node, _ event: ActivityEvent, _ tables: ActivityTables, _ source: some ActivitySource
    ) -> Bool {
        switch node {
        case .all(let parts):
            for part in parts where !holds(part, event, tables, source) { return false }
            return true
        case .any(let parts):
            for part in parts where holds(part, event, tables, source) { return true }
            return false
        case .not(let part): return !holds(part, event, tables, source)
        case .text(let number): return text(number, event, tables, source)
        case .number(let field, let order, let wanted):
            return self.number(field, event, tables, source).map { order.holds($0, wanted) } ?? false
        case .status(let order, let wanted):
            return status(event, tables).map { order.holds(Int64($0), wanted) } ?? false
        case .duration(let field, let order, let wanted):
            return duration(field, event).map { order.holds($0, wanted) } ?? false
        case .present(let field): return isPresent(field, event, tables, source)
        case .under(let part): return isUnder(part, event, tables, source)
        }
    }

    private mutating func isUnder(
        _ part: Node, _ event: ActivityEvent, _ tables: ActivityTables, _ source: some ActivitySource
    ) -> Bool {
        var event = event
        // Each process once: what says that a process is its own ancestor is wrong.
        for _ in 0..<min(tables.processes.count, 4096) where event.process >= 0 {
            if holds(part, event, tables, source) { return true }
            event.process = tables.processes[Int(event.process)].parent
        }
        return false
    }

    private mutating func text(
        _ number: Int, _ event: ActivityEvent, _ tables: ActivityTables, _ source: some ActivitySource
    ) -> Bool {
        switch tests[number].field {
        case .kind: return tests[number].kind(event.kind)
        case .operation: return tests[number].string(event.operation, tables)
        case .path: return tests[number].string(event.path, tables)
        case .result: return tests[number].string(event.result, tables)
        case .stack: return tests[number].stack(event.stack, tables)
        case .function: return tests[number].function(event.stack, tables)
        case .detail:
            buffer.removeAll(keepingCapacity: true)
            source.appendDetail(of: event, to: &buffer)
            return tests[number].test.holds(bytes: buffer[...])
        case .column(let column):
            buffer.removeAll(keepingCapacity: true)
            source.appendColumn(column, of: event, to: &buffer)
            return tests[number].test.holds(bytes: buffer[...])
        default: break
        }
        guard event.process >= 0 else { return false }
        let process = Int(event.process)
        switch tests[number].field {
        case .process: return tests[number].string(tables.processes[process].name, tables)
        case .image: return tests[number].string(tables.processes[process].image, tables)
        case .folder: return tests[number].string(tables.processes[process].workingDirectory, tables)
        default: return tests[number].command(event.process, tables)
        }
    }

    private mutating func number(
        _ field: ActivityQueryField, _ event: ActivityEvent, _ tables: ActivityTables, _ source: some ActivitySource
    ) -> UInt64? {
        switch field {
        case .tid: return event.thread == 0 ? nil : UInt64(event.thread)
        case .bytes: return transfers.transfer(event, of: source, tables).map { UInt64(clamping: $0.bytes) }
        default: break
        }
        guard event.process >= 0 else { return nil }
        let process = tables.processes[Int(event.process)]
        switch field {
        case .pid: return UInt64(process.id)
        default: return process.parentID == 0 ? nil : UInt64(process.parentID)
        }
    }

    private func status(_ event: ActivityEvent, _ tables: ActivityTables) -> Int32? {
        event.process >= 0 ? tables.processes[Int(event.process)].exitStatus : nil
    }

    private func duration(_ field: ActivityQueryField, _ event: ActivityEvent) -> Int64? {
        if field == .time { return event.time &- (begin ?? event.time) }
        return event.duration < 0 ? nil : event.duration
    }

    private mutating func isPresent(
        _ field: ActivityQueryField, _ event: ActivityEvent, _ tables: ActivityTables, _ source: some ActivitySource
    ) -> Bool {
        switch field {
        case .failed: errors.isError(event.result, tables)
        case .open: event.isUnfinished
        case .status: status(event, tables) != nil
        case .time, .duration: duration(field, event) != nil
        default: number(field, event, tables, source) != nil
        }
    }
}
