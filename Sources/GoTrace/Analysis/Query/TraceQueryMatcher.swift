import Evidence
import Synchronization

/// Answers of a test for the numbers of a table.
private struct AnswerTable {
    private var answers: [UInt8] = []

    /// Nil as long as the answer was not found out.
    subscript(_ number: Int) -> Bool? {
        get { number < answers.count && answers[number] != 0 ? answers[number] == 1 : nil }
        set {
            answers.reach(number, with: 0)
            answers[number] = newValue.map { $0 ? 1 : 2 } ?? 0
        }
    }
}

/// A test of texts, with what is known of the trace's texts, frames and stacks.
private struct TextTest {
    let field: TraceQueryField
    let test: QueryText
    private var strings = AnswerTable()
    private var frames = AnswerTable()
    private var stacks = AnswerTable()
    private var words = AnswerTable()

    init(_ field: TraceQueryField, _ test: QueryText) {
        self.field = field
        self.test = test
    }

    /// - Parameter number: stands for the word.
    mutating func word(_ number: UInt8, _ text: @autoclosure () -> String) -> Bool {
        if let known = words[Int(number)] { return known }
        let answer = test.holds(text())
        words[Int(number)] = answer
        return answer
    }

    mutating func string(_ id: StringID, _ tables: TraceTables) -> Bool {
        let number = Int(id.rawValue)
        if let known = strings[number] { return known }
        let answer = test.holds(tables.strings[id])
        strings[number] = answer
        return answer
    }

    /// A stack passes when the function or the place of one of its frames does.
    mutating func stack(_ stack: UInt32, _ tables: TraceTables) -> Bool {
        guard stack != 0 else { return false }
        if let known = stacks[Int(stack)] { return known }
        var answer = false
        for number in tables.stacks[stack] where !answer { answer = frame(number, tables) }
        stacks[Int(stack)] = answer
        return answer
    }

    private mutating func frame(_ number: UInt32, _ tables: TraceTables) -> Bool {
        if let known = frames[Int(number)] { return known }
        let frame = tables.stacks.frames[Int(number)]
        let answer =
            test.holds(tables.strings[frame.function])
            || test.holds("\(tables.strings[frame.file]):\(frame.line)")
        frames[Int(number)] = answer
        return answer
    }

    mutating func function(_ stack: UInt32, _ tables: TraceTables) -> Bool {
        guard stack != 0 else { return false }
        if let known = stacks[Int(stack)] { return known }
        let names = tables.functionNames(stack: stack)
        let name = names.first { !StandardLibrary.contains(function: $0) } ?? names.first
        let answer = name.map { test.holds($0) } ?? false
        stacks[Int(stack)] = answer
        return answer
    }
}

/// What is compiled of a query.
private struct CompiledQuery {
    indirect enum Node {
        case all([Node])
        case any([Node])
        case not(Node)
        /// By the number of the test.
        case text(Int)
        case number(TraceQueryField, QueryOrder, UInt64)
        case duration(TraceQueryField, QueryOrder, Int64)
        case present(TraceQueryField)
    }

    private(set) var tests: [TextTest] = []
    private var root = Node.all([])
    private var kinds = WaitKindTable()

    init(_ expression: QueryExpression<TraceQueryField>) { root = compile(expression) }

    /// The depth of what is nested is bounded by the parser.
    private mutating func compile(_ expression: QueryExpression<TraceQueryField>) -> Node {
        switch expression {
        case .all(let parts): return .all(parts.map { compile($0) })
        case .any(let parts): return .any(parts.map { compile($0) })
        case .not(let part): return .not(compile(part))
        case .present(let field) where field.kind != .text: return .present(field)
        case .present(let field): return text(field, .present)
        case .equals(let field, let wanted): return text(field, .equals(wanted))
        case .contains(let field, let part): return text(field, .contains(Array(part.utf8)))
        case .matches(let field, let pattern): return text(field, QueryText(pattern: pattern))
        case .number(let field, let order, let wanted): return .number(field, order, wanted)
        case .duration(let field, let order, let wanted): return .duration(field, order, wanted)
        // The parser makes none: goroutines are asked for by `parent`.
        case .under, .held: return .any([])
        }
    }

