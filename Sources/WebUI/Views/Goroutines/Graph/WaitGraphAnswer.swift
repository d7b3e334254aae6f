import Diagnosis
import GoProcess
import Report
import Wire

/// The drawing of who waits for whom.
struct WaitGraphAnswer {
    let look: GoroutineLook

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let graph = try graph(request)
        let writing = try GoroutineWriting(look, request.control)
        var naming = GroupNaming(look.snapshot, by: .stack)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("look", look.number)
            json.member("layers", graph.layerCount)
            json.member("cycles", graph.cycleCount)
            json.member("hiddenGoroutines", graph.hiddenGoroutines)
            json.member("hiddenObjects", graph.hiddenObjects)
            json.member("openWaiting", graph.openWaiting)
            json.member("hasObjects", !look.snapshot.objects.isEmpty)
            json.member("nodes", array: graph.nodes) { write($1, writing, &naming, to: &$0) }
            json.member("edges", array: graph.edges) { write($1, to: &$0) }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// Made once for a filter.
    func graph(_ request: PageRequest) throws -> WaitGraph {
        let filter = GoroutineFilter(request)
        let includesOpen = request.flag("open")
        return try look.graph("graph \(includesOpen) \(filter.text)", request.control) { [look] control in
            control.report("following who waits for whom")
            var all = GoroutineFilter()
            all.showsSystem = true
            let groups = try look.groups(all, by: .stack, control)
            var numbers = [UInt32](repeating: 0, count: look.snapshot.goroutines.count)
            for (number, group) in groups.groups.enumerated() {
                for member in group.members { numbers[Int(member)] = UInt32(number) }
            }
            var isActive: [Bool]?
            if !filter.text.isEmpty {
                var active = [Bool](repeating: false, count: look.snapshot.goroutines.count)
                for member in try look.members(filter, control) { active[Int(member)] = true }
                isActive = active
            }
            try control.check()
            return WaitGraph(
                WaitGraphNodes(
                    look.snapshot, try look.facts(control), groups: numbers, isActive: isActive,
                    includesOpen: includesOpen))
        }
    }

    private func write(
        _ node: WaitGraph.Node, _ writing: GoroutineWriting, _ naming: inout GroupNaming, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("layer", node.layer)
            json.member("row", node.row)
            json.member("count", node.count)
            json.member("width", node.width)
            if node.cycle > 0 { json.member("cycle", node.cycle) }
            if let waiting = node.rootWaiting { json.member("root", waiting) }
            switch node.content {
            case .goroutines(let list): write(goroutines: list, writing, &naming, to: &json)
            case .objects(let list): write(objects: list, writing, to: &json)
            }
        }
    }

    private func write(
        goroutines: [UInt32], _ writing: GoroutineWriting, _ naming: inout GroupNaming, to json: inout JSONWriter
    ) {
        guard let first = goroutines.first else { return }
        let goroutine = look.snapshot.goroutines[Int(first)]
        json.member("kind", "goroutines")
        json.member("group", String(naming.name(goroutine), radix: 16))
        let oldest = goroutines.lazy.map { look.snapshot.goroutines[Int($0)].waitingNanoseconds }.max() ?? -1
        if goroutines.count == 1 {
            writing.writeBrief(Int(first), to: &json)
        } else {
            json.member("state", look.snapshot.stateText(goroutine))
            if oldest >= 0 { json.member("age", oldest) }
            json.member("place") { writing.writePlace(goroutine.stack, to: &$0) }
        }
    }

    private func write(objects: [WaitObjectID], _ writing: GoroutineWriting, to json: inout JSONWriter) {
        guard let first = objects.first else { return }
        json.member("kind", "object")
        json.member("object", writing.reference(first))
        json.member("of", look.snapshot.objects[Int(first)].kind.name)
        json.member("name", writing.objects.name(first))
        if objects.count == 1 { json.member("text", writing.objects.describe(first)) }
    }

    private func write(_ edge: WaitGraph.Edge, to json: inout JSONWriter) {
        json.object { json in
            json.member("from", edge.from)
            json.member("to", edge.to)
            json.member("count", edge.count)
            if let operation = edge.operation { json.member("operation", WaitObjectText.verb(operation, nil)) }
            if let relation = edge.relation {
                json.member("relation", ObjectAnswer.word(relation))
                json.member("confidence", Double(edge.confidence))
            }
            if edge.isCycle { json.member("cycle", true) }
        }
    }
}
