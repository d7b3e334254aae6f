import Evidence
import GoTrace
import Wire

/// What `sonde trace tasks` reports.
public struct TasksReport {
    private let types: [TaskType]
    private let names: TraceNames

    /// - Parameter type: only tasks of this type; nil for all.
    public init(_ analysis: TaskAnalysis, _ scene: TraceScene, type: String? = nil) {
        names = TraceNames(scene: scene, start: scene.start)
        let wanted = analysis.types.enumerated().filter { type == nil || scene.text($0.element.name) == type }
        types = wanted.sorted { ($0.element.durations.sum, $1.offset) > ($1.element.durations.sum, $0.offset) }
            .map(\.element)
    }

    public var isEmpty: Bool { types.isEmpty }

    private func name(_ type: TaskType) -> String {
        let name = names.scene.text(type.name)
        return name.isEmpty ? "(type unknown)" : name
    }

    /// - Parameter limit: rows of the table.
    public func write(to writer: inout TextWriter, showsAll: Bool, limit: Int) {
        let rows = types.map { type in
            AnnotationsText.Row(
                name: name(type), durations: type.durations, own: nil, times: type.times, elsewhere: type.elsewhere,
                begunBefore: type.begunBefore, neverEnded: type.neverEnded,
                slowest: type.slowest.elements.map { slowest($0.element) })
        }
        AnnotationsText(noun: "task", title: "TYPE", rows: rows, names: names, limit: limit, showsAll: showsAll)
            .write(to: &writer)
    }

    private func slowest(_ task: TraceTask) -> AnnotationsText.Slowest {
        var who = "task \(task.id) on goroutine \(task.goroutine)"
        if task.endGoroutine != task.goroutine { who += ", ended by \(task.endGoroutine)" }
        var children: [String] = []
        if task.children > 0 { children.append(Plural.grouped(task.children) + " tasks beneath it") }
        if task.regions > 0 { children.append(Plural.of(task.regions, "region")) }
        return AnnotationsText.Slowest(
            duration: task.duration, at: names.at(task.start), who: who, times: task.times, logs: task.logs,
            children: children.joined(separator: ", "))
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.tasks/1")
            json.member("types", array: types) { json, type in
                json.object { json in
                    json.member("type", names.scene.text(type.name))
                    type.durations.write(to: &json)
                    json.member("begunBefore", type.begunBefore)
                    json.member("neverEnded", type.neverEnded)
                    json.member("children", type.children)
                    json.member("times") { type.times.write(to: &$0) }
                    json.member("elsewhere") { type.elsewhere.write(to: &$0) }
                    json.member("slowest", array: type.slowest.elements) { json, one in
                        write(one.element, to: &json)
                    }
                }
            }
        }
    }

    private func write(_ task: TraceTask, to json: inout JSONWriter) {
        json.object { json in
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
            names.writeStack("stack", names.scene.tables.stacks[task.stack], to: &json)
        }
    }
}
