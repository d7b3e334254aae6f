import GoProfile
import Wire

/// Stacks made ready for drawing: read, filtered and added up once, then drawn from any window.
struct FlameModel: Sendable {
    let report: PprofReport
    let tree: FlameTree
    /// What tests say of each function of a comparison; nil without one.
    let verdicts: FlameVerdicts?

    /// Branches beyond that many are noted as left out.
    private static let nodeLimit = 1 << 20

    static func make(_ query: FlameQuery, _ document: Document, _ control: JobControl) throws -> FlameModel {
        let profile = try ProfileProvider.profile(query, document, control)
        let options = query.options
        let bases = [try ProfileProvider.base(query, document, control)].compactMap(\.self)
        control.report("adding up stacks")
        let combined = try ProfileCombination.combine(sources: [profile], bases: bases, options: options)
        try control.check()
        let report = try PprofReport(combined, kind: .traces, options: options)
        try control.check()
        let tree = FlameTree(
            report, isInverted: query.isInverted, around: query.center, limits: FlameLimits(nodes: nodeLimit))
        let verdicts = try bases.first.map { base in
            var plain = query.options
            plain.isDiffBase = false
            return FlameVerdicts(try ProfileDiff.comparing(old: [base], with: [profile], options: plain))
        }
        return FlameModel(report: report, tree: tree, verdicts: verdicts)
    }

    /// Which names a text is in: literally and in any case, or as a regular expression between slashes.
    /// - Throws: `usage` for no regular expression.
    func search(_ text: String) throws -> FlameSearch { try Self.search(text, report) }

    /// - Throws: as `search`, in terms of what was typed.
    static func search(_ text: String, _ report: PprofReport) throws -> FlameSearch {
        let isExpression = text.count > 2 && text.hasPrefix("/") && text.hasSuffix("/")
        let pattern = isExpression ? String(text.dropFirst().dropLast()) : FlameQuery.quoted(text)
        // A mistake is told as it was typed.
        if isExpression { _ = try RegularExpression(pattern) }
        return FlameSearch(report, try RegularExpression("(?i)\(pattern)"))
    }
}
