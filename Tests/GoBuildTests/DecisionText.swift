@testable import GoBuild

/// A decision as the compiler writes it: what was read must be enough to say it again.
enum DecisionText {
    static func text(_ decision: CompilerDecision, _ log: CompilerLog) -> String {
        let (name, detail) = (log.text(decision.name), log.text(decision.detail))
        switch decision.kind {
        case .canInline:
            guard decision.cost >= 0 else { return "can inline \(name)" }
            return "can inline \(name) with cost \(decision.cost)" + (detail.isEmpty ? "" : " as: \(detail)")
        case .cannotInline: return "cannot inline \(name): \(detail)"
        case .recursiveCycle: return "cannot inline \(name) into \(detail): repeated recursive cycle"
        case .inlinedCall: return "inlining call to \(name)"
        case .escapes: return "\(name) escapes to heap"
        case .doesNotEscape: return "\(name) does not escape"
        case .movedToHeap: return "moved to heap: \(name)"
        case .leakingParameter:
            guard !detail.isEmpty else { return "leaking param: \(name)" }
            return "leaking param: \(name) to result \(detail)" + (decision.cost >= 0 ? " level=\(decision.cost)" : "")
        case .leakingContent: return "leaking param content: \(name)"
        case .captured: return "\(detail): \(name)"
        case .devirtualized: return "devirtualizing \(name) to \(detail)"
        case .partlyDevirtualized: return "partially devirtualizing \(name) to \(detail)"
        case .notDevirtualized: return "cannot devirtualize \(name): \(detail)"
        case .selfAssignment: return "\(detail) ignoring self-assignment in \(name)"
        case .boundsCheck: return "Found IsInBounds"
        case .sliceBoundsCheck: return "Found IsSliceInBounds"
        default: return name
        }
    }
}
