import Evidence
import Wire

/// What makes a function too dear to inline, or forbids it, by its source text and what the compiler says of the calls in
/// it. Costs are those of cmd/compile/internal/inline/inl.go (Go 1.16 to 1.27): 57 and the arguments for a call that stays
/// one, the callee's own cost for one that is inlined, 15 for a closure.
public struct InliningBreakdown: Sendable {
    /// Something in the body that costs much.
    public struct Part: Sendable, Equatable {
        public enum Kind: Sendable { case call, inlinedCall, closure }
        public var kind: Kind
        /// What is called, as it is written.
        public var name: String
        public var line: Int32
        /// At least; nil for a body whose cost is not known.
        public var cost: Int?
    }

    /// Most first, then by line.
    public let parts: [Part]
    /// A statement that no function with it is inlined for, such as `defer s.mu.Unlock()`, and its line.
    public let forbidden: (statement: String, line: Int32)?
    /// Of the function.
    public let lastLine: Int32

    /// A call that stays one: `inlineExtraCallCost` and the node itself.
    private static let callCost = 58
    private static let closureCost = 15

    /// - Parameters:
    ///   - isCall: whether what is written as a call of that name is one, and no conversion.
    ///   - inlined: what became of the call at a line and column.
    init(
        _ function: SourceFunction, isCall: (String) -> Bool,
        inlined: (Int32, Int32) -> (cost: Int?, isInlined: Bool)
    ) {
        var parts: [Part] = []
        for remark in function.remarks {
            switch remark.kind {
            case .call:
                let found = inlined(remark.line, remark.column)
                guard found.isInlined || isCall(remark.name) else { continue }
                parts.append(
                    Part(
                        kind: found.isInlined ? .inlinedCall : .call, name: remark.name, line: remark.line,
                        cost: found.isInlined ? found.cost : Self.callCost))
            case .closure: parts.append(Part(kind: .closure, name: "", line: remark.line, cost: Self.closureCost))
            default: break
            }
        }
        lastLine = function.lastLine
        self.parts = parts.sorted { ($1.cost ?? 0, $0.line) < ($0.cost ?? 0, $1.line) }
        forbidden = function.remarks.first { $0.kind != .call && $0.kind != .closure && $0.kind != .select }.map {
            let words: [SourceFunction.Kind: String] = [.deferred: "defer ", .started: "go ", .recovered: "recover()"]
            return ((words[$0.kind] ?? "") + ($0.kind == .recovered ? "" : $0.name), $0.line)
        }
    }

    /// Whether a small change could make it fit: a statement that can be written otherwise, or no more than as much again
    /// as it may cost.
    public static func isWithinReach(_ decision: CompilerDecision) -> Bool {
        decision.cost < 0 || Int(decision.cost) <= 2 * Int(decision.budget)
    }

    /// The least dear part without which the function would cost no more than it may; nil when no single one is enough.
    public func enough(for excess: Int) -> Part? {
        parts.filter { ($0.cost ?? 0) >= excess }.min { ($0.cost ?? 0, $0.line) < ($1.cost ?? 0, $1.line) }
    }
}
