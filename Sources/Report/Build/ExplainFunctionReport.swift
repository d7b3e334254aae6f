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
    }

    private let log: CompilerLog
    private let sections: [Section]

    /// - Parameter breakdowns: of the log.
    /// - Returns: nil when the log has nothing about it.
    public init?(_ log: CompilerLog, _ query: DecisionQuery, _ breakdowns: inout InliningBreakdowns) {
        self.log = log
        var sections: [Section] = []
        for declaration in query.declarations(in: log) {
            let breakdown = breakdowns.breakdown(of: declaration)
            sections.append(
                Section(
                    declaration: declaration, breakdown: breakdown,
                    decisions: Self.within(declaration, breakdown, query, log)))
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

    // MARK: - Text

    public func write(to writer: inout TextWriter) {
        for (index, section) in sections.enumerated() {
            if index > 0 { writer.blank() }
            write(section, to: &writer)
        }
    }

    private func write(_ section: Section, to writer: inout TextWriter) {
        let declaration = section.declaration
        let sentences = DecisionSentences(log)
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
        for decision in section.decisions {
            writer.item(
                StyledText("\(decision.position.line)"), StyledText(sentences.sentence(decision)), indent: 2, column: 8)
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
}
