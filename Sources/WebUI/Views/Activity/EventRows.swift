import Evidence
import SystemActivity
import Wire

/// A window of the table of events: the texts of the asked columns, and how each row is marked.
struct EventRows {
    private let source: HeldActivity
    private let shown: [UInt32]?
    /// Numbers of the events that are highlighted, ascending; nil for none.
    private let highlighted: [UInt32]?
    private let columns: [EventColumn]
    private let range: Range<Int>

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        source = try store.activity(request.control)
        let filter = try EventFilter(request)
        shown = try store.numbers(filter, by: EventOrder(request.query["sort"]), request.control)
        let marks = try EventFilter(request, prefix: "h")
        highlighted = marks.isEmpty ? nil : try store.numbers(marks, request.control)
        let names = (request.query["columns"] ?? "").split(separator: ",")
        columns = names.isEmpty ? EventColumn.standard(source) : try names.map { try EventColumn(id: $0) }
        let count = shown?.count ?? source.events.count
        let from = try request.integer("from", in: 0...count, or: 0)
        let to = try request.integer("to", in: from...count, or: from)
        range = from..<min(to, from + 1000)
    }

    func answer() -> PageAnswer {
        var json = JSONWriter(.compact)
        var errors = ErrorResults()
        var text: [UInt8] = []
        json.object { json in
            json.member("count", shown?.count ?? source.events.count)
            json.member("total", source.events.count)
            if let highlighted { json.member("highlighted", highlighted.count) }
            json.member("rows", array: range) { json, place in
                let number = shown.map { $0[place] } ?? UInt32(place)
                let event = source.events[Int(number)]
                json.beginArray()
                json.value(number)
                json.value(event.kind.rawValue)
                json.value(marks(number, event, &errors))
                json.value(event.process)
                json.value(event.process < 0 ? 0 : source.tables.processes[Int(event.process)].id)
                json.value(event.thread)
                for column in columns {
                    text.removeAll(keepingCapacity: true)
                    column.append(event, of: source, to: &text)
                    json.value(utf8: text)
                }
                json.endArray()
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// 1: highlighted, 2: ended with an error, 4: had not ended.
    private func marks(_ number: UInt32, _ event: ActivityEvent, _ errors: inout ErrorResults) -> Int {
        var marks = 0
        if let highlighted, highlighted.holds(number) { marks |= 1 }
        if errors.isError(event.result, source.tables) { marks |= 2 }
        if event.isUnfinished { marks |= 4 }
        return marks
    }
}

extension [UInt32] {
    /// Place of the first that is not less; of ascending numbers.
    func firstPlace(notBefore number: UInt32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a number is among ascending ones.
    func holds(_ number: UInt32) -> Bool {
        let place = firstPlace(notBefore: number)
        return place < count && self[place] == number
    }
}
