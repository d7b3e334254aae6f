import GoTrace
import Wire

/// `sonde trace goroutines`: where goroutines spend their time.
public struct TraceGoroutinesReport {
    private let times: GoroutineTimes
    private let names: TraceNames
    private let rows: TraceRows
    private let open: OpenWaitsText
    /// Whether there is a line for each goroutine.
    private let showsLives: Bool
    private var scene: TraceScene { names.scene }

    /// - Parameter limit: rows of each table; 0 for all.
    public init(_ pass: TracePass, showsLives: Bool, limit: Int = 12) {
        times = pass.result()
        self.showsLives = showsLives
        rows = TraceRows(limit)
        names = TraceNames(pass)
        open = OpenWaitsText(waits: times.open.all, names: names, rows: rows)
    }

    // MARK: Text

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(sentence, .strong))
        if let sentence = open.sentence { writer.line(StyledText(sentence, .warning)) }
        activities(to: &writer)
        groups(to: &writer)
        if showsLives { lives(to: &writer) }
        open.writeSuspects(to: &writer)
        open.writeIdle(to: &writer)
    }

    private var sentence: String {
        let all = times.groups.reduce(0) { $0 + $1.goroutines }
        let created = times.groups.reduce(0) { $0 + $1.created }
        let ended = times.groups.reduce(0) { $0 + $1.ended }
        let alive = times.groups.reduce(0) { $0 + $1.alive }
        return "\(Plural.of(all, "goroutine")) in \(DurationText.format(scene.end &- scene.start)): "
            + "\(Plural.grouped(created)) created, \(Plural.grouped(ended)) ended, \(Plural.grouped(alive)) alive at the "
            + "end."
    }

    private func activities(to writer: inout TextWriter) {
        var sums = Array(repeating: DurationDistribution(), count: GoroutineActivity.all.count)
        for group in times.groups { for index in sums.indices { sums[index].merge(group.activities[index]) } }
        let total = sums.reduce(0.0) { $0 + Double($1.sum) }
        let order = sums.indices.filter { !sums[$0].isEmpty }.sorted { sums[$0].sum > sums[$1].sum }
        guard !order.isEmpty else { return }
        writer.blank()
        var table = TextTable(
            [.init(title: "SHARE", isNumber: true)] + DurationDistribution.columns + [.init(title: "GOROUTINES WERE")])
        for index in order {
            table.add(
                [NumberText.percent(Double(sums[index].sum) / max(total, 1))] + sums[index].cells
                    + [GoroutineActivity.all[index].name])
        }
        table.write(to: &writer)
    }

    private func groups(to writer: inout TextWriter) {
        writer.blank()
        var table = TextTable(Self.columns(first: ["COUNT"]))
        for group in times.groups.prefix(rows.limit) {
            table.add([Plural.grouped(group.goroutines)] + cells(group.activities.map(\.sum), names.group(group.root)))
        }
        table.write(to: &writer)
        rows.more(times.groups.count, to: &writer)
    }

    private static func columns(first: [String]) -> [TextTable.Column] {
        (first + ["RUNNING", "RUNNABLE", "SYSCALL", "WAITING"]).map { TextTable.Column(title: $0, isNumber: true) }
            + [.init(title: "GROUP (MOSTLY WAITS FOR)")]
    }

    /// Running, runnable, system calls, waiting; the group, and what most of the waiting is for.
    private func cells(_ sums: [Int64], _ group: String) -> [String] {
        let waits = zip(GoroutineActivity.all, sums).filter { $0.0.isWaiting && $0.1 > 0 }
        let waiting = waits.reduce(0) { $0 &+ $1.1 }
        let most = waits.max { $0.1 < $1.1 }.map { " (\($0.0.name))" } ?? ""
        return [sums[0], sums[1], sums[2] &+ sums[3], waiting].map { DurationText.format($0) } + [group + most]
    }

    private func lives(to writer: inout TextWriter) {
        writer.blank()
        var table = TextTable(Self.columns(first: ["ID", "LIVED"]))
        let sorted = sortedLives
        for life in sorted.prefix(rows.limit) {
            let isCut = !life.isCreated || !life.hasEnded
            table.add(
                [String(life.goroutine), (isCut ? ">" : "") + DurationText.format(life.total)]
                    + cells(life.times, names.group(scene.groups.root(life.group))))
        }
        table.write(to: &writer)
        rows.more(sorted.count, to: &writer)
    }

    private var sortedLives: [GoroutineTimes.Life] {
        times.lives.sorted { a, b in
            if a.times[0] != b.times[0] { return a.times[0] > b.times[0] }
            return (a.goroutine, a.start) < (b.goroutine, b.start)
        }
    }

    // MARK: JSON

    /// Schema `sonde.trace.goroutines/1`.
    public func write(to writer: inout JSONWriter) {
        writer.object { json in
            json.member("schema", "sonde.trace.goroutines/1")
            json.member("startNanoseconds", names.at(scene.start))
            json.member("durationNanoseconds", scene.end &- scene.start)
            json.member("groups", array: times.groups) { group($1, to: &$0) }
            if showsLives { json.member("goroutines", array: sortedLives) { life($1, to: &$0) } }
            json.key("open")
            open.write(to: &json)
        }
    }

    private func group(_ group: GoroutineTimes.Group, to json: inout JSONWriter) {
        json.object { json in
            json.member("group", scene.text(group.root))
            json.member("goroutines", group.goroutines)
            json.member("created", group.created)
            json.member("ended", group.ended)
            json.member("alive", group.alive)
            json.member("totalNanoseconds", group.total)
            json.member("waitingNanoseconds", group.waiting)
            json.member("lifetime") { json in json.onOneLine { $0.object { group.lifetimes.write(to: &$0) } } }
            let used = group.activities.indices.filter { !group.activities[$0].isEmpty }
            json.member("activities", array: used) { json, index in
                json.onOneLine { json in
                    json.object {
                        $0.member("activity", GoroutineActivity.all[index].name)
                        group.activities[index].write(to: &$0)
                    }
                }
            }
        }
    }

    private func life(_ life: GoroutineTimes.Life, to json: inout JSONWriter) {
        json.object { json in
            json.member("goroutine", life.goroutine)
            json.member("group", scene.text(scene.groups.root(life.group)))
            json.member("startNanoseconds", names.at(life.start))
            json.member("endNanoseconds", names.at(life.end))
            json.member("created", life.isCreated)
            json.member("ended", life.hasEnded)
            json.member("activities") { json in
                json.onOneLine { json in
                    json.object { json in
                        for (activity, time) in zip(GoroutineActivity.all, life.times) where time > 0 {
                            json.member("\(activity.name)", time)
                        }
                    }
                }
            }
        }
    }

    // MARK: Comma-separated values

    /// A row for each group, or each goroutine, and each of its activities.
    public var commaSeparated: [UInt8] {
        if showsLives {
            var table = CommaSeparated(
                columns: ["goroutine", "group", "start_ns", "end_ns", "created", "ended", "activity", "ns"])
            for life in sortedLives {
                for (activity, time) in zip(GoroutineActivity.all, life.times) where time > 0 {
                    table.row([
                        "\(life.goroutine)", scene.text(scene.groups.root(life.group)), "\(names.at(life.start))",
                        "\(names.at(life.end))", "\(life.isCreated)", "\(life.hasEnded)", activity.name, "\(time)",
                    ])
                }
            }
            return table.contents
        }
        var table = CommaSeparated(
            columns: ["group", "goroutines", "created", "ended", "alive", "activity"] + DurationDistribution.csvColumns)
        for group in times.groups {
            for (activity, distribution) in zip(GoroutineActivity.all, group.activities) where !distribution.isEmpty {
                table.row(
                    [
                        scene.text(group.root), "\(group.goroutines)", "\(group.created)", "\(group.ended)",
                        "\(group.alive)", activity.name,
                    ] + distribution.csvCells)
            }
        }
        return table.contents
    }
}
