import GoTrace
import Wire

/// The critical paths of many instances as a tree: waits, and beneath them what was done meanwhile.
struct PathTreeText {
    let report: PathReport
    /// Rows of the tree.
    let shown: TraceRows
    private let places: PathPlaces

    init(report: PathReport, shown: TraceRows) {
        self.report = report
        self.shown = shown
        places = PathPlaces(report)
    }

    // MARK: All instances

    func writeAll(to writer: inout TextWriter) {
        let paths = report.paths
        let count = paths.counts[0]
        let total = paths.durations[0]
        guard count > 0, total > 0 else { return writer.line(StyledText("No \(report.population(0)) has ended.")) }
        let own = places.all.map { $0.own[0] }
        var text = "\(report.population(count)) took \(DurationText.format(total / Int64(count))) on average"
        if let heaviest = places.heaviest(own) {
            text += ": \(PathReport.share(heaviest.topValue, total)) of all was "
            text += places.all[heaviest.top].clause
            text += cause(heaviest)
        }
        writer.line(StyledText(text + ".", .strong))
        writer.blank()
        writer.line(StyledText(population))
        writer.blank()
        let shares = places.totals(own)
        let means = shares.map { $0 / Int64(count) }
        tree(
            order: shares, titles: ["MEAN", "SHARE"], to: &writer,
            cells: { [DurationText.format(means[$0]), PathReport.share(shares[$0], total)] }, whole: total)
    }

    private var population: String {
        let all = report.durations
        var text = "p50 \(DurationText.format(all.quantile(0.5))), p90 \(DurationText.format(all.quantile(0.9))), "
        text += "p99 \(DurationText.format(all.quantile(0.99))), longest \(DurationText.format(all.max))"
        if report.incomplete > 0 { text += "; \(Plural.grouped(report.incomplete)) had not ended and are left out" }
        if report.begunBefore > 0 { text += "; \(Plural.grouped(report.begunBefore)) began before the trace" }
        return text + "."
    }

    private func cause(_ heaviest: PathPlaces.Heaviest) -> String {
        guard let number = heaviest.leaf else { return "" }
        let leaf = places.all[number]
        let share = PathReport.share(heaviest.leafValue, heaviest.topValue)
        let who = leaf.root.map { "a goroutine of \($0)" } ?? "another goroutine"
        return ", \(share) of that while \(who) was \(leaf.clause)"
    }

    // MARK: Slow ones beside ordinary ones

    func writeComparison(slow slowName: String, ordinary ordinaryName: String, to writer: inout TextWriter) {
        let paths = report.paths
        guard paths.counts[0] > 0, paths.counts[1] > 0 else {
            return writer.line(
                StyledText(
                    "There are too few \(report.population(0)) in the trace to compare: \(report.durations.count)."))
        }
        let (slowCount, ordinaryCount) = (Int64(paths.counts[0]), Int64(paths.counts[1]))
        let (slow, ordinary) = (paths.durations[0] / slowCount, paths.durations[1] / ordinaryCount)
        let difference = slow - ordinary
        let own = places.all.map { $0.own[0] / slowCount - $0.own[1] / ordinaryCount }
        writer.line(StyledText(sentence(difference, own), .strong))
        writer.blank()
        writer.line(
            StyledText(
                "Slow: the \(Plural.grouped(paths.counts[0])) \(slowName), \(DurationText.format(slow)) on average. "
                    + "Ordinary: the \(Plural.grouped(paths.counts[1])) \(ordinaryName), "
                    + "\(DurationText.format(ordinary)) on average."))
        writer.line(StyledText(population))
        writer.blank()
        let slowTotals = places.totals(places.all.map { $0.own[0] }).map { $0 / slowCount }
        let ordinaryTotals = places.totals(places.all.map { $0.own[1] }).map { $0 / ordinaryCount }
        let differences = places.all.indices.map { slowTotals[$0] - ordinaryTotals[$0] }
        tree(
            order: differences, titles: ["MORE", "SLOW", "ORDINARY"], to: &writer,
            cells: {
                [
                    (differences[$0] > 0 ? "+" : "") + DurationText.format(differences[$0]),
                    DurationText.format(slowTotals[$0]), DurationText.format(ordinaryTotals[$0]),
                ]
            }, whole: max(difference, 1))
    }

    private func sentence(_ difference: Int64, _ own: [Int64]) -> String {
        guard difference > 0, let heaviest = places.heaviest(own) else {
            return "The slow \(report.population(2)) take no longer than the ordinary ones."
        }
        let top = places.all[heaviest.top]
        var text = "Of the \(DurationText.format(difference)) that the slow ones take longer, "
        text += "\(DurationText.format(heaviest.topValue)) are "
        text += top.activity.state == .runnable ? top.what : top.clause
        return text + places.cause(heaviest) + "."
    }

    // MARK: The tree

    private func tree(
        order: [Int64], titles: [String], to writer: inout TextWriter, cells: (Int) -> [String], whole: Int64
    ) {
        var children: [Int: [Int]] = [:]
        for index in places.all.indices { children[places.all[index].parent, default: []].append(index) }
        for key in children.keys {
            children[key]?.sort { (order[$0].magnitude, $1) > (order[$1].magnitude, $0) }
        }
        var table = TextTable(titles.map { .init(title: $0, isNumber: true) } + [.init(title: "WHAT")])
        let rows = walk(children, order, whole: whole)
        for (number, depth) in rows {
            let what = places.title(number, isNested: depth > 0) + (places.all[number].isWait ? ":" : "")
            table.add(cells(number) + [String(repeating: "\u{a0}\u{a0}", count: depth) + what])
        }
        table.write(to: &writer)
        if rows.count < places.all.count {
            writer.line(
                StyledText("… and \(places.all.count - rows.count) more that weigh less (--all shows them)", .faint),
                indent: 2)
        }
    }

    /// Nodes in the order of the tree with their depths: the weightiest ones, those around them included.
    private func walk(_ children: [Int: [Int]], _ order: [Int64], whole: Int64) -> [(Int, depth: Int)] {
        var isShown = Array(repeating: shown.isAll, count: places.all.count)
        if !shown.isAll {
            let byWeight = places.all.indices.sorted { (order[$0].magnitude, $1) > (order[$1].magnitude, $0) }
            for number in byWeight.prefix(shown.limit) where order[number].magnitude >= UInt64(max(whole, 0)) / 200 {
                var at = number
                while !isShown[at] {
                    isShown[at] = true
                    guard places.all[at].parent >= 0 else { break }
                    at = places.all[at].parent
                }
            }
        }
        var rows: [(Int, depth: Int)] = []
        var open = (children[-1] ?? []).reversed().map { ($0, depth: 0) }
        while let (number, depth) = open.popLast() {
            guard isShown[number] else { continue }
            rows.append((number, depth))
            open += (children[number] ?? []).reversed().map { ($0, depth: depth + 1) }
        }
        return rows
    }
}

extension PathReport {
    /// - Parameter limit: rows of the tables; 0 leaves nothing out.
    public func write(to writer: inout TextWriter, limit: Int) {
        let shown = TraceRows(limit)
        switch choice {
        case .one(let word):
            guard let result = paths.results.first else { return }
            CriticalPathText(report: self, result: result, shown: shown)
                .write(word: word, to: &writer)
        case .all: PathTreeText(report: self, shown: shown).writeAll(to: &writer)
        case .comparison(let slow, let ordinary):
            PathTreeText(report: self, shown: shown)
                .writeComparison(slow: slow, ordinary: ordinary, to: &writer)
        }
    }
}
