import GoTrace
import Wire

/// A critical path in the order of time, short steps put together.
struct PathChainText {
    let report: PathReport
    let result: PathResult
    let showsAll: Bool

    /// Steps that are shown on their own.
    private static let room = 16
    private static let deepest = 5

    func write(to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("In order", .strong))
        var table = TextTable([
            .init(title: "AT", isNumber: true), .init(title: "TIME", isNumber: true),
            .init(title: "GOROUTINE", isNumber: true), .init(title: "WHAT"),
        ])
        let shown = chosen
        var headed: Set<Int32> = []
        var index = 0
        while index < result.segments.count {
            if shown[index] {
                let segment = result.segments[index]
                heads(segment.wait, &headed, to: &table)
                table.add([
                    offset(segment.start), DurationText.format(segment.duration), String(segment.goroutine),
                    indent(depth(segment.wait)) + text(segment),
                ])
                index += 1
            } else {
                let begin = index
                while index < result.segments.count, !shown[index] { index += 1 }
                rest(begin..<index, to: &table)
            }
        }
        table.write(to: &writer)
    }

    /// The longest ones; all when they are few.
    private var chosen: [Bool] {
        let segments = result.segments
        if showsAll || segments.count <= Self.room { return Array(repeating: true, count: segments.count) }
        var shown = Array(repeating: false, count: segments.count)
        let longest = segments.indices.sorted { (segments[$0].duration, $1) > (segments[$1].duration, $0) }
        for index in longest.prefix(Self.room) { shown[index] = true }
        // What would be the only step left out between two takes a line anyway.
        let whole = shown
        for index in segments.indices where !whole[index] {
            let isAlone = (index == 0 || whole[index - 1]) && (index + 1 == segments.count || whole[index + 1])
            if isAlone { shown[index] = true }
        }
        return shown
    }

    /// The waits around a step that were not named yet.
    private func heads(_ wait: Int32, _ headed: inout Set<Int32>, to table: inout TextTable) {
        var chain: [Int32] = []
        var at = wait
        while at >= 0, headed.insert(at).inserted {
            chain.append(at)
            at = result.waits[Int(at)].parent
        }
        for number in chain.reversed() {
            let wait = result.waits[Int(number)]
            let end = min(wait.end, result.instance.end)
            var text = report.describe(PathActivity(wait: wait.kind), wait.stack)
            text += "; goroutine \(wait.waker) ends it"
            let place = report.names.place(report.frames(wait.wakerStack))
            if !place.isEmpty { text += " in \(place)" }
            table.add([
                offset(wait.start), DurationText.format(end - wait.start), String(wait.goroutine),
                indent(depth(wait.parent)) + text + ":",
            ])
        }
    }

    private func rest(_ range: Range<Int>, to table: inout TextTable) {
        let time = range.reduce(0) { $0 + result.segments[$1].duration }
        let actors = Set(range.map { result.segments[$0].goroutine })
        let who = actors.count == 1 ? "" : " of \(actors.count) goroutines"
        table.add([
            offset(result.segments[range.lowerBound].start), DurationText.format(time),
            actors.count == 1 ? String(actors.first ?? 0) : "",
            indent(depth(result.segments[range.lowerBound].wait)) + "… \(Plural.of(range.count, "short step"))\(who)",
        ])
    }

    private func text(_ segment: PathSegment) -> String {
        var text = report.describe(segment.activity, segment.stack)
        let end = report.names.place(report.frames(segment.endStack))
        if segment.activity.state == .running, !end.isEmpty, !text.hasSuffix(end) { text += ", up to \(end)" }
        var notes: [String] = []
        if segment.stopped > 0 { notes.append("\(DurationText.format(segment.stopped)) with the world stopped") }
        if segment.assist > 0 { notes.append("\(DurationText.format(segment.assist)) assisting the collector") }
        if segment.samples > 0 { notes.append(Plural.of(segment.samples, "CPU sample")) }
        if !notes.isEmpty { text += " (" + notes.joined(separator: ", ") + ")" }
        return text
    }

    private func depth(_ wait: Int32) -> Int {
        var depth = 0
        var at = wait
        while at >= 0, depth < Self.deepest {
            depth += 1
            at = result.waits[Int(at)].parent
        }
        return depth
    }

    /// No-break spaces stay at the begin of a cell.
    private func indent(_ depth: Int) -> String { String(repeating: "\u{a0}\u{a0}", count: depth) }

    private func offset(_ time: Int64) -> String { "+" + PreciseDuration.format(time &- result.instance.start) }
}
