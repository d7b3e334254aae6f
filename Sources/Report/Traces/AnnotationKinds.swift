import GoTrace
import Wire

extension TaskType: AnnotationType {
    func row(_ names: TraceNames) -> AnnotationsText.Row {
        let name = names.scene.text(name)
        return AnnotationsText.Row(
            name: name.isEmpty ? "(type unknown)" : name, durations: durations, own: nil, times: times,
            elsewhere: elsewhere, begunBefore: begunBefore, neverEnded: neverEnded,
            slowest: slowest.elements.map { line($0.element, names) })
    }

    private func line(_ task: TraceTask, _ names: TraceNames) -> AnnotationsText.Slowest {
        var who = "task \(task.id) on goroutine \(task.goroutine)"
        if task.endGoroutine != task.goroutine { who += ", ended by \(task.endGoroutine)" }
        var children: [String] = []
        if task.children > 0 { children.append(Plural.of(task.children, "task") + " beneath it") }
        if task.regions > 0 { children.append(Plural.of(task.regions, "region")) }
        return AnnotationsText.Slowest(
            duration: task.duration, at: names.moment(task.start), who: who, times: task.times, logs: task.logs,
            children: children.joined(separator: ", "))
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("children", children)
        json.member("elsewhere") { elsewhere.write(to: &$0) }
    }

    func write(_ task: TraceTask, _ names: TraceNames, to json: inout JSONWriter) {
        json.member("id", task.id)
        json.member("parent", task.parent >= 0 ? task.parent : nil)
        json.member("goroutine", task.goroutine)
        json.member("endGoroutine", task.endGoroutine)
        json.member("atNanoseconds", names.at(task.start))
        json.member("durationNanoseconds", task.duration)
        json.member("children", task.children)
        json.member("regions", task.regions)
        json.member("times") { task.times.write(to: &$0) }
        json.member("elsewhere") { task.elsewhere.write(to: &$0) }
        task.logs.write(names, to: &json)
        names.member("stack", task.stack, to: &json)
    }
}

extension RegionType: AnnotationType {
    func row(_ names: TraceNames) -> AnnotationsText.Row {
        AnnotationsText.Row(
            name: names.scene.text(name), durations: durations, own: own, times: times, begunBefore: begunBefore,
            neverEnded: neverEnded, slowest: slowest.elements.map { line($0.element, names) })
    }

    private func line(_ region: TraceRegion, _ names: TraceNames) -> AnnotationsText.Slowest {
        var who = "goroutine \(region.goroutine)"
        if region.task > 0 { who += ", task \(region.task)" }
        if region.stack != 0 { who += ", in \(names.place(region.stack))" }
        return AnnotationsText.Slowest(
            duration: region.duration, at: names.moment(region.start), who: who, times: region.times, logs: region.logs,
            children: region.children > 0 ? Plural.of(region.children, "region") + " inside" : "")
    }

    func writeMembers(to json: inout JSONWriter) { json.member("ownNanoseconds", own) }

    func write(_ region: TraceRegion, _ names: TraceNames, to json: inout JSONWriter) {
        json.member("task", region.task > 0 ? region.task : nil)
        json.member("goroutine", region.goroutine)
        json.member("atNanoseconds", names.at(region.start))
        json.member("durationNanoseconds", region.duration)
        json.member("ownNanoseconds", region.own)
        json.member("children", region.children)
        json.member("times") { region.times.write(to: &$0) }
        region.logs.write(names, to: &json)
        names.member("stack", region.stack, to: &json)
    }
}
