import Evidence

/// Answers of a test for the numbers of a table.
struct AnswerTable {
    private var answers: [UInt8] = []

    /// Nil as long as the answer was not found out.
    subscript(_ number: Int) -> Bool? {
        get { number < answers.count && answers[number] != 0 ? answers[number] == 1 : nil }
        set {
            if number >= answers.count {
                answers += Array(repeating: 0, count: max(number + 1, answers.count * 2) - answers.count)
            }
            answers[number] = newValue.map { $0 ? 1 : 2 } ?? 0
        }
    }
}

/// A test of texts, with what is known of the texts, frames, stacks and processes of one source.
struct ActivityTextTest {
    let field: ActivityQueryField
    let test: QueryText
    private var strings = AnswerTable()
    private var frames = AnswerTable()
    private var stacks = AnswerTable()
    private var commands: [Int32: CommandAnswer] = [:]

    /// What was found out of a command line, which a process may get or change later.
    private struct CommandAnswer {
        var arguments: [StringID]
        var line: StringID
        var holds: Bool
    }

    init(_ field: ActivityQueryField, _ test: QueryText) {
        self.field = field
        self.test = test
    }

    mutating func string(_ id: StringID, _ tables: ActivityTables) -> Bool {
        let number = Int(id.rawValue)
        if let known = strings[number] { return known }
        let answer = test.holds(bytes: tables.strings.bytes(id))
        strings[number] = answer
        return answer
    }

    mutating func kind(_ kind: ActivityClass) -> Bool {
        let number = Int(kind.rawValue)
        if let known = strings[number] { return known }
        let answer = test.holds(kind.name)
        strings[number] = answer
        return answer
    }

    mutating func command(_ process: Int32, _ tables: ActivityTables) -> Bool {
        let facts = tables.processes[Int(process)]
        if let known = commands[process], known.arguments == facts.arguments, known.line == facts.commandLine {
            return known.holds
        }
        let answer = test.holds(tables.commandLine(of: process))
        commands[process] = CommandAnswer(arguments: facts.arguments, line: facts.commandLine, holds: answer)
        return answer
    }

    /// A stack passes when the function, the place or the module of one of its frames does.
    mutating func stack(_ stack: UInt32, _ tables: ActivityTables) -> Bool {
        if stack == 0 { return false }
        if let known = stacks[Int(stack)] { return known }
        let answer = tables.stackFrames(stack).contains { holds($0, tables) }
        stacks[Int(stack)] = answer
        return answer
    }

    private mutating func holds(_ frame: ActivityFrame, _ tables: ActivityTables) -> Bool {
        guard case .function(let id) = frame else { return test.holds(tables.title(of: frame)) }
        let number = Int(id.rawValue)
        if let known = frames[number] { return known }
        let table = tables.symbols.table
        let answer =
            test.holds(table.functionName(id)) || test.holds("\(table.fileName(id)):\(table[id].line)")
        frames[number] = answer
        return answer
    }

    mutating func function(_ stack: UInt32, _ tables: ActivityTables) -> Bool {
        if stack == 0 { return false }
        if let known = stacks[Int(stack)] { return known }
        let answer = tables.headline(of: stack).map { test.holds($0) } ?? false
        stacks[Int(stack)] = answer
        return answer
    }
}
