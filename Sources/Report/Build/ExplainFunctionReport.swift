import Diagnosis
import Evidence
import GoBuild
import Wire

/// `sonde build explain FUNC` and `FILE:LINE`: all that the compiler decided of one function or line.
public struct ExplainFunctionReport {
    /// A function with what is in its lines.
    private struct Section {
        var declaration: CompilerDecision
        var breakdown: InliningBreakdown?
        /// In the order of lines, each once.
        var decisions: [CompilerDecision]
        /// Calls of it and in it, and what it allocates, most first.
        var calls: [HotCalls.Call] = []
        var allocations: [HotAllocations.Site] = []
    }

    private let log: CompilerLog
    private let hot: HotDecisions
    private let sections: [Section]

    private let limit: Int

    /// - Parameter limit: rows of each profile that text shows.
    /// - Returns: nil when the log has nothing about it.
    public init?(_ hot: HotDecisions, _ query: DecisionQuery, limit: Int) {
        self.hot = hot
        self.limit = limit
        log = hot.log
        var sections: [Section] = []
        for declaration in query.declarations(in: log) {
            let breakdown = hot.breakdown(of: declaration)
            var section = Section(
                declaration: declaration, breakdown: breakdown,
                decisions: Self.within(declaration, breakdown, query, log))
            section.calls = Self.calls(hot, declaration, query)
            section.allocations = Self.allocations(hot, declaration, query)
            sections.append(section)
        }
        guard !sections.isEmpty else { return nil }
        self.sections = sections
    }

    /// Decisions in the lines of a function, or at the line that is asked about.
    private static func within(
        _ declaration: CompilerDecision, _ breakdown: InliningBreakdown?, _ query: DecisionQuery, _ log: CompilerLog
    ) -> [CompilerDecision] {
        let first = declaration.position.line
        var lines = first...max(first, breakdown?.lastLine ?? first)
        if case .line(_, let line) = query { lines = line...line }
        let shown: Set<DecisionKind> = [
            .inlinedCall, .callRefused, .recursiveCycle, .escapes, .movedToHeap, .leakingParameter, .leakingContent,
            .devirtualized,
            .partlyDevirtualized, .notDevirtualized, .boundsCheck, .sliceBoundsCheck, .nilCheckMade, .deferred,
            .hotCall,
            .hotCallRefused,
        ]
        var seen: Set<String> = []
        return log.decisions.filter { decision in
            decision.position.file == declaration.position.file && lines.contains(decision.position.line)
                && shown.contains(decision.kind)
                // What is inlined reports its own once more, at the place of the call.
                && seen.insert("\(decision.kind) \(decision.position) \(decision.name)").inserted
        }.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    }

    /// Whether a line of the function is asked about.
    private static func isAsked(_ line: Int32, _ query: DecisionQuery) -> Bool {
        if case .line(_, let asked) = query { return line == asked }
        return true
    }

    private static func calls(
        _ hot: HotDecisions, _ declaration: CompilerDecision, _ query: DecisionQuery
    ) -> [HotCalls.Call] {
        (hot.calls?.value.calls ?? []).filter { call in
            guard call.value > 0 else { return false }
            return call.decision?.position == declaration.position
                || isAsked(call.line, query) && hot.isDeclared(call.caller, call.file, at: declaration)
        }
    }

