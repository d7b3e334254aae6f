import Evidence
import GoProcess
import Report
import Wire

/// What the view lists, in files: the forms of `sonde goroutines`, a dump as Go prints it, and tables.
struct GoroutineExports {
    let look: GoroutineLook

    /// - Parameter form: the name of the file.
    func answer(_ form: String, _ request: PageRequest) throws -> PageAnswer {
        switch form {
        case "goroutines.csv":
            return .download(try list(request), name: form, type: "text/csv; charset=utf-8")
        case "groups.csv": return .download(try groups(request), name: form, type: "text/csv; charset=utf-8")
        case "wait-for.csv":
            let table = GraphTable(
                graph: try WaitGraphAnswer(look: look).graph(request),
                writing: try GoroutineWriting(look, request.control))
            return .download(table.text(), name: form, type: "text/csv; charset=utf-8")
        case "goroutines.json", "groups.json":
            var json = JSONWriter()
            let roots = try look.facts(request.control).roots
            if form == "groups.json" {
                let list = try look.groups(GoroutineFilter(request), by: GroupBy(request), request.control)
                let members = list.groups.map { $0.members.map { Int($0) } }
                GoroutinesJSON(look.snapshot).write(groups: members, roots: roots, to: &json)
            } else {
                let members = try look.members(GoroutineFilter(request), request.control)
                GoroutinesJSON(look.snapshot).write(all: members.map { Int($0) }, roots: roots, to: &json)
            }
            return .download(json.bytes, name: form, type: "application/json")
        case "goroutines.txt":
            let options = DumpWriter.Options(includesSystem: request.flag("system"))
            return .download(
                DumpWriter.write(look.snapshot, options: options), name: form, type: "text/plain; charset=utf-8")
        case "goroutines.sonde": return .download(try SnapshotFile.encode(look.snapshot), name: form)
        default: throw PageError.notFound("such file")
        }
    }

    private func list(_ request: PageRequest) throws -> [UInt8] {
        let members = try GoroutineRowsAnswer(request, in: look).members(request.control)
        let writing = try GoroutineWriting(look, request.control)
        let snapshot = look.snapshot
        var texts: [StackID: [String]] = [:]
        var creators: [FrameID: String] = [:]
        var table = SeparatedText([
            "goroutine", "state", "waiting ns", "function", "file", "line", "started by", "parent", "thread",
            "waits to",
            "labels", "flags",
        ])
        for (number, index) in members.enumerated() {
            if number % 4096 == 0 { try request.control.check() }
            let goroutine = snapshot.goroutines[Int(index)]
            let place = texts[goroutine.stack] ?? writing.placeFields(snapshot.stacks.resolvedFrames(goroutine.stack))
            texts[goroutine.stack] = place
            let creator = creators[goroutine.creation] ?? creator(goroutine.creation)
            creators[goroutine.creation] = creator
            table.row(
                [
                    writing.hasIDs ? String(goroutine.id) : "", snapshot.stateText(goroutine),
                    goroutine.waitingNanoseconds >= 0 ? String(goroutine.waitingNanoseconds) : "",
                ] + place + [
                    creator, goroutine.parent == 0 ? "" : String(goroutine.parent),
                    goroutine.thread == 0 ? "" : String(goroutine.thread), writing.waitText(goroutine) ?? "",
                    goroutine.labels == 0
                        ? "" : writing.labels(goroutine).map { "\($0.key)=\($0.value)" }.joined(separator: " "),
                    goroutine.flags.isEmpty ? "" : goroutine.flags.names.joined(separator: " "),
                ])
        }
        return table.bytes
    }

    private func groups(_ request: PageRequest) throws -> [UInt8] {
        let answer = try GroupRowsAnswer(request, in: look)
        let list = try look.groups(answer.filter, by: answer.by, request.control)
        let writing = try GoroutineWriting(look, request.control)
        var table = SeparatedText([
            "group", "count", "state", "longest wait ns", "median wait ns", "function", "file", "line", "started by",
            "label", "waits to",
        ])
        for position in try answer.order(list, request) {
            let group = list.groups[position]
            let first = group.members.first.map { look.snapshot.goroutines[Int($0)] }
            table.row(
                [
                    String(list.names[position], radix: 16), String(group.count), group.state,
                    group.oldestNanoseconds.map { String($0) } ?? "", group.medianNanoseconds.map { String($0) } ?? "",
                ] + writing.placeFields(look.snapshot.stacks.resolvedFrames(group.stack)) + [
                    creator(group.creation), group.label ?? "", first.flatMap { writing.waitText($0) } ?? "",
                ])
        }
        return table.bytes
    }

    private func creator(_ id: FrameID) -> String { id == .none ? "" : look.snapshot.stacks.resolved(id).function }
}
