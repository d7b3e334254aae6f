import GoProfile

/// Changes in words and figures.
struct ChangeText {
    let diff: ProfileDiff

    /// A value of the shown column, such as `1.62s` or `12.5MB`.
    func value(_ value: Double) -> String {
        let whole = Int64(exactly: value.rounded()) ?? (value < 0 ? .min + 1 : .max)
        return Measurement.label(whole, diff.unit)
    }

    /// `+34%`, `×3.2`, `new`, `gone`.
    static func ratio(_ ratio: Double?) -> String {
        guard let ratio, !ratio.isNaN else { return "" }
        if ratio == .infinity { return "new" }
        if ratio == 0 { return "gone" }
        if ratio >= 3 { return "×" + NumberText.format(ratio) }
        let percent = (ratio - 1) * 100
        let digits = percent.magnitude < 9.95 ? 10.0 : 1
        let rounded = (percent * digits).rounded() / digits
        return (rounded > 0 ? "+" : "") + NumberText.format(rounded) + "%"
    }

    /// The 95 % limits of a change: `+28% to +41%`.
    static func interval(_ change: ProfileDiff.Change) -> String {
        guard let comparison = change.comparison, comparison.old + comparison.new > 0 else { return "" }
        let (low, high) = comparison.interval()
        if high == .infinity { return low >= 1 ? "×\(NumberText.format(low)) or more" : "\(limit(low)) or more" }
        if low == 0 { return "\(limit(high)) or less" }
        return "\(limit(low)) to \(limit(high))"
    }

    private static func limit(_ ratio: Double) -> String { ratio == 0 ? "-100%" : Self.ratio(ratio) }

    /// `cost 34% more`, `are new`, `vanished`, for the first sentence.
    /// - Parameter isPlural: whether the subject of the sentence is.
    func verdict(_ change: ProfileDiff.Change, isPlural: Bool) -> String {
        guard let ratio = change.ratio else { return "did not change" }
        if ratio == .infinity { return isPlural ? "are new" : "is new" }
        if ratio == 0 { return "vanished" }
        let verb = isTime ? "cost" : isPlural ? self.verb : self.verb + "s"
        if ratio >= 2 { return "\(verb) \(NumberText.format(ratio)) times as much" }
        let percent = ((ratio - 1) * 100).magnitude
        return "\(verb) \(NumberText.format(percent < 9.95 ? (percent * 10).rounded() / 10 : percent.rounded()))% "
            + (ratio >= 1 ? "more" : "less")
    }

    /// `slower`, or `larger` for what is no time.
    var worse: String { isTime ? "slower" : "larger" }

    private var isTime: Bool { diff.unit.hasSuffix("seconds") || diff.sampleType == "samples" }

    private var verb: String {
        if diff.sampleType.hasPrefix("inuse") { return "hold" }
        return diff.sampleType.hasPrefix("alloc") ? "allocate" : "count"
    }

    /// ` per 30s` where a time that profiles were taken for is known.
    var perDuration: String {
        let duration = diff.old.durationNanoseconds
        guard duration > 0, let whole = Int64(exactly: duration.rounded()) else { return "" }
        return " per \(DurationText.format(whole))"
    }
}
