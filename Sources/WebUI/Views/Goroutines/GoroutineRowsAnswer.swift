import GoProcess
import Report
import Wire

/// The visible rows of a list of goroutines.
struct GoroutineRowsAnswer {
    /// Rows of one answer at most.
    static let rowLimit = 1000

    let look: GoroutineLook
    let filter: GoroutineFilter
    let scope: GoroutineScope
    let order: GoroutineOrder.Key

    /// - Throws: 400, 404.
    init(_ request: PageRequest, in look: GoroutineLook) throws {
        self.look = look
        filter = GoroutineFilter(request)
        scope = try GoroutineScope(request, in: look)
        let column = GoroutineOrder.Column(rawValue: request.query["sort"] ?? "") ?? .id
        order = GoroutineOrder.Key(
            filter: filter, scope: scope, column: column, isDescending: request.flag("descending"))
    }

    /// Positions in the look, in the order to show them.
    func members(_ control: JobControl) throws -> [UInt32] {
        try look.order(order, control) { [look, filter, scope] in try scope.members(of: look, filter, control) }
    }

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let members = try members(request.control)
        let from = try request.integer("from", in: 0...members.count, or: 0)
        let to = try request.integer("to", in: from...min(members.count, from + Self.rowLimit), or: from)
        let writing = try GoroutineWriting(look, request.control)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("count", members.count)
            json.member("rows", array: members[from..<to]) { json, index in
                json.object { json in
                    writing.writeBrief(Int(index), to: &json)
                    let labels = writing.labels(writing.snapshot.goroutines[Int(index)])
                    if !labels.isEmpty {
                        json.member("labels", labels.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))
                    }
                }
            }
            if let id = request.query["goroutine"].flatMap({ UInt64($0) }),
                let index = look.snapshot.index(ofID: id), let row = members.firstIndex(of: UInt32(index))
            {
                json.member("selected", row)
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
