import Evidence
import GoProcess
import Report
import Wire

/// What is new, gone, still stuck, or moved on between two looks.
struct ComparisonAnswer {
    let before: GoroutineLook
    let after: GoroutineLook
    private let comparison: LookComparison
    private let showsSystem: Bool

    /// - Parameter beforeName: tells the earlier look among those of all sources.
    init(_ request: PageRequest, before: GoroutineLook, beforeName: String, after: GoroutineLook) throws {
        self.before = before
        self.after = after
        let showsSystem = request.flag("system")
        self.showsSystem = showsSystem
        comparison = try after.comparison("compared with \(beforeName) \(showsSystem)", request.control) { _ in
            LookComparison(before.snapshot, after.snapshot, showsSystem: showsSystem)
        }
    }

    func answer(_ request: PageRequest) throws -> PageAnswer {
        let kind = LookComparison.Kind(rawValue: request.query["kind"] ?? "stuck")
        let count = kind.map { comparison.rows($0).count } ?? comparison.growth.count
        let from = try request.integer("from", in: 0...count, or: 0)
        let to = try request.integer("to", in: from...min(count, from + GoroutineRowsAnswer.rowLimit), or: from)
        let writing = try (
            before: GoroutineWriting(before, request.control), after: GoroutineWriting(after, request.control)
        )
        var json = JSONWriter(.compact)
        json.object { json in
            writeHead(to: &json)
            json.member("count", count)
            if let kind {
                let selected = request.query["group"].flatMap { UInt64($0, radix: 16) }
                if let row = comparison.rows(kind).firstIndex(where: { $0.group == selected }) {
                    json.member("selected", row)
                }
                let own = kind == .gone ? writing.before : writing.after
                json.member("rows", array: comparison.rows(kind)[from..<to]) { json, row in
                    write(row, own, writing.before, to: &json)
                }
            } else {
                json.member("rows", array: comparison.growth[from..<to]) { write($1, writing.after, to: &$0) }
            }
        }
        return PageAnswer(type: "application/json", json.bytes)
    }

    /// All rows of the kind that is shown, in a file.
    func table(_ request: PageRequest) throws -> PageAnswer {
        var table = SeparatedText([
            "what", "count", "before", "state", "function", "file", "line", "started by", "goroutines",
        ])
        guard let kind = LookComparison.Kind(rawValue: request.query["kind"] ?? "stuck") else {
            let writing = try GoroutineWriting(after, request.control)
            for row in comparison.growth {
                let frames = row.stack.map { comparison.stacks.resolvedFrames($0) } ?? []
                let creator = row.creation == .none ? "" : comparison.stacks.resolved(row.creation).function
                table.row(
                    ["growth", String(row.after), String(row.before), ""] + writing.placeFields(frames) + [creator, ""])
            }
            return .download(table.bytes, name: "comparison.csv", type: "text/csv; charset=utf-8")
        }
        let writing = try GoroutineWriting(kind == .gone ? before : after, request.control)
        let snapshot = writing.snapshot
        for row in comparison.rows(kind) {
            guard let first = row.members.first else { continue }
            let goroutine = snapshot.goroutines[Int(first)]
            let ids = row.members.map { String(snapshot.goroutines[Int($0)].id) }.joined(separator: " ")
            table.row(
                [kind.rawValue, String(row.count), "", snapshot.stateText(goroutine)]
                    + writing.placeFields(snapshot.stacks.resolvedFrames(goroutine.stack)) + [
                        goroutine.creation == .none ? "" : snapshot.stacks.resolved(goroutine.creation).function,
                        row.count > row.members.count ? "\(ids) …" : ids,
                    ])
        }
        return .download(table.bytes, name: "comparison.csv", type: "text/csv; charset=utf-8")
    }

    /// Goroutines of a look that are compared, and those of the runtime itself that are not.
    private func counts(_ look: GoroutineLook) -> (shown: Int, hidden: Int) {
        let all = look.snapshot.goroutines
        let hidden = showsSystem ? 0 : all.lazy.filter { $0.flags.contains(.system) }.count
        return (all.count - hidden, hidden)
    }

    private func writeHead(to json: inout JSONWriter) {
        let (old, new) = (counts(before), counts(after))
        json.member("before", old.shown)
        json.member("after", new.shown)
        if new.hidden > 0 { json.member("hidden", new.hidden) }
        if let elapsed = comparison.elapsedNanoseconds { json.member("elapsed", elapsed) }
        json.member("hasIdentities", comparison.hasIdentities)
        json.member("certain", comparison.isCertain)
        json.member("totals") { json in
            json.object { json in
                for kind in LookComparison.Kind.allCases { json.member(kind.rawValue, comparison.totals[kind] ?? 0) }
                json.member("growth", comparison.growth.count)
            }
        }
    }

    private func write(
        _ row: LookComparison.Row, _ writing: GoroutineWriting, _ before: GoroutineWriting, to json: inout JSONWriter
    ) {
        guard let first = row.members.first else { return json.null() }
        let goroutine = writing.snapshot.goroutines[Int(first)]
        json.object { json in
            json.member("group", String(row.group, radix: 16))
            json.member("count", row.count)
            json.member("state", writing.snapshot.stateText(goroutine))
            if row.oldest >= 0 { json.member("oldest", row.oldest) }
            json.member("place") { writing.writePlace(goroutine.stack, to: &$0) }
            json.member("creator") { writing.write(creation: goroutine.creation, to: &$0) }
            if let from = row.from { json.member("from") { before.writePlace(from, to: &$0) } }
            json.member("ids", array: row.members) { $0.value(writing.snapshot.goroutines[Int($1)].id) }
        }
    }

    private func write(_ row: SnapshotDiff.Growth, _ writing: GoroutineWriting, to json: inout JSONWriter) {
        json.object { json in
            json.member("before", row.before)
            json.member("count", row.after)
            json.member("change", row.change)
            if let rate = row.ratePerSecond { json.member("rate", rate) }
            let frames = row.stack.map { comparison.stacks.resolvedFrames($0) } ?? []
            json.member("place") { json in
                if let frame = writing.firstFrame(frames) { writing.write(frame, to: &json) } else { json.null() }
            }
            json.member("creator") { json in
                if row.creation == .none {
                    json.null()
                } else {
                    writing.write(comparison.stacks.resolved(row.creation), to: &json)
                }
            }
        }
    }
}
