import Evidence
import GoTrace
import Report
import Wire

/// Answers the critical path of a goroutine in a window.
enum TimelinePath {
    static func answer(_ timeline: TraceTimeline, _ request: PageRequest) throws -> PageAnswer {
        guard let overview = try timeline.overview() else { throw PageError(409, "The trace is still being read.") }
        guard let goroutine = try request.integer("goroutine") else { throw PageError(400, "A goroutine is wanted.") }
        let (from, to) = try TimelineRange.bounds(request)
        // Who ended the last wait shows only behind the window.
        let behind = min(to &+ max(to &- from, 100_000_000), max(overview.end &- overview.begin, to))
        let first = try timeline.pass(
            [PathCatalogue(.goroutine(Int64(goroutine), from: nil, to: to &- from))], from: from, to: behind,
            request.control)
        let catalogue = first.result(PathCatalogue.self)
        guard let instance = catalogue.instances.first else {
            throw PageError.notFound("goroutine \(goroutine) in that time")
        }
        let analysis = PathAnalysis([PathAnalysis.Wanted(instance)], keepsResults: true)
        let last = max(analysis.lastTime &- overview.begin, from + 1)
        let second = try timeline.pass([analysis], from: from, to: last, request.control)
        let paths = second.result(PathAnalysis.self)
        guard let result = paths.results.first else {
            throw PageError.notFound("path of goroutine \(goroutine) in that time")
        }
        let report = PathReport(
            .one(word: ""), paths, second.scene, start: overview.begin, sorted: [instance], catalogue: catalogue)
        var json = JSONWriter(.compact)
        write(result, report, second.scene, begin: overview.begin, to: &json)
        return PageAnswer(type: "application/json", json.bytes)
    }

    private static func write(
        _ result: PathResult, _ report: PathReport, _ scene: TraceScene, begin: Int64, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("from", result.instance.start &- begin)
            json.member("to", result.instance.end &- begin)
            json.member("segments", array: result.segments) { json, segment in
                json.object {
                    $0.member("goroutine", segment.goroutine)
                    $0.member("group", scene.text(scene.groups.root(segment.group)))
                    $0.member("start", segment.start &- begin)
                    $0.member("end", segment.end &- begin)
                    $0.member("what", report.describe(segment.activity, segment.stack))
                    $0.member("state", TimelineState(segment.activity.state).map { Int($0.rawValue) })
                }
            }
        }
    }
}
