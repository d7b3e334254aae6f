import Diagnosis
import Evidence

/// A finding as Markdown.
struct FindingMarkdown {
    let paths: PathShortener
    let language: Language

    private func say(_ phrase: Phrase) -> String { MarkdownText.escaped(phrase.text(language)) }

    /// A finding that stands open.
    func write(_ finding: Finding, rank: Int, to output: inout ByteReport) {
        output.line("## \(rank). \(title(finding))")
        output.line()
        writeBody(finding, to: &output)
    }

    /// A finding that a click opens; its line says what it is.
    func writeFolded(_ finding: Finding, rank: Int, to output: inout ByteReport) {
        let short = MarkdownText.shortened(finding.summary.text(language), to: 160)
        let text =
            "\(rank). \(finding.severity.word.text(language)) \(finding.cause.rawValue)"
            + (sureness(finding) + ": \(short)").text(language)
        // Markup of HTML goes on to the next empty line, and knows nothing of Markdown.
        output.line("<details>")
        output.line("<summary>\(MarkupText.escaped(DisplayWidth.printable(text)))</summary>")
        output.line()
        writeBody(finding, to: &output)
        output.line()
        output.line("</details>")
    }

    private func title(_ finding: Finding) -> String {
        "\(finding.severity.word.text(language)) \(MarkdownText.code(finding.cause.rawValue))"
            + sureness(finding).text(language)
    }

    /// ` (93% sure)`; empty for a finding that says that all is well.
    private func sureness(_ finding: Finding) -> Phrase {
        let share: Phrase = "\(NumberText.percent(finding.confidence)) sure"
        return finding.severity == .ok ? "" : " (\(share))"
    }

    private func writeBody(_ finding: Finding, to output: inout ByteReport) {
        output.line("**\(say(finding.summary))**")
        output.line()
        if finding.impact.value > 0 {
            let costs = NumberText.counted(finding.impact.value, finding.impact.unit)
            output.line("- \(say("Costs: \(costs)"))")
        }
        let subject = SubjectTitle.of(finding.subject)
        if !subject.isEmpty { output.line("- \(say("Where: \(subject)"))") }
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
                output.line(say(missing.evidence))
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
        output.line(say(finding.summary))
        let facts =
            finding.supports.map { say("For: \(text($0))") } + finding.refutes.map { say("Against: \(text($0))") }
        if !facts.isEmpty {
            output.line()
            for fact in facts { output.line("- \(fact)") }
        }
        if !finding.subject.frames.isEmpty {
            output.line()
            if finding.subject.frames == parent.subject.frames {
                output.line(say("(at the same stack)"))
            } else {
                writeStack(finding.subject.frames, to: &output)
            }
        }
        if depth >= FindingText.deepest, !finding.explains.isEmpty {
            output.line()
            let more: Phrase =
                "… \(Plural.counted(finding.explains.count, "more finding")) beneath; see `--format json`"
            output.line(more.text(language))
            return
        }
        for next in finding.explains {
            output.line()
            writeExplained(next, by: finding, depth: depth + 1, to: &output)
        }
    }

    private func heading(_ text: Phrase, to output: inout ByteReport) {
        output.line()
        output.line("### \(say(text))")
        output.line()
    }

    private func writeAdvice(_ name: Phrase, _ text: Phrase, to output: inout ByteReport) {
        if text.isEmpty { return }
        heading(name, to: &output)
        output.line(MarkdownText.prose(text.text(language)))
    }

    private func writeFacts(_ name: Phrase, _ facts: [Fact], to output: inout ByteReport) {
        if facts.isEmpty { return }
        heading(name, to: &output)
        for fact in facts { output.line("- \(say(text(fact)))") }
    }

    private func text(_ fact: Fact) -> Phrase {
        let origin = FactOrigin.of(fact, language)
        return origin.isEmpty ? fact.fact : "\(fact.fact) [\(origin)]"
    }

    private func writeStack(_ frames: [ResolvedFrame], to output: inout ByteReport) {
        let stack = StackLines.of(frames, paths: paths, language)
        let fitting = stack.lines.map { DisplayWidth.columns(of: $0.function) }.filter { $0 <= 60 }
        let column = fitting.max() ?? 0
        var lines = stack.lines.map { line in
            line.place.isEmpty ? line.function : Pad.right(line.function, column) + "  " + line.place
        }
        if stack.leftOut > 0 {
            let more: Phrase = "… \(Plural.counted(stack.leftOut, "more frame"))"
            lines.append(more.text(language))
        }
        write(MarkdownText.fence(lines, language: "text"), to: &output)
    }

    private func write(_ lines: [String], to output: inout ByteReport) {
        for line in lines { output.line(line) }
    }
}
