import GoTrace

/// The sentence that users come for: what got slower, by how much, and where the time went.
struct TraceDiffSentence {
    private let comparison: TraceComparison
    private let words: TraceDiffWords

    init(_ comparison: TraceComparison, _ words: TraceDiffWords) {
        self.comparison = comparison
        self.words = words
    }

    var text: StyledText {
        if let (change, telling) = headline { return sentence(change, telling) }
        let rows = comparison.changes.filter { $0.isChange }
        if let change = rows.first(where: { $0.key.quantity.isState || $0.key.quantity == .assist }) ?? rows.first {
            return sentence(change)
        }
        if let waits = comparison.instances.first(where: { $0.kind == .ready }), let telling = waits.telling {
            return sentence(waits, telling)
        }
        if let change = comparison.instances.first(where: { $0.isNew || $0.isGone }) {
            let (has, lacks) = change.isNew ? ("B", "A") : ("A", "B")
            return StyledText("\(has) has what \(lacks) has not: \(TraceDiffWords.name(change)).", .strong)
        }
        if comparison.isTooShort {
            let count = min(comparison.slicesBefore, comparison.slicesAfter)
            return StyledText(
                "Too little to compare: the shorter trace has \(Plural.of(count, "slice")), and "
                    + "\(comparison.tests == 0 ? "nothing could be tested" : "no duration changed").", .strong)
        }
        return StyledText("Nothing changed by more than chance explains\(visible).", .strong)
    }

    /// What took longer or shorter: what the unit asks for, else tasks and requests, then regions, then waits for a
    /// processor.
    private var headline: (InstanceChange, Int)? {
        let changed = comparison.instances.compactMap { one in one.telling.map { (one, $0) } }
        func best(_ wanted: (InstanceChange) -> Bool) -> (InstanceChange, Int)? {
            changed.filter { wanted($0.0) }.max { $0.0.weight.magnitude < $1.0.weight.magnitude }
        }
        switch comparison.unit {
        case .task(let type): if let found = best({ $0.kind == .task && $0.name == type }) { return found }
        case .request: if let found = best({ $0.kind == .request }) { return found }
        case .second: break
        }
        return best { $0.kind == .task || $0.kind == .request } ?? best { $0.kind == .region }
    }

    private func sentence(_ change: InstanceChange, _ telling: Int) -> StyledText {
        let quantile = change.quantiles[telling]
        let isSlower = quantile.difference > 0
        let by = TraceDiffWords.duration(Double(quantile.difference.magnitude))
        var text = StyledText(
            "B is \(isSlower ? "slower" : "faster"): \(TraceDiffWords.subject(change)) takes \(by) "
                + "\(isSlower ? "more" : "less") \(TraceDiffWords.place(quantile.fraction))", .strong)
        text.append(
            " (\(DurationText.format(quantile.before)) → \(DurationText.format(quantile.after)), "
                + TraceDiffWords.relative(before: Double(quantile.before), after: Double(quantile.after)) + ")")
        let parts = change.parts[telling].filter { ($0.difference > 0) == isSlower }
        guard let part = parts.first, part.difference.magnitude >= 0.1 * Double(quantile.difference.magnitude) else {
            return text + StyledText(".")
        }
        let which =
            quantile.fraction == 0.5 ? "on average" : "in the slowest \(NumberText.percent(1 - quantile.fraction))"
        text.append(
            "; \(which) \(TraceDiffWords.duration(part.difference.magnitude)) \(isSlower ? "more" : "less") is "
                + words.what(part.key, stackBefore: part.stackBefore, stackAfter: part.stackAfter))
        if part.before == 0 { text.append(", which is new") }
        if part.after == 0 { text.append(", which is gone") }
        text.append(".")
        return text
    }

    private func sentence(_ change: TraceChange) -> StyledText {
        let isMore = change.difference > 0
        let by = TraceDiffWords.value(change.difference.magnitude, change.key.quantity)
        let verb = change.key.quantity.isState || change.key.quantity == .assist ? "spends" : "has"
        var text = StyledText(
            "B \(verb) \(by) \(isMore ? "more" : "less") \(words.per(change.key)) on \(words.full(change))", .strong)
        text.append(
            " (\(TraceDiffWords.value(change.before ?? 0, change.key.quantity)) → "
                + "\(TraceDiffWords.value(change.after ?? 0, change.key.quantity)), "
                + TraceDiffWords.relative(before: change.before, after: change.after) + ").")
        return text
    }

    /// What would have been seen.
    private var visible: String {
        guard let largest = comparison.largestVisible else { return "" }
        return "; \(NumberText.percent(largest.relative)) more of \(words.full(largest.change)) would have been seen"
    }
}
