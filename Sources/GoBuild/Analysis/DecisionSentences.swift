import Evidence

/// Decisions of the compiler as sentences.
public struct DecisionSentences: Sendable {
    private let log: CompilerLog

    public init(_ log: CompilerLog) { self.log = log }

    public func sentence(_ decision: CompilerDecision) -> String {
        let (name, detail) = (log.text(decision.name), log.text(decision.detail))
        switch decision.kind {
        case .inlinedCall: return "the call of \(name) is inlined"
        case .callRefused: return refused(decision)
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
        case .nilCheckMade: return "a pointer is checked for nil when the program runs"
        case .sliceBoundsCheck: return "the bounds of a slice are checked when the program runs"
        default: return detail.isEmpty ? name : "\(name): \(detail)"
        }
    }

    private func refused(_ decision: CompilerDecision) -> String {
        let reason = log.text(decision.detail)
        let section = log.text(decision.package)
        let symbol = log.text(decision.name)
        let function = SymbolNaming.function(symbol, section: section)
        let name = function.map { SymbolNaming.inMessages($0, section: section) } ?? symbol
        if decision.budget >= 0 { return "\(name) is called: \(Self.tooLarge(decision))" }
        switch reason {
        case "cannot be inlined": return "\(name) is called: it cannot be inlined"
        case "recursive call": return "the function calls itself"
        default: return "is not inlined: \(reason)"
        }
    }

    /// Why a function that may be inlined elsewhere is not inlined at a call (cmd/compile/internal/inline/inl.go,
    /// inlineCostOK).
    public static func tooLarge(_ decision: CompilerDecision) -> String {
        // 80 nodes for a function, 160 for a closure. More only with a profile: then what it shows to be hot may be larger.
        if decision.budget >= 80 {
            return "it costs \(decision.cost), and only calls that the build's profile (PGO) shows to be hot may cost "
                + "more than \(decision.budget)"
        }
        return
            "it costs \(decision.cost), and into a function of more than 5,000 nodes no more than \(decision.budget) is "
            + "inlined"
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

    /// `store.go:24`, with its folder where there are several packages.
    public func place(_ file: String, _ line: Int32) -> String {
        guard !file.isEmpty else { return "no known place" }
        guard log.packages.count > 1 else { return "\(PathText.last(file)):\(line)" }
        return "\(SourcePath.withFolder(file)):\(line)"
    }
}
