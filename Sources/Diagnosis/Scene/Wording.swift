/// Numbers, times and addresses as sentences have them.
enum Wording {
    static func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

    /// `1 goroutine`, `298 goroutines`.
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> Phrase {
        Phrase(String(number), noun: number == 1 ? singular : plural ?? singular + "s")
    }

    static func goroutines(_ number: Int) -> Phrase { count(number, "goroutine") }

    /// `waits` for one, `wait` for many.
    static func wait(_ number: Int) -> Phrase { number == 1 ? "waits" : "wait" }

    /// A duration with two significant digits at least: `340 ms`, `2.1 s`, `12 min`.
    static func duration(_ nanoseconds: Int64) -> String {
        switch nanoseconds {
        case ..<1: "0 s"
        case ..<1_000: "\(nanoseconds) ns"
        case ..<10_000: "\(nanoseconds / 1_000).\(nanoseconds / 100 % 10) µs"
        case ..<1_000_000: "\(nanoseconds / 1_000) µs"
        case ..<10_000_000: "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10) ms"
        case ..<1_000_000_000: "\(nanoseconds / 1_000_000) ms"
        case ..<10_000_000_000: "\(nanoseconds / 1_000_000_000).\(nanoseconds / 100_000_000 % 10) s"
        case ..<120_000_000_000: "\(nanoseconds / 1_000_000_000) s"
        case ..<7_200_000_000_000: "\(nanoseconds / 60_000_000_000) min"
        default: "\(nanoseconds / 3_600_000_000_000) h"
        }
    }

    /// The first few, and how many more: `12, 17, 19 and 5 more`.
    static func list(_ items: [Phrase], limit: Int = 3) -> Phrase {
        guard let first = items.first, items.count > 1 else { return items.first ?? "" }
        let isWhole = items.count <= limit
        let head = items[1..<(isWhole ? items.count - 1 : limit)].reduce(first) { "\($0), \($1)" }
        return isWhole ? "\(head) and \(items[items.count - 1])" : "\(head) and \(items.count - limit) more"
    }

    /// The same of names.
    static func list(_ items: [String], limit: Int = 3) -> Phrase { list(items.map { Phrase($0) }, limit: limit) }

    /// Reasons that the reader of goroutines gives for taking one for a holder.
    static func reasons(_ texts: [String]) -> Phrase { texts.map { Phrase($0) }.joined(separator: "; ") }

    /// A share as a whole percentage.
    static func percent(_ part: Int, of whole: Int) -> String {
        whole <= 0 ? "0 %" : "\(part * 100 / whole) %"
    }
}