    private static func allocations(
        _ hot: HotDecisions, _ declaration: CompilerDecision, _ query: DecisionQuery
    ) -> [HotAllocations.Site] {
        (hot.allocations?.value.sites ?? []).filter { site in
            site.value > 0 && isAsked(site.line, query) && hot.isDeclared(site.function, site.file, at: declaration)
        }
    }

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        for (index, section) in sections.enumerated() {
            if index > 0 { writer.blank() }
            write(section, to: &writer)
        }
    }

    private func write(_ section: Section, to writer: inout TextWriter) {
        let declaration = section.declaration
        let sentences = hot.sentences
        writer.line(
            StyledText("\(log.text(declaration.name)) at \(sentences.place(declaration.position))", .strong), hanging: 2
        )
        if declaration.kind == .cannotInline {
            let words = InliningReason.words(declaration, log, section.breakdown)
            writer.line(StyledText("is not inlined: \(words)"), indent: 2, hanging: 4)
        } else {
            writer.line(
                StyledText("may be inlined" + (declaration.cost >= 0 ? ": it costs \(declaration.cost)" : "")),
                indent: 2)
        }
        if let breakdown = section.breakdown, declaration.kind == .cannotInline, declaration.cost >= 0 {
            for part in breakdown.parts.prefix(8) {
                writer.item(
                    StyledText(part.cost.map { part.kind == .call ? "\($0)+" : "\($0)" } ?? "?"),
                    StyledText(InliningReason.words(part)), indent: 4, column: 10)
            }
        }
        writeCosts(section, to: &writer)
        for decision in section.decisions {
            writer.item(
                StyledText("\(decision.position.line)"), StyledText(sentences.sentence(decision)), indent: 2, column: 8)
        }
    }

    private func writeCosts(_ section: Section, to writer: inout TextWriter) {
        if let calls = hot.calls {
            writer.line(StyledText("what calls cost by \(calls.source)", .strong), indent: 2, hanging: 4)
            for call in section.calls.prefix(limit) {
                let isOfIt = call.decision?.position == section.declaration.position
                let words = "\(call.caller) calls \(isOfIt ? "it" : call.callee)"
                let reason = isOfIt ? "" : hot.reason(call)
                let place = hot.sentences.place(call.file, call.line)
                writer.item(
                    StyledText(hot.share(call)),
                    StyledText("\(words) at \(place)" + (reason.isEmpty ? "" : ", \(reason)")), indent: 4, column: 10)
            }
            if section.calls.isEmpty { writer.line("none that was seen", indent: 4) }
        }
        if let allocations = hot.allocations {
            writer.line(StyledText("what it allocates by \(allocations.source)", .strong), indent: 2, hanging: 4)
            for site in section.allocations.prefix(limit) {
                writer.item(
                    StyledText(hot.share(site)), StyledText("at \(hot.sentences.place(site.file, site.line))"),
                    indent: 4, column: 10)
            }
            if section.allocations.isEmpty { writer.line("nothing that was seen", indent: 4) }
        }
    }

    // MARK: - JSON

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("schema", "sonde.build.explain/1")
            json.member("functions") { json in
                json.array(sections) { json, section in
                    json.object { json in
                        json.member("decision") { DecisionJSON(log).write(section.declaration, to: &$0) }
                        if section.declaration.kind == .cannotInline {
                            json.member("reason", InliningReason.words(section.declaration, log, section.breakdown))
                        }
                        if let parts = section.breakdown?.parts {
                            json.member("parts") { json in
                                json.array(parts) { json, part in
                                    json.object { json in
                                        json.member("kind", "\(part.kind)")
                                        if !part.name.isEmpty { json.member("name", part.name) }
                                        json.member("line", part.line)
                                        if let cost = part.cost { json.member("cost", cost) }
                                    }
                                }
                            }
                        }
                        if hot.calls != nil {
                            json.member("calls") { json in
                                json.array(section.calls) { hot.write($1, withDecisions: false, to: &$0) }
                            }
                        }
                        if hot.allocations != nil {
                            json.member("allocations") { write(section.allocations, to: &$0) }
                        }
                        json.member("decisions") { json in
                            json.array(section.decisions) { json, decision in
                                json.onOneLine { DecisionJSON(log).write(decision, to: &$0) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func write(_ sites: [HotAllocations.Site], to json: inout JSONWriter) {
        json.array(sites) { json, site in
            json.object { json in
                json.member("function", site.function)
                json.member("file", site.file)
                json.member("line", site.line)
                json.member("value", site.value)
            }
        }
    }
}
