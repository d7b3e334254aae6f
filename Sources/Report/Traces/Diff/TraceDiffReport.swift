import GoTrace
import Wire

/// The text of `sonde trace diff`: the sentence, what changed, what stayed.
public struct TraceDiffReport {
    let comparison: TraceComparison
    let words: TraceDiffWords

    public init(_ comparison: TraceComparison) {
        self.comparison = comparison
        words = TraceDiffWords(comparison)
    }

    /// - Parameter limit: rows of each table; 0 for all.
    public func write(to writer: inout TextWriter, limit: Int) {
        writer.line(TraceDiffSentence(comparison, words).text)
        writer.blank()
        head(to: &writer)
        instances(to: &writer, limit: limit)
        changes(to: &writer, limit: limit)
        stayed(to: &writer, limit: limit)
    }

    private func head(to writer: inout TextWriter) {
        for (name, trace) in [("A", comparison.before), ("B", comparison.after)] {
            writer.line(
                StyledText("\(name)  ", .faint) + StyledText("\(trace.name), \(DurationText.format(trace.duration))"),
                hanging: 3)
        }
        writer.line(
            StyledText(
                "Compared in slices of \(DurationText.format(comparison.sliceWidth)): \(comparison.slicesBefore) of A, "
                    + "\(comparison.slicesAfter) of B; \(Plural.of(comparison.tests, "comparison")), of whose changes at "
                    + "most 5% are chance.", .faint))
        let isBusier = comparison.changes.contains {
            ($0.key.quantity == .tasks || $0.key.quantity == .requests) && $0.isChange
        }
        if comparison.unit == .second, isBusier {
            writer.line(
                StyledText(
                    "The traces do not do the same amount of work: --per task=TYPE or --per request takes that out.",
                    .faint))
        }
    }

    // MARK: Durations

    private func instances(to writer: inout TextWriter, limit: Int) {
        let changed = comparison.instances.filter { $0.telling != nil || $0.isNew || $0.isGone }
            .sorted { $0.weight.magnitude > $1.weight.magnitude }
        guard !changed.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Took longer or shorter", .strong))
        var table = TextTable([
            .init(title: "COUNT A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "P50 A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "P99 A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "CHANGE", isNumber: true), .init(title: "WHAT"),
        ])
        let rows = TraceRows(limit)
        for change in changed.prefix(rows.limit) {
            table.add(
                [Plural.grouped(change.countBefore), Plural.grouped(change.countAfter)]
                    + cells(change.quantiles[0], change) + cells(change.quantiles[2], change)
                    + [verdict(change), TraceDiffWords.name(change)])
        }
        table.write(to: &writer)
        rows.more(changed.count, to: &writer)
        for change in changed.prefix(3) { parts(change, to: &writer) }
    }

    private func cells(_ quantile: InstanceChange.Quantile, _ change: InstanceChange) -> [String] {
        [
            change.isNew ? "-" : DurationText.format(quantile.before),
            change.isGone ? "-" : DurationText.format(quantile.after),
        ]
    }

    private func verdict(_ change: InstanceChange) -> String {
        guard let telling = change.telling else { return change.isNew ? "new" : "gone" }
        let quantile = change.quantiles[telling]
        return "p\(NumberText.format(quantile.fraction * 100)) "
            + TraceDiffWords.relative(before: Double(quantile.before), after: Double(quantile.after))
    }

    /// Where the time of a change went.
    private func parts(_ change: InstanceChange, to writer: inout TextWriter) {
        guard let telling = change.telling else { return }
        let quantile = change.quantiles[telling]
        let parts = change.parts[telling].filter {
            $0.difference.magnitude >= 0.05 * Double(quantile.difference.magnitude)
        }
        guard !parts.isEmpty else { return }
        writer.blank()
        let which =
            quantile.fraction == 0.5
            ? "all" : "the slowest \(NumberText.percent(1 - quantile.fraction)) of them"
        writer.line(StyledText("\(TraceDiffWords.name(change)): where the time of \(which) goes, on average", .strong))
        var table = TextTable([
            .init(title: "A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "CHANGE", isNumber: true), .init(title: "WHAT"),
        ])
        for part in parts.prefix(6) {
            table.add([
                TraceDiffWords.duration(part.before), TraceDiffWords.duration(part.after),
                TraceDiffWords.signed(part.difference, .running),
                words.what(part.key, stackBefore: part.stackBefore, stackAfter: part.stackAfter),
            ])
        }
        table.write(to: &writer)
    }

    // MARK: Quantities

    private func changes(to writer: inout TextWriter, limit: Int) {
        let changed = comparison.changes.filter(\.isChange)
        table(
            "Time \(unit), of all goroutines", changed.filter { $0.key.quantity.isTime }, limit: limit, to: &writer)
        table("Numbers \(unit)", changed.filter { !$0.key.quantity.isTime }, limit: limit, to: &writer)
    }

    private var unit: String {
        switch comparison.unit {
        case .second: "a second"
        case .task(let type): "for each task \(type)"
        case .request: "for each request"
        }
    }

    private func table(_ title: String, _ changes: [TraceChange], limit: Int, to writer: inout TextWriter) {
        guard !changes.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        var table = TextTable([
            .init(title: "A", isNumber: true), .init(title: "B", isNumber: true),
            .init(title: "CHANGE", isNumber: true), .init(title: "95 OF 100", isNumber: true), .init(title: "WHAT"),
        ])
        let rows = TraceRows(limit)
        for change in changes.prefix(rows.limit) {
            let quantity = change.key.quantity
            let limits = change.interval.map {
                "\(TraceDiffWords.signed($0.low, quantity)) to \(TraceDiffWords.signed($0.high, quantity))"
            }
            let isRate = quantity == .tasks || quantity == .requests
            table.add([
                TraceDiffWords.value(change.before, quantity), TraceDiffWords.value(change.after, quantity),
                TraceDiffWords.relative(before: change.before, after: change.after), limits ?? "",
                words.full(change) + (isRate && comparison.unit != .second ? " (a second)" : ""),
            ])
        }
        table.write(to: &writer)
        rows.more(changes.count, to: &writer)
    }

    /// The largest of what did not change.
    private func stayed(to writer: inout TextWriter, limit: Int) {
        let tested = comparison.changes.filter { $0.pValue != nil && !$0.isChange }
        let durations = comparison.instances.filter { $0.telling == nil && !$0.isNew && !$0.isGone }
        guard !tested.isEmpty || !durations.isEmpty else { return }
        writer.blank()
        var names = durations.filter { $0.kind != .region }.prefix(4).map {
            "\(TraceDiffWords.name($0)) (p50 \(DurationText.format($0.quantiles[0].after)))"
        }
        names += tested.filter { $0.key.quantity.isState }
            .sorted { max($0.before ?? 0, $0.after ?? 0) > max($1.before ?? 0, $1.after ?? 0) }.prefix(3).map {
                "\(words.full($0)) (\(TraceDiffWords.value($0.after ?? 0, $0.key.quantity)))"
            }
        let more = tested.count + durations.count - names.count
        if more > 0 { names.append("\(more) others") }
        writer.line(
            StyledText("Stayed, as far as can be told: ", .faint) + StyledText(names.joined(separator: "; ") + "."),
            hanging: 2)
    }
}
