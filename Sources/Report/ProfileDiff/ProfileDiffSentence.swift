import GoProfile

/// The sentence that users come for: what costs more, how much, how sure, and where in it.
struct ProfileDiffSentence {
    private let diff: ProfileDiff
    private let words: ChangeText

    init(_ diff: ProfileDiff) {
        self.diff = diff
        words = ChangeText(diff: diff)
    }

    func text(_ headline: ProfileDiff.Headline) -> StyledText {
        let subject: String
        let change: ProfileDiff.Change
        var isPlural = true
        switch headline.subject {
        case .subtree(let row):
            subject = "\(diff.rows[row].name) and what it calls"
            change = diff.rows[row].cumulative
        case .package(let package):
            subject = "The functions of package \(diff.packages[package].name)"
            change = diff.packages[package].flat
        case .function(let row):
            subject = "The code of \(diff.rows[row].name)"
            change = diff.rows[row].flat
            isPlural = false
        }
        var text = StyledText(subject + " " + words.verdict(change, isPlural: isPlural), .strong)
        let interval = ChangeText.interval(change)
        if !interval.isEmpty { text.append(" (95%: \(interval))") }
        text.append(": \(words.value(change.old)) → \(words.value(change.scaledNew))\(words.perDuration)")
        if let center = headline.center { text.append("; " + self.center(headline, center, change)) }
        text.append(".")
        return text
    }

    /// What is said when nothing is known to have grown.
    var noGrowth: String {
        if diff.old.total == 0 || diff.new.total == 0 {
            let side = diff.old.total != 0 ? "new profile is" : diff.new.total != 0 ? "old profile is" : "profiles are"
            return "There is nothing to compare: the \(side) empty."
        }
        if !diff.isTested, !diff.rows.contains(where: { $0.flat.growth != 0 || $0.cumulative.growth != 0 }) {
            return "There is no difference at all."
        }
        guard diff.isTested else {
            return "Differences cannot be told from chance here; the largest are below."
        }
        guard let least = diff.smallestVisibleRatio(part: 0.1), diff.testedFlat + diff.testedCumulative > 0 else {
            return "Nothing can be said about what got \(words.worse): there are too few samples."
        }
        let what = diff.headlines.isEmpty ? "Nothing changed" : "Nothing got \(words.worse)"
        return "\(what) by more than chance explains; \(ChangeText.ratio(least)) in a function of 10% of the profile "
            + "would have been seen."
    }

    private func center(_ headline: ProfileDiff.Headline, _ center: Int, _ change: ProfileDiff.Change) -> String {
        let part = NumberText.percent(headline.centerPart)
        if headline.subject == .subtree(center) { return "\(part) of the difference is in its own code" }
        let row = diff.rows[center]
        let fate = row.cumulative.old == 0 ? ", which is new" : row.cumulative.new == 0 ? ", which is gone" : ""
        return "\(part) of the difference is in \(row.name)\(fate)"
    }
}
