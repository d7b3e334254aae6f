import SystemActivity
import Wire

/// A window of a summary, in the order of one of its columns; or all of it as a file.
struct SummaryRows {
    private let table: SummaryTable
    /// Places in the table, in the order that is asked for.
    private let order: [Int]
    private let request: PageRequest
    private let name: String

    init(_ store: ActivityStore, _ request: PageRequest) throws {
        self.request = request
        let name = request.query["by"] ?? "process"
        self.name = name
        let filter = try EventFilter(request)
        let table = try store.result("summary \(name)", filter, request.control) { try SummaryTable.make(name, &$0) }
        self.table = table
        // What the table marks as its order when the user chose none.
        let standard = table.columns.first.map { "-\($0.id)" } ?? ""
        let wanted = request.query["order"].flatMap { $0.isEmpty ? nil : $0 } ?? standard
        let isDescending = wanted.hasPrefix("-")
        let id = isDescending ? String(wanted.dropFirst()) : wanted
        let text = request.query["find"] ?? ""
        order = try store.result("summary \(name) \(wanted) \(text)", filter, request.control) { _ in
            let lower = text.lowercased()
            let found = table.rows.indices.filter { text.isEmpty || table.rows[$0].name.lowercased().contains(lower) }
            return Self.sorted(found, table, by: id, isDescending: isDescending)
        }
    }

    private static func sorted(_ places: [Int], _ table: SummaryTable, by id: String, isDescending: Bool) -> [Int] {
        if id == "name" {
            let names = table.rows.map { $0.name.lowercased() }
            return places.sorted {
                names[$0] == names[$1] ? $0 < $1 : (names[$0] < names[$1]) != isDescending
            }
        }
        guard let column = table.columns.firstIndex(where: { $0.id == id }) else { return places }
        return places.sorted {
            let (a, b) = (table.rows[$0].values[column], table.rows[$1].values[column])
            return a == b ? $0 < $1 : (a < b) != isDescending
        }
    }

    func answer() throws -> PageAnswer {
        if request.query["form"] == "csv" {
            return .download(csv(), name: "\(name).csv", type: "text/csv; charset=utf-8")
        }
        let from = try request.integer("from", in: 0...order.count, or: 0)
        let to = try request.integer("to", in: from...order.count, or: from)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", order.count)
            json.member("columns", array: table.columns.indices) { json, index in
                let column = table.columns[index]
                json.object {
                    $0.member("id", column.id)
                    $0.member("title", column.title)
                    $0.member("kind", column.kind.rawValue)
                    $0.member("most", table.rows.reduce(0) { max($0, $1.values[index]) })
                    $0.member("sum", table.rows.reduce(0) { $0 &+ $1.values[index] })
                }
            }
            json.member("rows", array: order[from..<min(to, from + 1000)]) { json, place in
                let row = table.rows[place]
                json.object { json in
                    json.member("name", row.name)
                    json.member("values", array: row.values) { $0.value($1) }
                    if let rule = row.rule { json.member("rule", rule) }
                    if let condition = row.condition { json.member("condition", condition) }
                    if row.process >= 0 { json.member("process", row.process) }
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// RFC 4180; numbers in nanoseconds and bytes.
    private func csv() -> [UInt8] {
        var text: [UInt8] = []
        func field(_ value: String) {
            text.append(UInt8(ascii: "\""))
            text += value.replacing("\"", with: "\"\"").utf8
            text.append(UInt8(ascii: "\""))
        }
        field("Name")
        for column in table.columns {
            text.append(UInt8(ascii: ","))
            field(column.title + (column.kind == .duration ? " (ns)" : column.kind == .size ? " (bytes)" : ""))
        }
        text += "\r\n".utf8
        for place in order {
            field(table.rows[place].name)
            for value in table.rows[place].values { text += ",\(value)".utf8 }
            text += "\r\n".utf8
        }
        return text
    }
}
