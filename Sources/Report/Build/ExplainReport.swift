import Diagnosis
import Evidence
import GoBuild
import Wire

/// `sonde build explain`: what the compiler decided, most expensive first where a profile says what is.
public struct ExplainReport {
    /// A profile joined with the decisions.
    public struct Hot<Value> {
        /// File of the profile, and what its values are: `cpu.pb.gz`, `cpu`.
        public var source: String
        public var value: Value

        public init(_ value: Value, source: String) {
            (self.value, self.source) = (value, source)
        }
    }

    let log: CompilerLog
    let summary: DecisionSummary
    let calls: Hot<HotCalls>?
    let allocations: Hot<HotAllocations>?
    private let limit: Int
    private let sentences: DecisionSentences
    private let breakdowns: Breakdowns

    /// Found while the report is written: only what is shown is looked up.
    private final class Breakdowns {
        var value: InliningBreakdowns
        init(_ value: InliningBreakdowns) { self.value = value }
    }

    /// - Parameters:
    ///   - breakdowns: of the log.
    ///   - limit: rows of each list.
    public init(
        _ log: CompilerLog, _ breakdowns: InliningBreakdowns, calls: Hot<HotCalls>? = nil,
        allocations: Hot<HotAllocations>? = nil, limit: Int
    ) {
        self.log = log
        summary = DecisionSummary(log)
        self.calls = calls
        self.allocations = allocations
        self.limit = limit
        sentences = DecisionSentences(log)
        self.breakdowns = Breakdowns(breakdowns)
    }

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        writer.line(StyledText(head), hanging: 2)
        if let calls { write(calls, to: &writer) }
        if let allocations { write(allocations, to: &writer) }
        if calls == nil, allocations == nil {
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
        let all = refused(calls.value)
        func isWithinReach(_ call: HotCalls.Call) -> Bool {
            call.decision.map { InliningBreakdown.isWithinReach($0) } ?? true
        }
        let rows = all.filter(isWithinReach).prefix(limit)
        if rows.isEmpty { writer.line("none of the functions that the compiler was asked about", indent: 2) }
        for row in rows {
            let share = NumberText.percent(Double(row.value) / Double(max(1, calls.value.total)))
            writer.item(
                StyledText(share),
                StyledText("\(row.caller) calls \(row.callee) at \(sentences.place(row.file, row.line))"),
                indent: 2, column: 10)
            writer.line(StyledText(reason(row)), indent: 10, hanging: 12)
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

    /// Calls of functions of which the compiler said something.
    func refused(_ calls: HotCalls) -> [HotCalls.Call] {
        calls.calls.filter { ($0.decision ?? $0.refusal) != nil && $0.value > 0 }
    }

    func reason(_ call: HotCalls.Call) -> String {
        if let refusal = call.refusal { return "not inlined here: \(DecisionSentences.tooLarge(refusal))" }
        guard let decision = call.decision else { return "" }
        guard decision.kind == .cannotInline else {
            return
                "could be inlined (it costs \(decision.cost)), and is called all the same: by go or defer, through a "
                + "value or an interface, or in a function of more than 5,000 nodes"
        }
        let words = InliningReason.words(decision, log, breakdowns.value.breakdown(of: decision))
        return "not inlined: \(words) (\(sentences.place(decision.position)))"
    }

    private func write(_ allocations: Hot<HotAllocations>, to writer: inout TextWriter) {
        writer.blank()
        writer.line(StyledText("Allocations, by \(allocations.source)", .strong), hanging: 2)
        let rows = allocations.value.sites.prefix(limit)
        if rows.isEmpty { writer.line("none in the code that the compiler was asked about", indent: 2) }
        for row in rows {
            let share = NumberText.percent(Double(row.value) / Double(max(1, allocations.value.total)))
            writer.item(
                StyledText(share), StyledText("\(row.function) at \(sentences.place(row.file, row.line))"), indent: 2,
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
            let share = NumberText.percent(Double(row.value) / Double(max(1, allocations.value.total)))
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
