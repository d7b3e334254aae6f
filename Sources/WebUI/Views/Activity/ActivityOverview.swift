import Evidence
import SystemActivity
import Wire

/// What there is in a source, and what can be shown of it.
struct ActivityOverview {
    private let source: HeldActivity

    init(_ source: HeldActivity) { self.source = source }

    func answer() -> PageAnswer {
        let events = source.events
        var counts = [Int](repeating: 0, count: ActivityClass.allCases.count)
        var hasStacks = false
        let begin = events.first?.time ?? 0
        var end = begin
        for event in events {
            counts[Int(event.kind.rawValue)] += 1
            hasStacks = hasStacks || event.stack != 0
            end = max(end, event.end)
        }
        let standard = EventColumn.standard(source)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("events", events.count)
            json.member("processes", source.tables.processes.count)
            json.member("durationNanoseconds", end &- begin)
            json.member("hasStacks", hasStacks)
            json.member("hasWaits", !source.tables.waits.isEmpty)
            json.member("hasPath", !source.tables.waits.isEmpty || GoBuild(source.tables, end: end).command != nil)
            json.member("isWindows", source.isWindows)
            json.member("columns", array: EventColumn.all) { json, column in
                json.object {
                    $0.member("id", column.id)
                    $0.member("title", column.title)
                    $0.member("isNumber", column.isNumber)
                }
            }
            json.member("standard", strings: standard.map(\.id))
            json.member("classes", array: ActivityClass.allCases) { json, kind in
                json.object {
                    $0.member("name", kind.name)
                    $0.member("title", "\(kind.title)")
                    $0.member("count", counts[Int(kind.rawValue)])
                }
            }
            json.member("quality", array: source.quality.counters.filter { $0.value > 0 }) { json, counter in
                json.object {
                    $0.member("value", counter.value)
                    $0.member("severity", counter.severity.rawValue)
                    $0.member("explanation", counter.explanation)
                }
            }
            if let failure = source.failure { json.member("failure", "\(failure)") }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
