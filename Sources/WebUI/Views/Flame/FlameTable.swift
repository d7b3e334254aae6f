import GoProfile
import Wire

/// The functions of a flame graph, with their own and inclusive values.
struct FlameTable: Sendable {
    private let totals: FrameTotals
    private let column: Int
    private let names: [[UInt8]]

    /// Orders by a column of the table, and what of the search is left; the newest are kept in the document's cache.
    struct Order: Sendable {
        var frames: [Int32]
    }

    init(_ report: PprofReport) {
        let totals = FrameTotals(report)
        self.totals = totals
        column = report.column
        names = totals.frames.infos.indices.map { totals.frames.printableName(Int32($0)) }
    }

    func order(by key: String, descending: Bool, search: FlameSearch?) -> Order {
        var frames = totals.order(type: column, byCumulative: key != "flat")
        if let search { frames = frames.filter { search.isMatch[Int($0)] } }
        if key == "name" { frames.sort { names[Int($0)].lexicographicallyPrecedes(names[Int($1)]) } }
        // Values come with the largest first, names with the first first.
        if descending == (key == "name") { frames.reverse() }
        return Order(frames: frames)
    }

    func answer(_ order: Order, _ report: PprofReport, from: Int, to: Int) -> PageAnswer {
        let range = min(from, order.frames.count)..<min(max(from, to), order.frames.count)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", order.frames.count)
            json.member("unit", report.sampleUnit)
            json.member("total", report.total)
            json.member("rows", array: order.frames[range]) { json, frame in
                let at = Int(frame) * totals.typeCount + column
                json.object {
                    $0.member("name", String(decoding: names[Int(frame)], as: UTF8.self))
                    $0.member("flat", totals.flat[at])
                    $0.member("cum", totals.cumulative[at])
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
