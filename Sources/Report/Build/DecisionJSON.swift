import Evidence
import GoBuild
import Wire

/// A decision of the compiler as JSON.
struct DecisionJSON {
    private let log: CompilerLog

    init(_ log: CompilerLog) { self.log = log }

    func write(_ decision: CompilerDecision, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", "\(decision.kind)")
            json.member("package", log.text(decision.package))
            json.member("file", log.text(decision.position.file))
            json.member("line", decision.position.line)
            json.member("column", decision.position.column)
            json.member("name", log.text(decision.name))
            if decision.detail != .empty { json.member("detail", log.text(decision.detail)) }
            if decision.cost >= 0 { json.member("cost", decision.cost) }
            if decision.budget >= 0 { json.member("budget", decision.budget) }
            guard decision.explanation >= 0 else { return }
            let path = log.explanations[Int(decision.explanation)]
            json.member("flowsTo", log.text(path.destination))
            json.member("steps", path.steps)
            json.member("first") { write(path.first, to: &$0) }
            json.member("last") { write(path.last, to: &$0) }
            if path.isCut { json.member("isCut", true) }
        }
    }

    private func write(_ step: EscapeExplanation.Step, to json: inout JSONWriter) {
        json.object { json in
            json.member("expression", log.text(step.expression))
            json.member("reason", log.text(step.reason))
            json.member("file", log.text(step.position.file))
            json.member("line", step.position.line)
            json.member("column", step.position.column)
        }
    }
}
