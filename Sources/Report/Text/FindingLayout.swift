import Diagnosis

/// Where the parts of a finding stand in its text.
struct FindingLayout {
    /// Column at which the text beside a heading begins; narrow places have none for the headings.
    static func textColumn(of writer: TextWriter) -> Int { writer.options.width < 60 ? 5 : column }

    private static let column = 12

    /// Severity and cause, with `note` in brackets.
    static func title(_ finding: Finding, lead: String, note: Phrase, _ language: Language) -> StyledText {
        var title = StyledText(lead)
        title.append(finding.severity.word.text(language), finding.severity.style)
        title.append(" ")
        title.append(finding.cause.rawValue, .strong)
        if !note.isEmpty {
            let bracketed: Phrase = " (\(note))"
            title.append(bracketed.text(language), .faint)
        }
        return title
    }

    /// `93% sure`; empty for a finding that says that all is well.
    static func sureness(_ finding: Finding) -> Phrase {
        finding.severity == .ok ? "" : "\(NumberText.percent(finding.confidence))\u{a0}sure"
    }

    static func heading(_ name: Phrase, to writer: inout TextWriter) {
        writer.line(StyledText(writer.say(name), .faint), indent: 3)
    }

    static func entry(_ name: Phrase, _ text: Phrase, limit: Int = .max, to writer: inout TextWriter) {
        writer.item(
            StyledText(writer.say(name), .faint), StyledText(writer.say(text)), indent: 3,
            column: textColumn(of: writer), limit: limit)
    }

    /// A fact behind its sign; `name` is empty for all but the first.
    static func fact(_ name: Phrase, sign: String, _ fact: Fact, limit: Int = .max, to writer: inout TextWriter) {
        var text = StyledText(writer.say(fact.fact))
        let origin = FactOrigin.of(fact, writer.options.language)
        if !origin.isEmpty { text.append(" [\(origin)]", .faint) }
        if writer.options.width < 60 {
            if !name.isEmpty { heading(name, to: &writer) }
            writer.line(text, indent: 5, hanging: 7, lead: StyledText("\(sign) "), limit: limit)
            return
        }
        var lead = StyledText(writer.say(name), .faint)
        lead.append(String(repeating: " ", count: max(0, column - 3 - lead.width)) + "\(sign) ")
        writer.line(text, indent: 3, hanging: column + 2, lead: lead, limit: limit)
    }
}

/// What a fact was seen in, as far as its own words do not say so.
enum FactOrigin {
    /// `sockets, fd 11`; empty when there is nothing to add.
    static func of(_ fact: Fact, _ language: Language) -> String {
        let isSaid = fact.reference.isEmpty || fact.fact.text(language).contains(fact.reference)
        let evidence = fact.evidence == "goroutines" ? "" : Phrase(word: fact.evidence)
        return [evidence, isSaid ? "" : Phrase(fact.reference)].filter { !$0.isEmpty }.joined(separator: ", ").text(
            language)
    }
}

/// What a finding points at, in words.
enum SubjectTitle {
    /// The title, or the kind of what has none, with its address.
    static func of(_ subject: Subject) -> Phrase {
        let title = subject.title.isEmpty ? Phrase(word: subject.kind) : subject.title
        if let address = subject.address {
            let digits = String(address, radix: 16)
            if !title.english.contains("0x" + digits) { return "\(title) at 0x\(digits)" }
        }
        return title
    }
}
