import Diagnosis

/// Pieces of the page of `sonde why`, escaped.
enum PageText {
    /// Text of the target: control characters and what reorders text are spelled out, markup is none.
    static func escaped(_ text: String) -> String { MarkupText.escaped(DisplayWidth.printable(text)) }

    /// A sentence, its code set off.
    static func prose(_ text: String) -> String {
        ProseText(text).pieces.map { $0.isCode ? "<code>\(escaped($0.text))</code>" : escaped($0.text) }.joined()
    }

    static func command(_ command: String) -> String { "<pre><code>\(escaped(command))</code></pre>" }

    static func badge(_ severity: Severity) -> String {
        "<span class=\"badge \(severity.rawValue)\">\(severity.word)</span>"
    }

    /// Empty for a finding that says that all is well.
    static func sureness(_ finding: Finding) -> String {
        finding.severity == .ok
            ? "" : "<span class=\"faint\">\(NumberText.percent(finding.confidence)) sure</span>"
    }

    /// A fact as an item of a list.
    static func item(_ fact: Fact) -> String {
        let origin = FactOrigin.of(fact)
        let note = origin.isEmpty ? "" : " <span class=\"faint\">[\(escaped(origin))]</span>"
        return "<li>\(escaped(fact.fact))\(note)</li>"
    }
}
