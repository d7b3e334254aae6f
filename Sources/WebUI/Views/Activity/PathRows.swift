import Report
import SystemActivity
import Wire

/// The critical path: of a go command the chain of its actions, of another one who woke whom.
struct PathRows {
    /// What is found out once.
    private struct Found: Sendable {
        var steps: PathSteps
        /// Whether it is that of a build.
        var isBuild: Bool
    }

    private let found: Found
    private let source: HeldActivity
    private let request: PageRequest

    /// - Throws: 422 when the source says neither.
    init(_ store: ActivityStore, _ request: PageRequest) throws {
        self.request = request
        source = try store.activity(request.control)
        let wanted = request.query["by"] ?? ""
        found = try store.result("path \(wanted)", EventFilter(), request.control) { source in
            let tables = source.tables
            if wanted != "wakes" {
                let analysis = GoBuildAnalysis(source.events, tables)
                if let path = analysis.path, let times = analysis.times,
                    !analysis.build.actions.isEmpty || tables.waits.isEmpty
                {
                    let report = GoBuildPathReport(path, analysis.build, times, name: "", showsAll: true)
                    return Found(steps: report.rows(), isBuild: true)
                }
            }
            guard !tables.waits.isEmpty else {
                throw PageError(
                    422,
                    "The log does not say which thread woke which, and shows no go command: record it with `sonde capture`."
                )
            }
            let path = ActivityPath(source.events, tables, root: ActivityPath.root(tables))
            let report = ActivityPathReport(path, tables, name: "", showsAll: true)
            return Found(steps: report.rows(), isBuild: false)
        }
    }

    func answer() throws -> PageAnswer {
        if request.query["form"] == "csv" { return .download(csv(), name: "path.csv", type: "text/csv; charset=utf-8") }
        let steps = request.flag("all") ? found.steps.steps : found.steps.mainSteps
        let begin = source.events.first?.time ?? 0
        let from = try request.integer("from", in: 0...steps.count, or: 0)
        let to = try request.integer("to", in: from...steps.count, or: from)
        var json = JSONWriter(.compact)
        json.object { json in
            json.member("count", steps.count)
            json.member("all", found.steps.steps.count)
            json.member("isBuild", found.isBuild)
            json.member("canFollowWakes", !source.tables.waits.isEmpty)
            json.member("durationNanoseconds", found.steps.total)
            // What the path's times count from, in those of the table of events.
            json.member("beginNanoseconds", found.steps.begin &- begin)
            json.member("shares", array: found.steps.shares) { json, share in
                json.object {
                    $0.member("name", share.name)
                    $0.member("durationNanoseconds", share.time)
                    $0.member("count", share.count)
                }
            }
            json.member("rows", array: steps[from..<min(to, from + 1000)]) { json, step in
                json.object {
                    $0.member("what", step.what)
                    $0.member("start", step.start)
                    $0.member("duration", step.duration)
                    $0.member("process", step.process)
                    $0.member("pid", step.process < 0 ? nil : source.tables.processes[Int(step.process)].id)
                    $0.member("isRunning", step.isRunning)
                }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// All steps; RFC 4180.
    private func csv() -> [UInt8] {
        var text = "At (ns),Took (ns),What,PID\r\n"
        for step in found.steps.steps {
            let id = step.process < 0 ? "" : String(source.tables.processes[Int(step.process)].id)
            text += "\(step.start),\(step.duration),\"\(step.what.replacing("\"", with: "\"\""))\",\(id)\r\n"
        }
        return Array(text.utf8)
    }
}
