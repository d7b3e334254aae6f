import Diagnosis
import Evidence

/// A finding as Markdown.
struct FindingMarkdown {
    let paths: PathShortener

    /// A finding that stands open.
    func write(_ finding: Finding, rank: Int, to output: inout ByteReport) {
        output.line("## \(rank). \(title(finding))")
        output.line()
        writeBody(finding, to: &output)
    }

    /// A finding that a click opens; its line says what it is.
    func writeFolded(_ finding: Finding, rank: Int, to output: inout ByteReport) {
        let sure = FindingLayout.sureness(finding).map { $0 == "\u{a0}" ? " " : $0 }
        let short = MarkdownText.shortened(finding.summary, to: 160)
        let text =
            "\(rank). \(finding.severity.word) \(finding.cause.rawValue)"
            + (sure.isEmpty ? "" : " (\(String(sure)))") + ": \(short)"
        // Markup of HTML goes on to the next empty line, and knows nothing of Markdown.
        output.line("<details>")
        output.line("<summary>\(MarkupText.escaped(DisplayWidth.printable(text)))</summary>")
        output.line()
        writeBody(finding, to: &output)
        output.line()
        output.line("</details>")
    }

    private func title(_ finding: Finding) -> String {
        let sure = finding.severity == .ok ? "" : " (\(NumberText.percent(finding.confidence)) sure)"
        return "\(finding.severity.word) \(MarkdownText.code(finding.cause.rawValue))\(sure)"
    }

    private func writeBody(_ finding: Finding, to output: inout ByteReport) {
        output.line("**\(MarkdownText.escaped(finding.summary))**")
        output.line()
        if finding.impact.value > 0 {
            let costs = NumberText.format(finding.impact.value, finding.impact.unit)
            output.line("- Costs: \(MarkdownText.escaped(costs))")
        }
        let subject = SubjectTitle.of(finding.subject)
        if !subject.isEmpty { output.line("- Where: \(MarkdownText.escaped(subject))") }
        writeAdvice("What to do", finding.remedy, to: &output)
        writeAdvice("How to check", finding.verify, to: &output)
        writeFacts("For", finding.supports, to: &output)
        writeFacts("Against", finding.refutes, to: &output)
        if !finding.subject.frames.isEmpty {
            heading("Stack", to: &output)
            writeStack(finding.subject.frames, to: &output)
        }
        if !finding.missing.isEmpty {
            heading("Missing evidence", to: &output)
            for (index, missing) in finding.missing.enumerated() {
                if index > 0 { output.line() }
                output.line(MarkdownText.escaped(missing.evidence))
                guard !missing.command.isEmpty else { continue }
                output.line()
                write(MarkdownText.fence([missing.command], language: "sh"), to: &output)
            }
        }
        guard !finding.explains.isEmpty else { return }
        heading("Explains", to: &output)
        for (index, explained) in finding.explains.enumerated() {
            if index > 0 { output.line() }
            writeExplained(explained, by: finding, depth: 1, to: &output)
        }
    }

    /// Findings that vanish with this one; headings go down to the sixth, which is the last one that there is.
    private func writeExplained(_ finding: Finding, by parent: Finding, depth: Int, to output: inout ByteReport) {
        output.line("\(String(repeating: "#", count: min(3 + depth, 6))) \(title(finding))")
        output.line()
        output.line(MarkdownText.escaped(finding.summary))
        let facts =
            finding.supports.map { "For: \(sentence($0))" } + finding.refutes.map { "Against: \(sentence($0))" }
        if !facts.isEmpty {
            output.line()
            for fact in facts { output.line("- \(fact)") }
        }
        if !finding.subject.frames.isEmpty {
            output.line()
            if finding.subject.frames == parent.subject.frames {
                output.line("(at the same stack)")
            } else {
                writeStack(finding.subject.frames, to: &output)
            }
        }
        if depth >= FindingText.deepest, !finding.explains.isEmpty {
            output.line()
            output.line("… \(Plural.of(finding.explains.count, "more finding")) beneath; see `--format json`")
            return
        }
        for next in finding.explains {
            output.line()
            writeExplained(next, by: finding, depth: depth + 1, to: &output)
        }
    }

    private func heading(_ text: String, to output: inout ByteReport) {
        output.line()
        output.line("### \(text)")
        output.line()
    }

    private func writeAdvice(_ name: String, _ text: String, to output: inout ByteReport) {
        if text.isEmpty { return }
        heading(name, to: &output)
        output.line(MarkdownText.prose(text))
    }

    private func writeFacts(_ name: String, _ facts: [Fact], to output: inout ByteReport) {
        if facts.isEmpty { return }
        heading(name, to: &output)
        for fact in facts { output.line("- \(sentence(fact))") }
    }

    private func sentence(_ fact: Fact) -> String {
        let origin = FactOrigin.of(fact)
        return MarkdownText.escaped(origin.isEmpty ? fact.fact : "\(fact.fact) [\(origin)]")
    }

    private func writeStack(_ frames: [ResolvedFrame], to output: inout ByteReport) {
        let stack = StackLines.of(frames, paths: paths)
        let fitting = stack.lines.map { DisplayWidth.columns(of: $0.function) }.filter { $0 <= 60 }
        let column = fitting.max() ?? 0
        var lines = stack.lines.map { line in
            line.place.isEmpty ? line.function : Pad.right(line.function, column) + "  " + line.place
        }
        if stack.leftOut > 0 { lines.append("… \(Plural.of(stack.leftOut, "more frame"))") }
        write(MarkdownText.fence(lines, language: "text"), to: &output)
    }

    private func write(_ lines: [String], to output: inout ByteReport) {
        for line in lines { output.line(line) }
    }
}
