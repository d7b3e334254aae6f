import Diagnosis
import Evidence
import GoBuild
import Wire

/// `sonde build explain`: what the compiler decided, most expensive first where a profile says what is.
public struct ExplainReport {
    let log: CompilerLog
    let summary: DecisionSummary
    let hot: HotDecisions
    private let limit: Int
    private let sentences: DecisionSentences

    /// - Parameter limit: rows of each list.
    public init(_ hot: HotDecisions, limit: Int) {
        log = hot.log
        summary = DecisionSummary(hot.log)
        self.hot = hot
        self.limit = limit
        sentences = hot.sentences
    }

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(head), hanging: 2)
        if let calls = hot.calls { write(calls, to: &writer) }
        if let allocations = hot.allocations { write(allocations, to: &writer) }
        if hot.calls == nil, hot.allocations == nil {
            writeRefused(to: &writer)
            writeRefusedCalls(to: &writer)
            writeEscapes(to: &writer)
        }
        writeUnknown(to: &writer)
    }

    private var head: String {
        return "\(Plural.of(log.packages.count, "package")): \(Plural.grouped(summary.inlinable)) of "
            + "\(Plural.of(summary.functions, "function")) can be inlined, "
            + "\(Plural.of(summary.inlinedCalls, "call was", "calls were")) inlined; "
            + "\(Plural.of(summary.escaping, "value escapes", "values escape")) to the heap."
    }

    private func write(_ calls: Hot<HotCalls>, to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("Calls that are not inlined, by what they cost in \(calls.source)", .strong), hanging: 2)
        let all = hot.refused
        func isWithinReach(_ call: HotCalls.Call) -> Bool {
            call.decision.map { InliningBreakdown.isWithinReach($0) } ?? true
        }
        let rows = all.filter(isWithinReach).prefix(limit)
        if rows.isEmpty { writer.line("none of the functions that the compiler was asked about", indent: 2) }
        for row in rows {
            writer.item(
                StyledText(hot.share(row)),
                StyledText("\(row.caller) calls \(row.callee) at \(sentences.place(row.file, row.line))"),
                indent: 2, column: 10)
            writer.line(StyledText(hot.reason(row)), indent: 10, hanging: 12)
        }
        let large = all.filter { !isWithinReach($0) }
        guard !large.isEmpty else { return }
        let names = large.prefix(3).map { call in
            let cost = call.decision.map { " (\($0.cost) of \($0.budget))" } ?? ""
            return call.callee + cost
        }
        let more = large.count > 3 ? " and \(large.count - 3) more" : ""
        writer.line(
            StyledText("too large for a small change to help: \(names.joined(separator: ", "))\(more)", .faint),
            indent: 2, hanging: 4)
    }

    private func write(_ allocations: Hot<HotAllocations>, to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("Allocations, by \(allocations.source)", .strong), hanging: 2)
        let rows = allocations.value.sites.prefix(limit)
        if rows.isEmpty { writer.line("none in the code that the compiler was asked about", indent: 2) }
        for row in rows {
            writer.item(
                StyledText(hot.share(row)), StyledText("\(row.function) at \(sentences.place(row.file, row.line))"),
                indent: 2,
                column: 10)
            for escape in row.escapes { writer.line(StyledText(sentences.sentence(escape)), indent: 10, hanging: 12) }
            if row.escapes.isEmpty {
                writer.line("allocated by what it calls, or by growing what is there", indent: 10, hanging: 12)
            }
        }
        let reasons = allocations.value.reasons(log)
        guard reasons.count > 1 else { return }
        writer.blank()
        writer.line(StyledText("Why they are on the heap, by the last step of their way", .strong), hanging: 2)
        for row in reasons.prefix(limit) {
            let share = HotDecisions.share(row.value, of: allocations.value.total)
            writer.item(StyledText(share), StyledText(row.reason), indent: 2, column: 10)
        }
    }

    private func writeRefused(to writer: inout TextWriter) {
        guard !summary.closest.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Not inlined, the closest to the budget first", .strong), hanging: 2)
        for decision in summary.closest.prefix(limit) {
            writer.item(
                StyledText("+\(Int(decision.cost) - Int(decision.budget))"),
                StyledText(
                    "\(log.text(decision.name)) costs \(decision.cost) of \(decision.budget) "
                        + "(\(sentences.place(decision.position)))"), indent: 2, column: 10)
        }
    }

    private func writeRefusedCalls(to writer: inout TextWriter) {
        guard !summary.refusedCalls.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Calls that are not inlined, of functions that may be", .strong), hanging: 2)
        for row in summary.refusedCalls.prefix(limit) {
            writer.item(
                StyledText("\(row.count)"),
                StyledText("\(sentences.sentence(row.example)), such as at \(sentences.place(row.example.position))"),
                indent: 2, column: 10)
        }
    }

    private func writeEscapes(to writer: inout TextWriter) {
        guard !summary.escapeReasons.isEmpty else { return }
        writer.blank()
        writer.line(StyledText("Why values escape, by the last step of their way", .strong), hanging: 2)
        for row in summary.escapeReasons.prefix(limit) {
            let example = row.example.map { ", such as \(log.text($0.name)) at \(sentences.place($0.position))" } ?? ""
            writer.item(
                StyledText("\(row.count)"), StyledText("\(row.reason)\(example)"), indent: 2, column: 10)
        }
    }

    private func writeUnknown(to writer: inout TextWriter) {
        guard log.unknownLines > 0 else { return }
        writer.blank()
        writer.line(
            StyledText(
                log.unknownLines == 1
                    ? "One line was not understood:" : "\(log.unknownLines) lines were not understood, among them:"))
        for line in log.unknown.prefix(3) {
            let text = DisplayWidth.excerpt(line.text) ?? "no text, at byte \(line.offset)"
            writer.line(StyledText(text), indent: 2, hanging: 4)
        }
    }
}
