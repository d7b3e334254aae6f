import GoProcess
import Report
import Wire

/// The visible rows of the list of groups.
struct GroupRowsAnswer {
    let look: GoroutineLook
    let filter: GoroutineFilter
    let by: GroupBy

    /// - Throws: 400.
    init(_ request: PageRequest, in look: GoroutineLook) throws {
        self.look = look
        filter = GoroutineFilter(request)
        by = try GroupBy(request)
    }

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let list = try look.groups(filter, by: by, request.control)
        let writing = try GoroutineWriting(look, request.control)
        let order = try order(list, request)
        let from = try request.integer("from", in: 0...order.count, or: 0)
        let to = try request.integer(
            "to", in: from...min(order.count, from + GoroutineRowsAnswer.rowLimit), or: from)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("count", order.count)
            json.member("goroutines", list.total)
            json.member("all", look.snapshot.goroutines.count)
            if filter.hidesSystem {
                json.member("hidden", look.snapshot.goroutines.lazy.filter { $0.flags.contains(.system) }.count)
            }
            json.member("rows", array: order[from..<to]) { write($1, list, writing, to: &$0) }
            if let name = request.query["group"].flatMap({ UInt64($0, radix: 16) }),
                let position = list.position(name), let row = order.firstIndex(of: position)
            {
                json.member("selected", row)
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    func order(_ list: GroupList, _ request: PageRequest) throws -> [Int] {
        guard let column = GroupList.Column(rawValue: request.query["sort"] ?? "") else {
            return try list.order(.count, descending: true, request.control)
        }
        return try list.order(column, descending: request.flag("descending"), request.control)
    }

    private func write(_ position: Int, _ list: GroupList, _ writing: GoroutineWriting, to json: inout JSONWriter) {
        let group = list.groups[position]
        let summary = list.summary(position)
        json.object { json in
            json.member("group", String(list.names[position], radix: 16))
            json.member("count", group.count)
            json.member("share", Double(group.count) / Double(max(1, list.total)))
            json.member("state", group.state)
            if summary.states.count > 1 { json.member("states", summary.states.count) }
            if let oldest = group.oldestNanoseconds { json.member("oldest", oldest) }
            if case .label = by { json.member("label", group.label ?? "(none)") }
            json.member("place") { writing.writePlace(group.stack, to: &$0) }
            if case .creator = by { json.member("creator") { writing.write(creation: group.creation, to: &$0) } }
            if let first = summary.waits.first {
                json.member("wait", writing.text(first.operation, first.object))
                json.member("waitCount", first.count)
                if summary.waits.count > 1 { json.member("waits", summary.waits.count) }
            } else if let call = summary.systemCalls.first {
                json.member("wait", "in \(call.name) \(call.target)")
                json.member("waitCount", call.count)
            }
            if !summary.flags.isEmpty { json.member("flags", strings: summary.flags.names) }
        }
    }
}
