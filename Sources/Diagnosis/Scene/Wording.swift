/// Numbers, times and addresses as sentences have them.
enum Wording {
    static func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

    /// `1 goroutine`, `298 goroutines`.
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    static func goroutines(_ number: Int) -> String { count(number, "goroutine") }

    /// `waits` for one, `wait` for many.
    static func wait(_ number: Int) -> String { number == 1 ? "waits" : "wait" }

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
    static func list(_ items: [String], limit: Int = 3) -> String {
        if items.count <= limit {
            guard let last = items.last, items.count > 1 else { return items.first ?? "" }
            return items.dropLast().joined(separator: ", ") + " and " + last
        }
        return items.prefix(limit).joined(separator: ", ") + " and \(items.count - limit) more"
    }

    /// A share as a whole percentage.
    static func percent(_ part: Int, of whole: Int) -> String {
        whole <= 0 ? "0 %" : "\(part * 100 / whole) %"
    }
}
