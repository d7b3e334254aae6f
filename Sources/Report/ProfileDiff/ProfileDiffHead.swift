import GoProfile

/// What was compared, relative to what, and how small a change could have been seen.
struct ProfileDiffHead {
    private let diff: ProfileDiff
    private let words: ChangeText

    init(_ diff: ProfileDiff) {
        self.diff = diff
        words = ChangeText(diff: diff)
    }

    var lines: [String] { [totals, builds, basis, resolution].compactMap { $0 } + diff.remarks }

    private var totals: String {
        let durations = (old: diff.old.durationNanoseconds, new: diff.new.durationNanoseconds)
        var text = "\(diff.sampleType): \(side(diff.old)) → \(side(diff.new))"
        if durations.old > 0, durations.new > 0, diff.old.total > 0 {
            let perSecond = diff.new.total / durations.new / (diff.old.total / durations.old)
            text += ", \(ChangeText.ratio(perSecond)) per second"
        } else if diff.old.total > 0 {
            text += ", \(ChangeText.ratio(diff.new.total / diff.old.total))"
        }
        return text + "."
    }

    private func side(_ side: ProfileDiff.Side) -> String {
        var text = words.value(side.total)
        if let whole = Int64(exactly: side.durationNanoseconds.rounded()), whole > 0 {
            text += " in \(DurationText.format(whole))"
        }
        if side.profileCount > 1 { text += " (mean of \(side.profileCount) profiles)" }
        return text
    }

    private var builds: String? {
        guard !diff.old.builds.isEmpty || !diff.new.builds.isEmpty else { return nil }
        func list(_ side: ProfileDiff.Side) -> String {
            side.builds.isEmpty ? "unknown" : side.builds.map { String($0.prefix(20)) }.joined(separator: ", ")
        }
        if diff.old.builds == diff.new.builds { return "The same build: \(list(diff.old))." }
        return "Builds: \(list(diff.old)) → \(list(diff.new))."
    }

    private var basis: String? {
        guard diff.old.total != 0, diff.new.total != 0 else { return nil }
        switch diff.model {
        case .exact: return "Everything was counted: nothing is left to chance, and nothing is tested."
        case .unknownRate:
            guard diff.remarks.isEmpty else { return nil }
            return "The rate of sampling is not in these profiles: plain differences, without intervals or tests."
        case .constant, .counted, .allocations: break
        }
        var text: String
        switch diff.exposure {
        case .none: text = "Values are compared as they are."
        case .total: text = "Compared by share of the profile: more than half of it changed."
        case .unchangedPart(let without):
            text =
                without == 0
                ? "Compared by share of the profile"
                : "Compared with the part of the program that did not change (without \(without) "
                    + "function\(without == 1 ? "" : "s"))"
            text += diff.loadText.map { ", \($0)." } ?? "."
        }
        if diff.hasReplicates { return text + " Noise between runs is taken from the replicates." }
        return text + " The intervals hold the noise of sampling, not that between runs: give several profiles of each "
            + "side for that."
    }

    private var resolution: String? {
        let parts = [(0.1, "10%"), (0.01, "1%")].compactMap { part, name -> String? in
            diff.smallestVisibleRatio(part: part).map { "\(ChangeText.ratio($0)) in a function of \(name)" }
        }
        guard !parts.isEmpty, let test = diff.testedFlat == 0 ? nil : diff.testedFlat else {
            return diff.isTested ? "There are too few samples to test any function." : nil
        }
        return "The smallest growth that these profiles would have shown in 4 of 5 cases: "
            + parts.joined(separator: ", ") + " of the profile. \(Plural.of(test, "function")) "
            + (test == 1 ? "was" : "were") + " heavy enough to be tested; false discoveries are held at 5%."
    }
}

extension ProfileDiff {
    /// How much more the rest of the program did, and what is done about it; nil for what is no difference.
    var loadText: String? {
        guard (load - 1).magnitude >= 0.005 else { return nil }
        let percent = NumberText.format(((load - 1) * 100).magnitude.rounded()) + "%"
        return "which used \(load > 1 ? percent + " more" : percent + " less"): new values are divided by "
            + NumberText.format(load)
    }
}
