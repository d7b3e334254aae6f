import GoProfile
import Wire

/// A flame graph to draw: a tree of stacks with what is said about it.
public struct FlameView: Sendable {
    public let report: PprofReport
    public let tree: FlameTree
    public let search: FlameSearch?
    /// The expression that was searched for.
    public let searchPattern: String

    public init(_ report: PprofReport, _ tree: FlameTree, search: (pattern: String, result: FlameSearch)? = nil) {
        self.report = report
        self.tree = tree
        self.search = search?.result
        searchPattern = search?.pattern ?? ""
    }

    /// The samples of the base are told from the others.
    var isComparison: Bool { report.options.isDiffBase }
    /// Some values are below zero, so that a width says how much is there and not what it sums up to.
    var hasChanges: Bool { isComparison || !tree.negative.isEmpty }

    func isMatch(_ node: Int) -> Bool {
        guard node > 0, let search else { return false }
        return search.isMatch[Int(tree.nameIDs[node])]
    }

    /// A value with its unit.
    func format(_ value: Int64) -> String {
        let unit = report.options.unit
        return report.format(value, unit: unit == "minimum" ? "auto" : unit)
    }

    /// What part of the report's total a value is, such as `12.35%`.
    func share(_ value: Int64) -> String {
        String(Measurement.percentage(value, isComparison ? tree.width(0) : report.total).drop { $0 == " " })
    }

    /// What a cell says beside its name: its part of the whole, or how it changed.
    func figure(_ node: Int) -> String { hasChanges ? change(node) : share(tree.width(node)) }

    /// `+12.3%`, `new` or `gone`; a value with its sign where the base's samples are not told from the others.
    func change(_ node: Int) -> String {
        let new = tree.positive[node]
        let old = tree.decrease(node)
        guard isComparison else {
            let value = tree.value(node)
            return (value > 0 ? "+" : "") + format(value)
        }
        if new == old { return "same" }
        if old == 0 { return "new" }
        if new == 0 { return "gone" }
        let percent = (Double(new) - Double(old)) / Double(old) * 100
        let digits = percent.magnitude >= 100 ? 0 : 1
        return (percent > 0 ? "+" : "") + DecimalText.fixed(percent, digits: digits) + "%"
    }

    /// How much of the samples here is more or less than before: from -1 to 1.
    func balance(_ node: Int) -> Double {
        let width = tree.width(node)
        return width == 0 ? 0 : Double(tree.value(node)) / Double(width)
    }

    /// A line about the whole.
    var headline: String {
        var parts: [String] = []
        let profile = report.profile
        let kind = report.sampleType.isEmpty ? "values" : report.sampleType
        if isComparison {
            parts.append("\(kind) \(format(tree.decrease(0))) → \(format(tree.positive[0])), \(change(0))")
        } else {
            parts.append("\(kind) \(format(report.total))")
        }
        // Durations of a comparison are summed up, which says nothing.
        if profile.durationNanoseconds > 0, !isComparison {
            var text = "in " + Measurement.label(profile.durationNanoseconds, "nanoseconds")
            if report.sampleUnit == "nanoseconds" {
                let share = Measurement.percentage(report.total, profile.durationNanoseconds).drop { $0 == " " }
                text += " (\(share))"
            }
            parts.append(text)
        }
        if !isComparison, tree.width(0) != report.total {
            parts.append("shown \(format(tree.width(0))), \(share(tree.width(0)))")
        }
        parts += report.activeFilters
        if tree.isInverted { parts.append("innermost functions on top") }
        return parts.joined(separator: ", ")
    }

    /// What the search found; nil without one.
    var searchLine: String? {
        guard let search else { return nil }
        let share = share(search.width)
        return "`\(searchPattern)` is in \(format(search.width)), \(share)"
    }
}
