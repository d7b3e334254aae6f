import GoBuild
import Wire

/// What the compiler decided, by the lines of one file.
struct CodeNotes {
    private var notes: [Int32: [(kind: String, text: String)]] = [:]

    init(_ log: CompilerLog, file: String) {
        let sentences = DecisionSentences(log)
        let breakdowns = Self.names
        for decision in log.decisions
        where decision.kind != .doesNotEscape && SourcePath.common(file, log.text(decision.position.file)) > 0 {
            let word = breakdowns[decision.kind] ?? "note"
            let text = Self.text(decision, log, sentences)
            if notes[decision.position.line]?.contains(where: { $0.text == text }) == true { continue }
            notes[decision.position.line, default: []].append((word, text))
        }
    }

    func of(_ line: Int) -> [(kind: String, text: String)] { notes[Int32(clamping: line)] ?? [] }

    private static func text(
        _ decision: CompilerDecision, _ log: CompilerLog, _ sentences: DecisionSentences
    ) -> String {
        let name = log.text(decision.name)
        switch decision.kind {
        case .canInline:
            return "\(name) can be inlined" + (decision.cost >= 0 ? ": it costs \(decision.cost)" : "")
        case .cannotInline: return "\(name) cannot be inlined: \(log.text(decision.detail))"
        default: return sentences.sentence(decision)
        }
    }

    /// What the page marks lines with: words and not only colours.
    private static let names: [DecisionKind: String] = [
        .canInline: "inlines", .inlinedCall: "inlined", .cannotInline: "not inlined", .callRefused: "not inlined",
        .escapes: "escapes", .movedToHeap: "escapes", .leakingParameter: "leaks", .leakingContent: "leaks",
        .boundsCheck: "check", .sliceBoundsCheck: "check", .nilCheckMade: "check", .devirtualized: "devirtualised",
        .partlyDevirtualized: "devirtualised", .notDevirtualized: "interface", .hotCall: "hot", .deferred: "defer",
        .writeBarrier: "barrier",
    ]
}
