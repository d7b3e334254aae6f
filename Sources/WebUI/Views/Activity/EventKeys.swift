import Evidence
import SystemActivity
import Wire

/// Numbers in the order of a column's texts. Texts are compared without regard to case, and each different one once.
struct EventKeys {
    private let column: EventColumn
    private let source: HeldActivity

    init(_ column: EventColumn, _ source: HeldActivity) {
        self.column = column
        self.source = source
    }

    /// The key of each event.
    /// - Parameter numbers: in `source.events`.
    func keys(_ numbers: [UInt32], _ control: JobControl) throws -> [Int64] {
        let events = source.events
        let tables = source.tables
        func text(_ number: Int) -> [UInt8] { Array(tables.strings.bytes(StringID(rawValue: UInt32(number)))) }
        switch column {
        case .elapsed, .procmon(.timeOfDay), .procmon(.dateAndTime), .procmon(.relativeTime):
            return numbers.map { events[Int($0)].time }
        case .procmon(.duration): return numbers.map { events[Int($0)].duration }
        case .procmon(.completionTime):
            return numbers.map { events[Int($0)].duration < 0 ? .max : events[Int($0)].end }
        case .procmon(.threadID): return numbers.map { Int64(events[Int($0)].thread) }
        case .procmon(.operation): return ranked(numbers, { Int($0.operation.rawValue) }, text)
        case .procmon(.path): return ranked(numbers, { Int($0.path.rawValue) }, text)
        case .procmon(.result): return ranked(numbers, { Int($0.result.rawValue) }, text)
        case .procmon(.eventClass):
            return ranked(numbers, { Int($0.kind.rawValue) }) { number in
                Array((ActivityClass(rawValue: UInt8(number))?.name ?? "").utf8)
            }
        case .function:
            return ranked(numbers, { Int($0.stack) }) { Array((tables.headline(of: UInt32($0)) ?? "").utf8) }
        case .procmon(.processID):
            return numbers.map { process(of: events[Int($0)]).map { Int64($0.id) } ?? -1 }
        case .procmon(.parentID):
            return numbers.map { process(of: events[Int($0)]).map { Int64($0.parentID) } ?? -1 }
        case .procmon(let column) where column.isOfProcess: return ofProcesses(column, numbers)
        default: return try texts(numbers, control)
        }
    }

    private func process(of event: ActivityEvent) -> ActivityProcess? {
        event.process < 0 ? nil : source.tables.processes[Int(event.process)]
    }

    /// Any event of a process says what belongs to it.
    private func ofProcesses(_ column: ProcmonColumn, _ numbers: [UInt32]) -> [Int64] {
        var samples: [Int: ActivityEvent] = [:]
        for number in numbers {
            let event = source.events[Int(number)]
            if samples[Int(event.process) + 1] == nil { samples[Int(event.process) + 1] = event }
        }
        return ranked(numbers, { Int($0.process) + 1 }) { number in
            var text: [UInt8] = []
            if let event = samples[number] { source.appendColumn(column, of: event, to: &text) }
            return text
        }
    }

    /// Of texts that stand in the source alone, such as details.
    private func texts(_ numbers: [UInt32], _ control: JobControl) throws -> [Int64] {
        var strings = StringTable()
        var found: [Int] = []
        found.reserveCapacity(numbers.count)
        var buffer: [UInt8] = []
        for (place, number) in numbers.enumerated() {
            if place & 0x3fff == 0 { try control.check() }
            buffer.removeAll(keepingCapacity: true)
            column.append(source.events[Int(number)], of: source, to: &buffer)
            found.append(Int(strings.intern(bytes: buffer).rawValue))
        }
        let table = strings
        let ranks = Self.ranks(Array(repeating: true, count: table.count)) { number in
            Array(table.bytes(StringID(rawValue: UInt32(number))))
        }
        return found.map { ranks[$0] }
    }

    /// - Parameters:
    ///   - number: what of an event decides its text.
    ///   - text: of such a number.
    private func ranked(
        _ numbers: [UInt32], _ number: (ActivityEvent) -> Int, _ text: (Int) -> [UInt8]
    ) -> [Int64] {
        var used: [Bool] = []
        for place in numbers {
            let number = number(source.events[Int(place)])
            if number >= used.count {
                used += repeatElement(false, count: max(number + 1, used.count * 2) - used.count)
            }
            used[number] = true
        }
        let ranks = Self.ranks(used, text)
        return numbers.map { ranks[number(source.events[Int($0)])] }
    }

    private static func ranks(_ used: [Bool], _ text: (Int) -> [UInt8]) -> [Int64] {
        var folded: [(text: [UInt8], number: Int)] = []
        for (number, isUsed) in used.enumerated() where isUsed {
            folded.append((text(number).map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }, number))
        }
        folded.sort { $0.text.lexicographicallyPrecedes($1.text) }
        var ranks = [Int64](repeating: 0, count: used.count)
        var rank: Int64 = 0
        for (place, each) in folded.enumerated() {
            if place > 0, folded[place - 1].text != each.text { rank += 1 }
            ranks[each.number] = rank
        }
        return ranks
    }
}

extension ProcmonColumn {
    /// Whether all events of a process have the same text.
    fileprivate var isOfProcess: Bool {
        switch self {
        case .processName, .processID, .imagePath, .company, .description, .version, .user, .authenticationID, .session,
            .commandLine, .virtualized, .integrity, .parentID, .architecture, .processStart:
            true
        default: false
        }
    }
}
