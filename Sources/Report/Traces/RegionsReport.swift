import Evidence
import GoTrace
import Wire

/// What `sonde trace regions` reports.
public struct RegionsReport {
    private let types: [RegionType]
    private let names: TraceNames

    /// - Parameter name: only regions of this name; nil for all.
    public init(_ analysis: RegionAnalysis, _ scene: TraceScene, name: String? = nil) {
        names = TraceNames(scene: scene, start: scene.start)
        let wanted = analysis.types.enumerated().filter { name == nil || scene.text($0.element.name) == name }
        types = wanted.sorted { ($0.element.durations.sum, $1.offset) > ($1.element.durations.sum, $0.offset) }
            .map(\.element)
    }

    public var isEmpty: Bool { types.isEmpty }

    /// - Parameter limit: rows of the table.
    public func write(to writer: inout TextWriter, showsAll: Bool, limit: Int) {
        let rows = types.map { type in
            AnnotationsText.Row(
                name: names.scene.text(type.name), durations: type.durations, own: type.own, times: type.times,
                begunBefore: type.begunBefore, neverEnded: type.neverEnded,
                slowest: type.slowest.elements.map { slowest($0.element) })
        }
        AnnotationsText(noun: "region", title: "REGION", rows: rows, names: names, limit: limit, showsAll: showsAll)
            .write(to: &writer)
    }

    private func slowest(_ region: TraceRegion) -> AnnotationsText.Slowest {
        var who = "goroutine \(region.goroutine)"
        if region.task > 0 { who += ", task \(region.task)" }
        let place = names.place(names.scene.tables.stacks[region.stack])
        if !place.isEmpty { who += ", in \(place)" }
        return AnnotationsText.Slowest(
            duration: region.duration, at: names.at(region.start), who: who, times: region.times, logs: region.logs,
            children: region.children > 0 ? Plural.of(region.children, "region") + " inside" : "")
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.trace.regions/1")
            json.member("types", array: types) { json, type in
                json.object { json in
                    json.member("name", names.scene.text(type.name))
                    type.durations.write(to: &json)
                    json.member("ownNanoseconds", type.own)
                    json.member("begunBefore", type.begunBefore)
                    json.member("neverEnded", type.neverEnded)
                    json.member("times") { type.times.write(to: &$0) }
                    json.member("slowest", array: type.slowest.elements) { json, one in
                        write(one.element, to: &json)
                    }
                }
            }
        }
    }

    private func write(_ region: TraceRegion, to json: inout JSONWriter) {
        json.object { json in
            json.member("task", region.task > 0 ? region.task : nil)
            json.member("goroutine", region.goroutine)
            json.member("atNanoseconds", names.at(region.start))
            json.member("durationNanoseconds", region.duration)
            json.member("ownNanoseconds", region.own)
            json.member("children", region.children)
            json.member("times") { region.times.write(to: &$0) }
            region.logs.write(names, to: &json)
            names.writeStack("stack", names.scene.tables.stacks[region.stack], to: &json)
        }
    }
}
