import Diagnosis
import Evidence
import GoProcess

/// The text of `sonde goroutines diff`: what grew, what went, and who has not moved in between.
public struct SnapshotDiffText {
    private let diff: SnapshotDiff
    private let before: GoroutineSnapshot
    private let after: GoroutineSnapshot
    private let paths: PathShortener
    /// Rows shown of each list; JSON has them all.
    private let limit = 12

    public init(_ diff: SnapshotDiff, from before: GoroutineSnapshot, to after: GoroutineSnapshot) {
        self.diff = diff
        self.before = before
        self.after = after
        paths = PathShortener(after)
    }

    public func write(to writer: inout TextWriter) {
        SnapshotHeadText(after).write(to: &writer)
        writer.line(StyledText(totals))
        if diff.hasIdentities {
            writer.line(StyledText(identities), hanging: 2)
        } else {
            writer.line(
                "Goroutines cannot be told apart by id here: only their numbers are compared.", hanging: 2)
        }
        writeGrowth("More", diff.byStack.filter { $0.change > 0 && !$0.isSystem }, to: &writer)
        writeGrowth("Fewer", diff.byStack.filter { $0.change < 0 && !$0.isSystem }.reversed(), to: &writer)
        writeStuck(to: &writer)
    }

    private var totals: String {
        var text = "\(Plural.grouped(before.goroutines.count)) → \(Plural.of(after.goroutines.count, "goroutine"))"
        if let elapsed = diff.elapsedNanoseconds { text += " after \(DurationText.format(elapsed))" }
        return text
    }

    private var identities: String {
        let certainty = diff.isCertain ? "" : " (as far as equal stacks and states tell)"
        return "\(diff.new.count) new, \(diff.gone.count) gone, \(diff.moved.count) moved, "
            + "\(diff.stuck.count) did not move\(certainty)"
    }

    private func writeGrowth(_ title: String, _ rows: [SnapshotDiff.Growth], to writer: inout TextWriter) {
        guard !rows.isEmpty else { return }
        writer.blank()
        writer.line(StyledText(title, .strong))
        for row in rows.prefix(limit) {
            var line = StyledText("\(row.change > 0 ? "+" : "")\(Plural.grouped(row.change))", .strong)
            line.append(" (\(Plural.grouped(row.before)) → \(Plural.grouped(row.after))")
            if let rate = row.ratePerSecond { line.append(", \(NumberText.format(rate)) per second") }
            line.append(")")
            if let stack = row.stack, let place = place(stack) { line.append(" \(place)") }
            if row.creation != .none { line.append(", started by \(text(diff.stacks.resolved(row.creation)))", .faint) }
            writer.line(line, indent: 2, hanging: 4)
        }
        if rows.count > limit { writer.line(StyledText("… and \(rows.count - limit) more", .faint), indent: 2) }
    }

    /// Who stands still, by place: the most first.
    private func writeStuck(to writer: inout TextWriter) {
        var counts: [StackID: [SnapshotDiff.Pair]] = [:]
        for pair in diff.stuck where !after.goroutines[pair.after].flags.contains(.system) {
            counts[after.goroutines[pair.after].stack, default: []].append(pair)
        }
        guard !counts.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Did not move", .strong))
        let rows = counts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (stack, pairs) in rows.prefix(limit) {
            let first = after.goroutines[pairs[0].after]
            let place = PlaceText(paths: paths).place(after.stacks.resolvedFrames(stack)) ?? "?"
            let ids = pairs.prefix(4).map { String(after.goroutines[$0.after].id) }.joined(separator: ", ")
            var line = StyledText(Plural.grouped(pairs.count), .strong)
            line.append(" \(after.stateText(first)) in \(place)")
            line.append(" (\(pairs.count > 4 ? "\(ids), …" : ids))", .faint)
            writer.line(line, indent: 2, hanging: 4)
        }
        if rows.count > limit { writer.line(StyledText("… and \(rows.count - limit) more places", .faint), indent: 2) }
    }

    private func place(_ stack: StackID) -> String? {
        PlaceText(paths: paths).place(diff.stacks.resolvedFrames(stack))
    }

    private func text(_ frame: ResolvedFrame) -> String { PlaceText(paths: paths).text(frame) }
}
