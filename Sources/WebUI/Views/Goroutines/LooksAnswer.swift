import Evidence
import GoProcess
import Report
import Wire

/// The looks that can be shown: when they were, how long they took, and how well they went.
struct LooksAnswer {
    let looks: GoroutineLooks

    func answer(_ request: PageRequest) throws -> PageAnswer {
        if request.flag("again") { try looks.again(since: try request.integer("since")) }
        let all = try looks.all()
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("live", looks.isLive)
            if let ended = looks.ended { json.member("ended", ended) }
            if looks.isLive {
                json.member("limit", GoroutineLooks.lookLimit)
                json.member("dropped", looks.dropped)
            }
            if let last = all.last { json.member("title", last.snapshot.source.name) }
            json.member("looks", array: all) { write($1, to: &$0) }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    private func write(_ look: GoroutineLook, to json: inout JSONWriter) {
        let snapshot = look.snapshot
        json.object { json in
            json.member("look", look.number)
            // Numbers of JavaScript hold microseconds since 1970 exactly, and no nanoseconds.
            if snapshot.wallTime > 0 { json.member("time", Double(snapshot.wallTime / 1000) / 1000) }
            json.member("duration", snapshot.durationNanoseconds)
            json.member("stopped", snapshot.stoppedNanoseconds)
            json.member("observed", snapshot.observedNanoseconds)
            json.member("goroutines", snapshot.goroutines.count)
            json.member("hasObjects", !snapshot.objects.isEmpty)
            json.member("hasIDs", snapshot.source.kind != .groupedText)
            if !snapshot.goVersion.isEmpty { json.member("goVersion", snapshot.goVersion) }
            json.member("quality", array: snapshot.quality.counters) { json, counter in
                json.object {
                    $0.member("counter", counter.name)
                    $0.member("value", counter.value)
                    $0.member("severity", counter.severity.rawValue)
                    $0.member("explanation", counter.explanation)
                }
            }
            json.member("labels", strings: Set(snapshot.labelSets.prefix(5000).flatMap { $0.map(\.key) }).sorted())
        }
    }
}
