import Diagnosis
import Evidence

/// A finding as text: the cause and its summary first, then what a reader needs to believe it and to act.
struct FindingText {
    let paths: PathShortener
    /// Findings nested deeper are only counted.
    static let deepest = 6
    /// Frames shown of one stack: as many as Go prints of one.
    static let mostFrames = 100

    /// All of a finding.
    func write(_ finding: Finding, rank: Int, to writer: inout TextWriter) {
        writer.line(
            FindingLayout.title(
                finding, lead: "\(rank). ", note: FindingLayout.sureness(finding), writer.options.language), hanging: 3)
        writer.line(StyledText(writer.say(finding.summary), .strong), indent: 3)
        writer.blank()
        writeCosts(finding, to: &writer)
        writeEvidence(finding, to: &writer)
        writeAdvice(finding, to: &writer)
    }

    /// What a screen that shows the finding leaves out: all evidence, and the texts that were cut there.
    func writeRest(_ finding: Finding, rank: Int, cut: Set<FindingScreen.Part>, to writer: inout TextWriter) {
        writer.line(
            FindingLayout.title(finding, lead: "\(rank). ", note: "in full", writer.options.language), hanging: 3)
        if cut.contains(.summary) { writer.line(StyledText(writer.say(finding.summary), .strong), indent: 3) }
        writer.blank()
        if cut.contains(.costs) { writeCosts(finding, to: &writer) }
        writeEvidence(finding, to: &writer)
        if cut.contains(.remedy) || cut.contains(.verify) { writeAdvice(finding, to: &writer) }
    }

    private func writeCosts(_ finding: Finding, to writer: inout TextWriter) {
        guard finding.impact.value > 0 else { return }
        FindingLayout.entry("costs", NumberText.counted(finding.impact.value, finding.impact.unit), to: &writer)
    }

    private func writeEvidence(_ finding: Finding, to writer: inout TextWriter) {
        writeSubject(finding.subject, to: &writer)
        writeFacts("for", sign: "+", finding.supports, to: &writer)
        writeFacts("against", sign: "-", finding.refutes, to: &writer)
        if !finding.explains.isEmpty {
            FindingLayout.heading("explains", to: &writer)
            for explained in finding.explains { writeExplained(explained, by: finding, depth: 1, to: &writer) }
        }
        for (index, missing) in finding.missing.enumerated() {
            FindingLayout.entry(index == 0 ? "missing" : "", missing.evidence, to: &writer)
            if !missing.command.isEmpty {
                writer.unwrapped(
                    StyledText("$ \(missing.command)"), indent: FindingLayout.textColumn(of: writer) + 2)
            }
        }
    }

    private func writeAdvice(_ finding: Finding, to writer: inout TextWriter) {
        if !finding.remedy.isEmpty { FindingLayout.entry("remedy", finding.remedy, to: &writer) }
        if !finding.verify.isEmpty { FindingLayout.entry("verify", finding.verify, to: &writer) }
    }

    private func writeSubject(_ subject: Subject, to writer: inout TextWriter) {
        let title = SubjectTitle.of(subject)
        if title.isEmpty, subject.frames.isEmpty { return }
        FindingLayout.entry("where", title, to: &writer)
        FrameText(paths: paths, limit: Self.mostFrames).write(
            subject.frames, indent: FindingLayout.textColumn(of: writer) + 2, to: &writer)
    }

    private func writeFacts(_ name: Phrase, sign: String, _ facts: [Fact], to writer: inout TextWriter) {
        for (index, fact) in facts.enumerated() {
            FindingLayout.fact(index == 0 ? name : "", sign: sign, fact, to: &writer)
        }
    }

    /// Findings that vanish with this one, one below the other, deeper ones further right.
    private func writeExplained(_ finding: Finding, by parent: Finding, depth: Int, to writer: inout TextWriter) {
        let indent = FindingLayout.textColumn(of: writer) + (depth - 1) * 2
        writer.line(
            FindingLayout.title(
                finding, lead: "", note: FindingLayout.sureness(finding), writer.options.language), indent: indent,
            hanging: indent + 3)
        writer.line(StyledText(writer.say(finding.summary)), indent: indent + 2)
        if !finding.subject.frames.isEmpty, finding.subject.frames == parent.subject.frames {
            writer.line(StyledText(writer.say("(at the same stack)"), .faint), indent: indent + 4)
        } else {
            FrameText(paths: paths, limit: Self.mostFrames).write(
                finding.subject.frames, indent: indent + 4, to: &writer)
        }
        for (sign, facts) in [("+ ", finding.supports), ("- ", finding.refutes)] {
            for fact in facts {
                writer.line(StyledText(sign + writer.say(fact.fact)), indent: indent + 2, hanging: indent + 4)
            }
        }
        if depth >= Self.deepest, !finding.explains.isEmpty {
            writer.line(
                StyledText(
                    writer.say(
                        "… \(Plural.counted(finding.explains.count, "more finding")) beneath; see --format json"),
                    .faint),
                indent: indent + 2)
            return
        }
        for next in finding.explains { writeExplained(next, by: finding, depth: depth + 1, to: &writer) }
    }
}

extension Severity {
    /// The word in capitals: what carries the severity where there is no colour.
    public var word: Phrase {
        switch self {
        case .critical: "CRITICAL"
        case .warning: "WARNING"
        case .info: "INFO"
        case .ok: "OK"
        }
    }

    var style: TextStyle {
        switch self {
        case .critical: .critical
        case .warning: .warning
        case .info: .info
        case .ok: .good
        }
    }
}
