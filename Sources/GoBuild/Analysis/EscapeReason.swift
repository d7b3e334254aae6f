import Evidence

/// What values escape for, so that those that escape for the same stand together.
public enum EscapeReason {
    /// Of a way's last step: `call parameter of fmt.Println`, wherever that is called; `return`. Nil where nothing is said.
    public static func words(_ decision: CompilerDecision, _ log: CompilerLog) -> String? {
        guard decision.explanation >= 0 else { return nil }
        let path = log.explanations[Int(decision.explanation)]
        guard path.steps > 0 else { return nil }
        let reason = log.text(path.last.reason)
        let expression = log.text(path.last.expression)
        guard reason == "call parameter" else { return reason }
        // A method is called as `(*T).M(…)`, and a value as `x.M(…)`.
        var start = expression.startIndex
        if expression.first == "(", let close = expression.firstIndex(of: ")") { start = close }
        guard let open = expression[start...].firstIndex(of: "("), open > expression.startIndex else { return reason }
        return "call parameter of \(expression[..<open])"
    }
}
