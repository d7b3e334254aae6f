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

    static func badge(_ severity: Severity, _ language: Language) -> String {
        "<span class=\"badge \(severity.rawValue)\">\(severity.word.text(language))</span>"
    }

    /// Empty for a finding that says that all is well.
    static func sureness(_ finding: Finding, _ language: Language) -> String {
        if finding.severity == .ok { return "" }
        let sure: Phrase = "\(NumberText.percent(finding.confidence)) sure"
        return "<span class=\"faint\">\(sure.text(language))</span>"
    }

    /// A fact as an item of a list.
    static func item(_ fact: Fact, _ language: Language) -> String {
        let origin = FactOrigin.of(fact, language)
        let note = origin.isEmpty ? "" : " <span class=\"faint\">[\(escaped(origin))]</span>"
        return "<li>\(escaped(fact.fact.text(language)))\(note)</li>"
    }
}