    private mutating func text(_ field: TraceQueryField, _ test: QueryText) -> Node {
        tests.append(TextTest(field, test))
        return .text(tests.count - 1)
    }

    mutating func holds(_ interval: GoroutineInterval, _ scene: TraceScene) -> Bool { holds(root, interval, scene) }

    private mutating func holds(_ node: Node, _ interval: GoroutineInterval, _ scene: TraceScene) -> Bool {
        switch node {
        case .all(let parts):
            for part in parts where !holds(part, interval, scene) { return false }
            return true
        case .any(let parts):
            for part in parts where holds(part, interval, scene) { return true }
            return false
        case .not(let part): return !holds(part, interval, scene)
        case .text(let number): return text(number, interval, scene)
        case .number(let field, let order, let wanted):
            return Self.number(field, interval, scene).map { order.holds($0, wanted) } ?? false
        case .duration(let field, let order, let wanted):
            return Self.duration(field, interval, scene).map { order.holds($0, wanted) } ?? false
        case .present(let field): return Self.isPresent(field, interval, scene)
        }
    }

    private mutating func text(_ number: Int, _ interval: GoroutineInterval, _ scene: TraceScene) -> Bool {
        let tables = scene.tables
        switch tests[number].field {
        case .state:
            if tests[number].word(interval.state.rawValue, interval.state.queryWord) { return true }
            return interval.state == .waiting && holdsKind(number, interval, tables)
        case .kind: return interval.state == .waiting && holdsKind(number, interval, tables)
        case .reason: return tests[number].string(interval.reason, tables)
        case .begin: return tests[number].word(interval.begin.rawValue, interval.begin.queryWord)
        case .stack: return tests[number].stack(interval.stack, tables)
        case .function: return tests[number].function(interval.stack, tables)
        case .root: return tests[number].string(scene.root(slot: interval.slot), tables)
        case .creator: return tests[number].stack(scene.goroutines[Int(interval.slot)].creationStack, tables)
        case .waker: return tests[number].stack(interval.wakerStack, tables)
        default: return false
        }
    }

    /// Numbers of kinds stand behind those of states.
    private mutating func holdsKind(_ number: Int, _ interval: GoroutineInterval, _ tables: TraceTables) -> Bool {
        let kind = kinds.kind(reason: interval.reason, stack: interval.stack, tables)
        return tests[number].word(kind.number + UInt8(GoroutineState.allCases.count), kind.rawValue)
    }

    private static func number(
        _ field: TraceQueryField, _ interval: GoroutineInterval, _ scene: TraceScene
    ) -> UInt64? {
        switch field {
        case .id: UInt64(exactly: interval.goroutine)
        case .parent: UInt64(exactly: scene.goroutines[Int(interval.slot)].parent)
        case .processor: UInt64(exactly: interval.processor)
        case .thread: UInt64(exactly: interval.thread)
        default: UInt64(exactly: interval.waker)
        }
    }

    private static func duration(
        _ field: TraceQueryField, _ interval: GoroutineInterval, _ scene: TraceScene
    ) -> Int64? {
        if field == .duration { return interval.duration }
        return scene.goroutines[Int(interval.slot)].created.map { interval.end &- $0 }
    }

    private static func isPresent(
        _ field: TraceQueryField, _ interval: GoroutineInterval, _ scene: TraceScene
    ) -> Bool {
        switch field {
        case .open: interval.isOpen
        case .censored: interval.isCensored
        case .lost: interval.lostProcessor
        case .duration, .age: duration(field, interval, scene) != nil
        default: number(field, interval, scene) != nil
        }
    }
}

/// A compiled query that may be asked from anywhere.
final class TraceQueryMatcher: Sendable {
    private let query: Mutex<CompiledQuery>

    init(_ expression: QueryExpression<TraceQueryField>) { query = Mutex(CompiledQuery(expression)) }

    func holds(_ interval: GoroutineInterval, _ scene: TraceScene) -> Bool {
        query.withLock { $0.holds(interval, scene) }
    }
}
