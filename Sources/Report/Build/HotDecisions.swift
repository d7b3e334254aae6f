import Diagnosis
import Evidence
import GoBuild
import Wire

/// A profile joined with what the compiler decided.
public struct Hot<Value> {
    /// Where the profile is from: `cpu.pb.gz`.
    public var source: String
    public var value: Value

    public init(_ value: Value, source: String) {
        (self.value, self.source) = (value, source)
    }
}

/// What is hot and was decided otherwise, in words.
public struct HotDecisions {
    public let calls: Hot<HotCalls>?
    public let allocations: Hot<HotAllocations>?
    let log: CompilerLog
    let index: DecisionIndex
    let sentences: DecisionSentences
    private let breakdowns: Breakdowns

    /// Found while reports are written: only what is shown is looked up.
    private final class Breakdowns {
        var value: InliningBreakdowns
        init(_ value: InliningBreakdowns) { self.value = value }
    }

    /// - Parameters:
    ///   - index: of the log.
    ///   - breakdowns: of the log.
    public init(
        _ log: CompilerLog, _ index: DecisionIndex, _ breakdowns: InliningBreakdowns, calls: Hot<HotCalls>? = nil,
        allocations: Hot<HotAllocations>? = nil
    ) {
        (self.log, self.index) = (log, index)
        (self.calls, self.allocations) = (calls, allocations)
        sentences = DecisionSentences(log)
        self.breakdowns = Breakdowns(breakdowns)
    }

    func breakdown(of decision: CompilerDecision) -> InliningBreakdown? { breakdowns.value.breakdown(of: decision) }

    /// Calls of functions of which the compiler said something.
    var refused: [HotCalls.Call] {
        (calls?.value.calls ?? []).filter { ($0.decision ?? $0.refusal) != nil && $0.value > 0 }
    }

    /// Why a call is one.
    func reason(_ call: HotCalls.Call) -> String {
        if let refusal = call.refusal { return "not inlined here: \(DecisionSentences.tooLarge(refusal))" }
        guard let decision = call.decision else { return "" }
        guard decision.kind == .cannotInline else {
            return
                "could be inlined (it costs \(decision.cost)), and is called all the same: by go or defer, through a "
                + "value or an interface, or in a function of more than 5,000 nodes"
        }
        let words = InliningReason.words(decision, log, breakdown(of: decision))
        return "not inlined: \(words) (\(sentences.place(decision.position)))"
    }

    func share(_ call: HotCalls.Call) -> String { Self.share(call.value, of: calls?.value.total ?? 0) }

    func share(_ site: HotAllocations.Site) -> String { Self.share(site.value, of: allocations?.value.total ?? 0) }

    static func share(_ value: Int64, of total: Int64) -> String {
        NumberText.percent(Double(value) / Double(max(1, total)))
    }

    /// Whether a function of a profile is the one that is declared there.
    func isDeclared(_ function: String, _ file: String, at declaration: CompilerDecision) -> Bool {
        index.inlining(of: function, in: file)?.position == declaration.position
    }

    /// - Parameter withDecisions: also what the compiler said, besides the reason.
    func write(_ call: HotCalls.Call, withDecisions: Bool, to json: inout JSONWriter) {
        let reason = reason(call)
        json.object { json in
            json.member("caller", call.caller)
            json.member("callee", call.callee)
            json.member("file", call.file)
            json.member("line", call.line)
            json.member("value", call.value)
            if !reason.isEmpty { json.member("reason", reason) }
            guard withDecisions else { return }
            if let decision = call.decision {
                json.member("decision") { DecisionJSON(log).write(decision, to: &$0) }
            }
            if let refusal = call.refusal {
                json.member("refusal") { DecisionJSON(log).write(refusal, to: &$0) }
            }
        }
    }
}
