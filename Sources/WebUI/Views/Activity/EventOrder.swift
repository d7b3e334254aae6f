import Evidence
import SystemActivity
import Wire

/// The order of the table of events: by one column, and by the log where that is the same.
struct EventOrder: Hashable, Sendable {
    /// Nil for the order of the log.
    var column: EventColumn?
    var isDescending = false

    /// - Parameter text: a column's id, with `-` before it for the greatest first; nil or empty for the log's order.
    /// - Throws: 400 for no column.
    init(_ text: String?) throws(PageError) {
        guard let text, !text.isEmpty else { return }
        isDescending = text.first == "-"
        column = try EventColumn(id: isDescending ? text.dropFirst() : text[...])
    }

    var isOfLog: Bool { column == nil }

    /// - Parameter shown: numbers of events, ascending; nil for all.
    /// - Returns: nil for all in the order of the log.
    func sorted(_ shown: [UInt32]?, of source: HeldActivity, _ control: JobControl) throws -> [UInt32]? {
        guard let column else { return shown }
        let numbers = shown ?? (0..<UInt32(source.events.count)).map { $0 }
        let keys = try EventKeys(column, source).keys(numbers, control)
        var pairs: [(key: Int64, number: UInt32)] = []
        pairs.reserveCapacity(numbers.count)
        var isSorted = true
        for (place, number) in numbers.enumerated() {
            // Of what is equal the log's order stays, whichever way is up.
            let key = isDescending ? ~keys[place] : keys[place]
            if let last = pairs.last, last.key > key { isSorted = false }
            pairs.append((key, number))
        }
        if !isSorted { pairs.sort { ($0.key, $0.number) < ($1.key, $1.number) } }
        try control.check()
        return pairs.map(\.number)
    }
}
