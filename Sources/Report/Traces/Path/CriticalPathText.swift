import GoTrace
import Wire

/// The text of the critical path of one instance.
struct CriticalPathText {
    let report: PathReport
    let result: PathResult
    let shown: TraceRows

    private var instance: PathInstance { result.instance }
    private var names: TraceNames { report.names }

    func write(word: String, to writer: inout TextWriter) {
        writer.line(StyledText(sentence(word), .strong))
        writer.blank()
        writer.line(StyledText(head), hanging: 2)
        if let notes { writer.line(StyledText(notes), hanging: 2) }
        merged(to: &writer)
        PathChainText(report: report, result: result, showsAll: shown.isAll).write(to: &writer)
    }

    // MARK: The sentence

    private func sentence(_ word: String) -> String {
        let length = DurationText.format(instance.duration)
        var text: String
        if instance.kind == .goroutine {
            text = "In \(length) of \(report.name(instance)), "
        } else if report.durations.count > 1, instance.isComplete {
            text = "\(word) of \(report.population(report.durations.count)) took \(length): "
        } else {
            let name = report.name(instance)
            text =
                name.prefix(1).uppercased() + name.dropFirst() + (instance.isComplete ? " took" : " has taken")
                + " \(length): "
        }
        let places = PathPlaces(report)
        guard let heaviest = places.heaviest(places.all.map { $0.own[0] }) else { return text + "nothing." }
        text += "\(DurationText.format(heaviest.topValue)) (\(PathReport.share(heaviest.topValue, instance.duration))) "
        return text + places.all[heaviest.top].clause + places.cause(heaviest) + "."
    }

    // MARK: Facts

    private var head: String {
        var text = report.name(instance)
        text = text.prefix(1).uppercased() + text.dropFirst()
        if instance.kind != .goroutine { text += " on goroutine \(instance.goroutine)" }
        if instance.kind == .region, instance.task > 0 { text += ", task \(instance.task)" }
        text += ", from \(names.moment(instance.start)) to \(names.moment(instance.end)) after the trace's begin"
        if !instance.isComplete { text += "; it had not ended when the trace did" }
        let all = report.durations
        if all.count > 1 {
            text += ". Of all \(Plural.grouped(all.count)): p50 \(DurationText.format(all.quantile(0.5))), "
            text += "p99 \(DurationText.format(all.quantile(0.99))), longest \(DurationText.format(all.max))"
        }
        return text + "."
    }

    private var notes: String? {
        var parts: [String] = []
        let stopped = result.segments.reduce(0) { $0 + $1.stopped }
        let assist = result.segments.reduce(0) { $0 + $1.assist }
        let samples = result.segments.reduce(0) { $0 + $1.samples }
        if stopped > 0 { parts.append("\(DurationText.format(stopped)) with the world stopped") }
        if assist > 0 { parts.append("\(DurationText.format(assist)) assisting the collector") }
        if samples > 0 { parts.append(Plural.of(samples, "CPU sample")) }
        return parts.isEmpty ? nil : "Of it: " + parts.joined(separator: ", ") + "."
    }

    // MARK: The table

    private func merged(to writer: inout TextWriter) {
        var sums: [String: (time: Int64, count: Int, first: Int)] = [:]
        for (index, segment) in result.segments.enumerated() {
            var activity = segment.activity
            activity.lostProcessor = false
            var what = report.describe(activity, segment.stack)
            let root = names.group(segment.group)
            if !what.contains(root) { what += " (goroutines of \(root))" }
            var sum = sums[what] ?? (0, 0, index)
            sum.time += segment.duration
            sum.count += 1
            sums[what] = sum
        }
        let rows = sums.sorted { ($0.value.time, $1.value.first) > ($1.value.time, $0.value.first) }
        writer.blank()
        writer.line(StyledText("Where the time went", .strong))
        var table = TextTable([
            .init(title: "TIME", isNumber: true), .init(title: "SHARE", isNumber: true),
            .init(title: "COUNT", isNumber: true), .init(title: "WHAT"),
        ])
        for (what, sum) in rows.prefix(shown.limit) {
            table.add([
                DurationText.format(sum.time), PathReport.share(sum.time, instance.duration), String(sum.count), what,
            ])
        }
        table.write(to: &writer)
        if rows.count > shown.limit {
            let rest = rows.dropFirst(shown.limit).reduce(0) { $0 + $1.value.time }
            writer.line(
                StyledText(
                    "… and \(rows.count - shown.limit) more of \(DurationText.format(rest)) in all (--all shows them)",
                    .faint
                ),
                indent: 2)
        }
    }
}
