import Diagnosis
import GoBuild
import Wire

/// `sonde build diff`: facts that are others, by function, worst first, or by what a profile says that they cost.
public struct BuildDiffReport {
    /// What is compared, for the head.
    public struct Side {
        var name: String
        var toolchain: String
        var platform: String
        var functions: Int

        public init(_ facts: BuildFacts, name: String) {
            self.name = name
            (toolchain, platform, functions) = (facts.toolchain, facts.platform, facts.functions.count)
        }
    }

    struct Group {
        var changes: [FactChange]
        /// Of the profile.
        var share: Double
    }

    let comparison: FactComparison
    let old: Side
    let new: Side
    let groups: [Group]
    let profile: String?
    private let limit: Int

    /// - Parameters:
    ///   - profile: file of the weights.
    ///   - limit: functions that text shows; 0 for all.
    public init(
        _ comparison: FactComparison, old: Side, new: Side, weights: FunctionWeights?, profile: String?, limit: Int
    ) {
        (self.comparison, self.old, self.new) = (comparison, old, new)
        (self.profile, self.limit) = (profile, limit)
        let groups = comparison.changes.groupedByFunction().map { changes in
            Group(
                changes: changes,
                share: changes.first.flatMap { weights?.share(of: $0.function, package: $0.package, file: $0.file) }
                    ?? 0)
        }
        // The order of those that cost the same stays.
        self.groups = groups.enumerated().sorted { a, b in
            a.element.share != b.element.share ? a.element.share > b.element.share : a.offset < b.offset
        }.map(\.element)
    }

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(head), hanging: 2)
        if old.toolchain != new.toolchain || old.platform != new.platform {
            writer.line(StyledText("\(side(old)) against \(side(new))"), hanging: 2)
        }
        let shown = limit == 0 ? groups[...] : groups.prefix(limit)
        for group in shown { write(group, to: &writer) }
        if groups.count > shown.count {
            writer.blank()
            writer.line(StyledText("\(groups.count - shown.count) more functions; --top 0 shows all."))
        }
        writeCosmetic(to: &writer)
        for text in comparison.notCompared {
            writer.line(StyledText("Not compared: \(text)."), hanging: 2)
        }
    }

    private var head: String {
        let changed = groups.filter { ![.functionAdded, .functionGone].contains($0.changes.first?.kind) }.count
        let added = comparison.changes.count { $0.kind == .functionAdded }
        let gone = comparison.changes.count { $0.kind == .functionGone }
        return "\(Plural.of(comparison.common, "function is", "functions are")) in both builds: "
            + "\(Plural.grouped(changed)) changed; \(Plural.grouped(added)) added, \(Plural.grouped(gone)) gone."
    }

    private func side(_ side: Side) -> String {
        let what = [side.toolchain, side.platform].filter { !$0.isEmpty }.joined(separator: " ")
        return "\(side.name) (\(what.isEmpty ? "toolchain not known" : what))"
    }

    private func write(_ group: Group, to writer: inout TextWriter) {
        guard let first = group.changes.first else { return }
        writer.blank()
        let place = first.file.isEmpty ? "" : " (\(first.file)\(first.line > 0 ? ":\(first.line)" : ""))"
        let share = profile.map { ", \(NumberText.percent(group.share)) of \($0)" } ?? ""
        writer.line(StyledText("\(first.package).\(first.function)\(place)\(share)", .strong), hanging: 2)
        for change in group.changes { writer.line(StyledText(Self.sentence(change)), indent: 2, hanging: 4) }
    }

    /// `inlining lost: cost 74 → cost 93 exceeds budget 80`
    static func sentence(_ change: FactChange) -> String {
        let words = change.kind.rawValue.split(separator: "-").joined(separator: " ")
        var text = words
        if !change.subject.isEmpty { text += ": \(change.subject)" }
        let parts = [change.before, change.after].filter { !$0.isEmpty }
        guard !parts.isEmpty else { return text }
        return text + (change.subject.isEmpty ? ": " : ", ") + parts.joined(separator: " → ")
    }

    private func writeCosmetic(to writer: inout TextWriter) {
        let cosmetic = comparison.cosmetic
        var parts: [String] = []
        if cosmetic.operands > 0 {
            parts.append(
                "\(Plural.of(cosmetic.operands, "function")) with the same instructions on other registers, "
                    + "constants or addresses")
        }
        if cosmetic.encodings > 0 {
            parts.append(
                "\(Plural.of(cosmetic.encodings, "function")) with the same instructions in other bytes")
        }
        if cosmetic.renumbered > 0 {
            parts.append("\(Plural.of(cosmetic.renumbered, "closure")) with another number")
        }
        if cosmetic.moved > 0 {
            parts.append("\(Plural.of(cosmetic.moved, "function")) at another line")
        }
        guard !parts.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Only cosmetic: \(parts.joined(separator: "; "))."), hanging: 2)
    }
}
