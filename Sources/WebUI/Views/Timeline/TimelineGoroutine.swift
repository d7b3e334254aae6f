import GoTrace
import Wire

/// Answers whether there is a goroutine in all of the trace, and when: a window says only who was there then.
enum TimelineGoroutine {
    static func answer(_ timeline: TraceTimeline, _ request: PageRequest) throws -> PageAnswer {
        guard let overview = try timeline.overview() else { throw PageError(409, "The trace is still being read.") }
        guard let goroutine = try request.integer("goroutine") else { throw PageError(400, "A goroutine is wanted.") }
        let pass = try timeline.pass(
            [PathCatalogue(.goroutine(Int64(goroutine), from: nil, to: nil))], from: nil, to: nil, request.control)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("goroutine", goroutine)
            // Nanoseconds since the begin of the trace; not there for a goroutine that is not.
            if let instance = pass.result(PathCatalogue.self).instances.first {
                json.member("start", instance.start &- overview.begin)
                json.member("end", instance.end &- overview.begin)
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }
}
