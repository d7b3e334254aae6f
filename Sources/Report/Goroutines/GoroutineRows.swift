import Evidence
import GoProcess

/// Rows of a list that were made before: of a million goroutines most differ in nothing but the id.
struct GoroutineRows {
    /// What the text of a row depends on, beside the id.
    struct Key: Hashable {
        fileprivate var stack: StackID
        fileprivate var reason: StringID
        fileprivate var state: GoroutineState
        fileprivate var labels: LabelSetID
        fileprivate var waitCount: UInt32
        fileprivate var object: WaitObjectID
        fileprivate var age: Int
    }

    /// A row without its id: the bytes before it and behind it.
    private struct Row {
        var head: [UInt8]
        var tail: [UInt8]
    }

    /// Rows that are kept: more of them than this do not repeat often enough to be worth their memory.
    private static let limit = 1 << 14

    private let idColumns: Int
    private var rows: [Key: Row] = [:]
    /// Texts of ages by number; runs of goroutines have the same age to the nanosecond.
    private var ages: [String: Int] = [:]
    private var lastAge: (nanoseconds: Int64, number: Int) = (-1, -1)
    private var digits: [UInt8] = []

    /// - Parameter idColumns: width of the column of ids, the first one.
    init(idColumns: Int) { self.idColumns = idColumns }

    mutating func key(_ goroutine: Goroutine, firstWait: Wait?) -> Key {
        if goroutine.waitingNanoseconds != lastAge.nanoseconds {
            let text = goroutine.waitingNanoseconds >= 0 ? DurationText.format(goroutine.waitingNanoseconds) : ""
            let number = ages[text] ?? ages.count
            ages[text] = number
            lastAge = (goroutine.waitingNanoseconds, number)
        }
        return Key(
            stack: goroutine.stack, reason: goroutine.reason, state: goroutine.state, labels: goroutine.labels,
            waitCount: goroutine.waitCount, object: firstWait?.object ?? .max, age: lastAge.number)
    }

    /// Writes the row of another goroutine with the same key again, under this id.
    /// - Returns: false when none was kept.
    mutating func repeatRow(_ key: Key, id: UInt64, to writer: inout TextWriter) -> Bool {
        guard let row = rows[key] else { return false }
        digits.removeAll(keepingCapacity: true)
        var rest = id
        repeat {
            digits.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        while digits.count < idColumns { digits.append(UInt8(ascii: " ")) }
        writer.copy(row.head)
        writer.copy(digits.reversed())
        writer.copy(row.tail)
        return true
    }

    /// Keeps the bytes of a row.
    /// - Parameter idStart: where the column of ids begins in them.
    mutating func keep(_ bytes: [UInt8], idStart: Int, for key: Key) {
        guard bytes.count >= idStart + idColumns else { return }
        if rows.count >= Self.limit { rows.removeAll(keepingCapacity: true) }
        rows[key] = Row(head: Array(bytes[..<idStart]), tail: Array(bytes[(idStart + idColumns)...]))
    }
}
