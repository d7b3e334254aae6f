import GoProcess
import Report
import Wire

/// What the goroutines of one group have in common.
struct GroupAnswer {
    private static let listLimit = 30

    let look: GoroutineLook

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let name = try GoroutineScope.name(request.query["group"] ?? "")
        let by = try GroupBy(request)
        let filter = GoroutineFilter(request)
        let list = try look.groups(filter, by: by, request.control)
        guard let position = list.position(name) else {
            throw PageError.notFound("such group in this look under this filter: its goroutines ended or moved on")
        }
        let writing = try GoroutineWriting(look, request.control)
        let (group, summary) = (list.groups[position], list.summary(position))
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("group", String(name, radix: 16))
            json.member("count", group.count)
            json.member("stackCount", group.stackCount)
            json.member("hasIDs", writing.hasIDs)
            if let label = group.label { json.member("label", label) }
            json.member("states", array: summary.states) { json, state in
                json.object {
                    $0.member("state", state.text)
                    $0.member("count", state.count)
                }
            }
            if let ages = summary.ages {
                json.member("oldest", ages.oldest)
                json.member("median", ages.median)
                json.member("aged", ages.known)
                json.member("ageSource", GoroutineWriting.word(ages.source))
            }
            json.member("creator") { writing.write(creation: summary.creation, to: &$0) }
            json.member("labels", array: summary.labels) { json, label in
                json.object {
                    $0.member("key", label.key)
                    $0.member("value", label.value)
                }
            }
            json.member("differingLabels", strings: summary.differingLabels)
            json.member("flags", strings: summary.flags.names)
            writeWaits(summary, writing, to: &json)
            json.member("stack") { StackWriting(writing: writing).write(group.stack, to: &$0) }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    private func writeWaits(_ summary: GroupSummary, _ writing: GoroutineWriting, to json: inout JSONWriter) {
        json.member("waitCount", summary.waits.count)
        json.member("waits", array: summary.waits.prefix(Self.listLimit)) { json, waiting in
            json.object {
                $0.member("operation", writing.text(waiting.operation, waiting.object))
                $0.member("object", writing.reference(waiting.object))
                $0.member("text", writing.objects.describe(waiting.object))
                $0.member("count", waiting.count)
                if waiting.isSelectCase { $0.member("select", true) }
            }
        }
        json.member("callCount", summary.systemCalls.count)
        json.member("calls", array: summary.systemCalls.prefix(Self.listLimit)) { json, call in
            json.object {
                $0.member("name", call.name)
                if call.descriptor >= 0 { $0.member("descriptor", call.descriptor) }
                $0.member("target", call.target)
                $0.member("count", call.count)
            }
        }
    }
}
