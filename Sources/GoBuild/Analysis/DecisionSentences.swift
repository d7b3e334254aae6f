import Evidence

/// Decisions of the compiler as sentences.
public struct DecisionSentences: Sendable {
    private let log: CompilerLog

    public init(_ log: CompilerLog) { self.log = log }

    public func sentence(_ decision: CompilerDecision) -> String {
        let (name, detail) = (log.text(decision.name), log.text(decision.detail))
        switch decision.kind {
        case .inlinedCall: return "the call of \(name) is inlined"
        case .recursiveCycle: return "\(name) is not inlined here once more: the calls go round in a circle"
        case .escapes: return explained(decision, "\(name) escapes to the heap")
        case .movedToHeap: return explained(decision, "\(name) is moved to the heap")
        case .leakingParameter:
            let whither = detail.isEmpty ? "" : ", as the result \(detail)"
            return explained(decision, "what \(name) points to outlives the call\(whither)")
        case .leakingContent: return explained(decision, "what lies behind \(name) outlives the call")
        case .devirtualized: return "\(name) is called as \(detail), without the interface"
        case .partlyDevirtualized: return "\(name) is called as \(detail), once its type is known"
        case .notDevirtualized: return "\(name) stays a call through its interface: \(detail)"
        case .boundsCheck: return "an index is checked when the program runs"
        case .sliceBoundsCheck: return "the bounds of a slice are checked when the program runs"
        default: return detail.isEmpty ? name : "\(name): \(detail)"
        }
    }

    /// `&entry{...} escapes to the heap: &entry{...} (spill) at store.go:19, and 3 steps further by return e (return) at
    /// store.go:24`.
    private func explained(_ decision: CompilerDecision, _ verdict: String) -> String {
        guard decision.explanation >= 0 else { return verdict }
        let path = log.explanations[Int(decision.explanation)]
        guard path.steps > 0 else { return verdict }
        let destination = log.text(path.destination)
        let whither = destination.isEmpty || destination == "{heap}" ? "" : " to \(destination)"
        let first = step(path.first)
        guard path.steps > 1 else { return "\(verdict): it flows\(whither) by \(first)" }
        let more = path.steps - 1
        return "\(verdict): it flows\(whither) by \(first), and \(more == 1 ? "one step" : "\(more) steps") further by "
            + step(path.last) + (path.isCut ? " (the compiler tells no more of it)" : "")
    }

    private func step(_ step: EscapeExplanation.Step) -> String {
        "\(log.text(step.expression)) (\(log.text(step.reason))) at \(place(step.position))"
    }

    public func place(_ position: CompilerPosition) -> String { place(log.text(position.file), position.line) }

    /// `store.go:24`.
    public func place(_ file: String, _ line: Int32) -> String {
        file.isEmpty ? "no known place" : "\(PathText.last(file)):\(line)"
    }
}
