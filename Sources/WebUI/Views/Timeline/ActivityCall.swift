import Evidence
import SystemActivity
import Wire

/// Answers what a system call was, or why a thread did not run.
enum ActivityCall {
    static func answer(_ document: Document, _ source: Int, _ request: PageRequest) throws -> PageAnswer {
        let (track, begin) = try activity(document, source, request)
        guard let number = try request.integer("track"), track.slices.indices.contains(number),
            let at = try request.integer("at")
        else { throw PageError(400, "A track and a moment are wanted.") }
        let time = begin &+ Int64(at)
        var found: ActivityTrack.Piece?
        track.pieces(number, from: time, to: time &+ 1) { found = found ?? $0 }
        guard let found else { throw PageError.notFound("call at that moment") }
        let slice = track.timeline.slices[Int(found.slice)]
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("start", slice.start &- begin)
            json.member("end", slice.end &- begin)
            switch slice.subject {
            case .event(let number): write(track.events[number], track.tables, to: &json)
            case .wait(let number): write(track.tables.waits[number], track, to: &json)
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// The capture that is asked for, or the one beside a trace, and what the page's times count from.
    private static func activity(
        _ document: Document, _ source: Int, _ request: PageRequest
    ) throws -> (ActivityTrack, begin: Int64) {
        if case .activity = try document.source(source).kind {
            let track = try ActivityTrack.of(document, source, request.control)
            return (track, track.timeline.start)
        }
        guard let overview = try TraceTimeline.of(document, source).overview(),
            let track = ActivityTrack.beside(overview, document, request.control)
        else { throw PageError.notFound("system activity beside this trace") }
        return (track, overview.begin)
    }

    private static func write(_ event: ActivityEvent, _ tables: ActivityTables, to json: inout JSONWriter) {
        json.member("title", "\(tables.strings[event.operation]) (\(event.kind.name))")
        json.member("path", tables.strings[event.path])
        json.member("result", tables.strings[event.result])
        json.member("thread", event.thread)
        json.member("process", process(event.process, tables))
        json.member("isOpen", event.isUnfinished)
        json.member("stack", strings: tables.functionNames(event.stack))
    }

    private static func write(_ wait: ActivityWait, _ track: ActivityTrack, to json: inout JSONWriter) {
        let tables = track.tables
        json.member(
            "title",
            wait.isPreempted
                ? "its processor was taken" : wait.isUninterruptible ? "waits for a disk or the like" : "does not run")
        json.member("thread", wait.thread)
        json.member("process", process(wait.process, tables))
        json.member("ready", wait.ready)
        json.member("inside", tables.strings[wait.operation])
        if wait.wakerThread != 0 {
            json.member(
                "waker", "thread \(wait.wakerThread) of \(tables.strings[wait.wakerName]) \(wait.wakerProcessID)")
        }
        let kernel = tables.functionNames(wait.kernelStack)
        json.member("stack", strings: kernel + tables.functionNames(wait.stack))
    }

    private static func process(_ number: Int32, _ tables: ActivityTables) -> String {
        guard number >= 0 else { return "" }
        let process = tables.processes[Int(number)]
        return "\(tables.strings[process.name]) \(process.id)"
    }
}
