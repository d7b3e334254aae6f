import Diagnosis

/// A finding as text: the cause and its summary first, then what a reader needs to believe it and to act.
struct FindingText {
    let paths: PathShortener
    /// Findings nested deeper are only counted.
    private let deepest = 6
    /// Column at which the text beside a heading begins.
    private let column = 12

    func write(_ finding: Finding, rank: Int, to writer: inout TextWriter) {
        writeTitle(finding, lead: "\(rank). ", indent: 0, to: &writer)
        writer.line(StyledText(finding.summary, .strong), indent: 3)
        writer.blank()
        writeBody(finding, to: &writer)
    }

    private func writeTitle(_ finding: Finding, lead: String, indent: Int, to writer: inout TextWriter) {
        var title = StyledText(lead)
        title.append(finding.severity.word, finding.severity.style)
        title.append(" ")
        title.append(finding.cause.rawValue, .strong)
        if finding.severity != .ok {
            title.append(" (\(NumberText.percent(finding.confidence))\u{a0}sure)", .faint)
        }
        writer.line(title, indent: indent, hanging: indent + 3)
    }

    private func writeBody(_ finding: Finding, to writer: inout TextWriter) {
        if finding.impact.value > 0 {
            entry("costs", NumberText.format(finding.impact.value, finding.impact.unit), to: &writer)
        }
        writeSubject(finding.subject, to: &writer)
        writeFacts("for", finding.supports, to: &writer)
        writeFacts("against", finding.refutes, to: &writer)
        if !finding.explains.isEmpty {
            heading("explains", to: &writer)
            for explained in finding.explains { writeExplained(explained, depth: 1, to: &writer) }
        }
        for (index, missing) in finding.missing.enumerated() {
            entry(index == 0 ? "missing" : "", missing.evidence, to: &writer)
            if !missing.command.isEmpty {
                writer.unwrapped(StyledText("$ \(missing.command)"), indent: textColumn(of: writer) + 2)
            }
        }
        if !finding.remedy.isEmpty { entry("remedy", finding.remedy, to: &writer) }
        if !finding.verify.isEmpty { entry("verify", finding.verify, to: &writer) }
    }

    private func writeSubject(_ subject: Subject, to writer: inout TextWriter) {
        var title = subject.title.isEmpty ? subject.kind : subject.title
        if let address = subject.address {
            let text = "0x" + String(address, radix: 16)
            if !title.contains(text) { title += " at \(text)" }
        }
        if title.isEmpty, subject.frames.isEmpty { return }
        entry("where", title, to: &writer)
        FrameText(paths: paths, limit: 12).write(subject.frames, indent: textColumn(of: writer) + 2, to: &writer)
    }

    private func writeFacts(_ name: String, _ facts: [Fact], to writer: inout TextWriter) {
        for (index, fact) in facts.enumerated() {
            var text = StyledText(fact.fact)
            let source = fact.reference.isEmpty || fact.fact.contains(fact.reference) ? "" : fact.reference
            let origin = fact.evidence == "goroutines" ? "" : fact.evidence
            let reference = [origin, source].filter { !$0.isEmpty }.joined(separator: ", ")
            if !reference.isEmpty { text.append(" [\(reference)]", .faint) }
            bullet(index == 0 ? name : "", sign: name == "against" ? "-" : "+", text, to: &writer)
        }
    }

    /// Findings that vanish with this one, one below the other, deeper ones further right.
    private func writeExplained(_ finding: Finding, depth: Int, to writer: inout TextWriter) {
        let indent = textColumn(of: writer) + (depth - 1) * 2
        writeTitle(finding, lead: "", indent: indent, to: &writer)
        writer.line(StyledText(finding.summary), indent: indent + 2)
        FrameText(paths: paths, limit: 3).write(finding.subject.frames, indent: indent + 4, to: &writer)
        for (sign, facts) in [("+ ", finding.supports), ("- ", finding.refutes)] {
            for fact in facts { writer.line(StyledText(sign + fact.fact), indent: indent + 2, hanging: indent + 4) }
        }
        if depth >= deepest, !finding.explains.isEmpty {
            writer.line(
                StyledText("… \(Plural.of(finding.explains.count, "more finding")) beneath; see --format json", .faint),
                indent: indent + 2)
            return
        }
        for next in finding.explains { writeExplained(next, depth: depth + 1, to: &writer) }
    }

    // MARK: Layout

    /// Narrow places have no column for the headings.
    private func textColumn(of writer: TextWriter) -> Int { writer.options.width < 60 ? 5 : column }

    private func heading(_ name: String, to writer: inout TextWriter) {
        writer.line(StyledText(name, .faint), indent: 3)
    }

    private func entry(_ name: String, _ text: String, to writer: inout TextWriter) {
        writer.item(StyledText(name, .faint), StyledText(text), indent: 3, column: textColumn(of: writer))
    }

    private func bullet(_ name: String, sign: String, _ text: StyledText, to writer: inout TextWriter) {
        if writer.options.width < 60 {
            if !name.isEmpty { heading(name, to: &writer) }
            writer.line(StyledText("\(sign) ") + text, indent: 5, hanging: 7)
            return
        }
        var lead = StyledText(name, .faint)
        lead.append(String(repeating: " ", count: max(0, column - 3 - name.utf8.count)) + "\(sign) ")
        writer.line(text, indent: 3, hanging: column + 2, lead: lead)
    }
}

extension Severity {
    /// The word in capitals: what carries the severity where there is no colour.
    public var word: String { rawValue.uppercased() }

    var style: TextStyle {
        switch self {
        case .critical: .critical
        case .warning: .warning
        case .info: .info
        case .ok: .good
        }
    }
}
