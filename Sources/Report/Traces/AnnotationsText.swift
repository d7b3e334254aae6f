import Evidence
import GoTrace
import Wire

/// The text of `sonde trace tasks` and `sonde trace regions`, which have the same form.
struct AnnotationsText {
    /// One type of tasks, or regions of one name.
    struct Row {
        var name: String
        var durations: DurationDistribution
        /// Regions: in no region inside.
        var own: Int64?
        var times: StateTimes
        var elsewhere = StateTimes()
        var begunBefore: Int
        var neverEnded: Int
        var slowest: [Slowest]
    }

    struct Slowest {
        var duration: Int64
        /// Since the begin of the trace.
        var at: String
        /// `goroutine 5, task 3`.
        var who: String
        var times: StateTimes
        var logs: TraceLogs
        var children: String
    }

    let words: AnnotationWords
    let rows: [Row]
    let names: TraceNames
    let shown: TraceRows

    func write(to writer: inout TextWriter) {
        guard let first = rows.first else {
            return writer.line(
                StyledText("The trace has no \(words.noun)s: the program does not call runtime/trace for any."))
        }
        writer.line(StyledText(sentence(first), .strong))
        writer.blank()
        overview(rows.prefix(shown.limit), to: &writer)
        for row in rows.prefix(shown.isAll ? rows.count : 3) where !row.slowest.isEmpty { slowest(row, to: &writer) }
    }

    private func sentence(_ row: Row) -> String {
        guard !row.durations.isEmpty else {
            return "No \(words.noun) “\(row.name)” has both its begin and its end in the trace."
        }
        var text = "\(Plural.of(row.durations.count, words.noun)) “\(row.name)” took "
        text += "\(DurationText.format(row.durations.quantile(0.5))) at p50 and "
        text += "\(DurationText.format(row.durations.quantile(0.99))) at p99"
        let parts = Self.parts(row.times)
        if let most = parts.first, row.times.total > 0 {
            text += "; \(PathReport.share(most.time, row.times.total)) of their time was \(most.name)"
        }
        return text + "."
    }

    private func overview(_ rows: ArraySlice<Row>, to writer: inout TextWriter) {
        let hasOwn = rows.contains { $0.own != nil }
        var table = TextTable(
            [
                .init(title: "COUNT", isNumber: true), .init(title: "SUM", isNumber: true),
                .init(title: "P50", isNumber: true), .init(title: "P90", isNumber: true),
                .init(title: "P99", isNumber: true), .init(title: "MAX", isNumber: true),
            ] + (hasOwn ? [.init(title: "OWN", isNumber: true)] : []) + [.init(title: words.title)])
        for row in rows {
            let all = row.durations
            var cells = [Plural.grouped(all.count)]
            cells +=
                all.isEmpty
                ? ["", "", "", "", ""]
                : [all.sum, all.quantile(0.5), all.quantile(0.9), all.quantile(0.99), all.max]
                    .map { DurationText.format($0) }
            if hasOwn { cells.append(row.own.map { DurationText.format($0) } ?? "") }
            var name = row.name
            if row.neverEnded > 0 { name += ", \(Plural.grouped(row.neverEnded)) never ended" }
            if row.begunBefore > 0 { name += ", \(Plural.grouped(row.begunBefore)) began before the trace" }
            table.add(cells + [name])
        }
        table.write(to: &writer)
        shown.more(self.rows.count, to: &writer)
        writer.blank()
        for row in rows where row.times.total > 0 {
            writer.line(StyledText("\(row.name): \(Self.spent(row.times))."), hanging: 2)
            if row.elsewhere.total > 0 {
                writer.line(
                    StyledText("  On other goroutines, in regions of them: \(Self.spent(row.elsewhere))."), hanging: 4)
            }
        }
    }

    private func slowest(_ row: Row, to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("The slowest of \(row.name)", .strong))
        var table = TextTable([
            .init(title: "TIME", isNumber: true), .init(title: "AT", isNumber: true), .init(title: "WHAT"),
        ])
        for one in row.slowest {
            var text = "\(one.who); \(Self.spent(one.times))"
            if !one.children.isEmpty { text += "; \(one.children)" }
            for log in one.logs.first {
                let category = names.scene.text(log.category)
                text += "; \(category.isEmpty ? "" : category + ": ")\(names.scene.text(log.message))"
            }
            if one.logs.count > one.logs.first.count {
                text += "; \(Plural.of(one.logs.count - one.logs.first.count, "more message"))"
            }
            table.add([DurationText.format(one.duration), one.at, text])
        }
        table.write(to: &writer)
    }

    /// States by their shares, the longest first.
    private static func parts(_ times: StateTimes) -> [(name: String, time: Int64)] {
        var parts: [(name: String, time: Int64)] = [
            ("running", times.running), ("scheduling delay", times.runnable), ("system calls", times.systemCall),
        ]
        parts += WaitKind.allCases.map { (PathWords.waiting($0), times.waiting($0)) }
        let present = parts.enumerated().filter { $0.element.time > 0 }
        return present.sorted { ($0.element.time, $1.offset) > ($1.element.time, $0.offset) }.map(\.element)
    }

    /// `55% waiting for a mutex, 30% running, 3ms assisting the collector`.
    static func spent(_ times: StateTimes) -> String {
        let total = times.total
        var words = parts(times).prefix(5).filter { $0.time >= total / 200 }.map {
            "\(PathReport.share($0.time, total)) \($0.name)"
        }
        if times.assist > 0 { words.append("\(DurationText.format(times.assist)) of it assisting the collector") }
        if times.stopped > 0 { words.append("\(DurationText.format(times.stopped)) with the world stopped") }
        return words.joined(separator: ", ")
    }
}
