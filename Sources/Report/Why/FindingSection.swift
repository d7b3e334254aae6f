import Diagnosis
import Evidence

/// A finding as a section of a page.
struct FindingSection {
    let paths: PathShortener
    let language: Language

    private func say(_ phrase: Phrase) -> String { PageText.escaped(phrase.text(language)) }

    func write(_ finding: Finding, rank: Int, to output: inout ByteReport) {
        let id = "finding-\(rank)"
        output.line("<section class=\"finding \(finding.severity.rawValue)\" aria-labelledby=\"\(id)\">")
        output.line("<h2 id=\"\(id)\">\(rank). \(title(finding))</h2>")
        output.line("<p class=\"summary\">\(say(finding.summary))</p>")
        writePlace(finding, to: &output)
        writeAdvice("What to do", finding.remedy, to: &output)
        writeAdvice("How to check", finding.verify, to: &output)
        writeFacts("What speaks for it", finding.supports, to: &output)
        writeFacts("What speaks against it", finding.refutes, to: &output)
        writeStack(finding.subject.frames, to: &output)
        if !finding.missing.isEmpty {
            output.line("<h3>\(say("Missing evidence"))</h3>")
            for missing in finding.missing {
                output.line("<p>\(say(missing.evidence))</p>")
                if !missing.command.isEmpty { output.line(PageText.command(missing.command)) }
            }
        }
        if !finding.explains.isEmpty {
            output.line("<h3>\(say("Explains"))</h3>")
            for explained in finding.explains { writeExplained(explained, by: finding, depth: 1, to: &output) }
        }
        output.line("</section>")
    }

    private func title(_ finding: Finding) -> String {
        "\(PageText.badge(finding.severity, language)) \(PageText.escaped(finding.cause.rawValue)) "
            + PageText.sureness(finding, language)
    }

    private func writePlace(_ finding: Finding, to output: inout ByteReport) {
        let costs =
            finding.impact.value > 0 ? NumberText.counted(finding.impact.value, finding.impact.unit) : ""
        let all: [(Phrase, Phrase)] = [("Costs", costs), ("Where", SubjectTitle.of(finding.subject))]
        let facts = all.filter { !$0.1.isEmpty }
        if facts.isEmpty { return }
        output.line("<dl>")
        for (term, text) in facts { output.line("<dt>\(say(term))</dt><dd>\(say(text))</dd>") }
        output.line("</dl>")
    }

    private func writeAdvice(_ name: Phrase, _ text: Phrase, to output: inout ByteReport) {
        if text.isEmpty { return }
        output.line("<h3>\(say(name))</h3>")
        output.line("<p>\(PageText.prose(text.text(language)))</p>")
    }

    private func writeFacts(_ name: Phrase, _ facts: [Fact], to output: inout ByteReport) {
        if facts.isEmpty { return }
        output.line("<h3>\(say(name))</h3>")
        output.line("<ul>")
        for fact in facts { output.line(PageText.item(fact, language)) }
        output.line("</ul>")
    }

    private func writeStack(_ frames: [ResolvedFrame], to output: inout ByteReport) {
        if frames.isEmpty { return }
        let stack = StackLines.of(frames, paths: paths, language)
        output.line("<details>")
        output.line("<summary>\(say("Stack: \(Plural.counted(frames.count, "frame"))"))</summary>")
        output.line("<ol class=\"stack\">")
        for line in stack.lines {
            let place = line.place.isEmpty ? "" : "<code class=\"faint\">\(PageText.escaped(line.place))</code>"
            output.line("<li><code>\(PageText.escaped(line.function))</code>\(place)</li>")
        }
        if stack.leftOut > 0 { output.line("<li>\(say("… \(Plural.counted(stack.leftOut, "more frame"))"))</li>") }
        output.line("</ol>")
        output.line("</details>")
    }

    /// Findings that vanish with this one; headings go down to the sixth, which is the last one that there is.
    private func writeExplained(_ finding: Finding, by parent: Finding, depth: Int, to output: inout ByteReport) {
        let level = min(3 + depth, 6)
        output.line("<div class=\"explained \(finding.severity.rawValue)\">")
        output.line("<h\(level)>\(title(finding))</h\(level)>")
        output.line("<p>\(say(finding.summary))</p>")
        let facts: [(Phrase, [Fact])] = [("For", finding.supports), ("Against", finding.refutes)]
        for (name, facts) in facts where !facts.isEmpty {
            output.line("<p class=\"faint\">\(say(name))</p>")
            output.line("<ul>")
            for fact in facts { output.line(PageText.item(fact, language)) }
            output.line("</ul>")
        }
        if finding.subject.frames == parent.subject.frames, !finding.subject.frames.isEmpty {
            output.line("<p class=\"faint\">\(say("(at the same stack)"))</p>")
        } else {
            writeStack(finding.subject.frames, to: &output)
        }
        if depth >= FindingText.deepest, !finding.explains.isEmpty {
            let more = Plural.counted(finding.explains.count, "more finding")
            output.line("<p class=\"faint\">\(say("… \(more) beneath; see --format json"))</p>")
        } else {
            for next in finding.explains { writeExplained(next, by: finding, depth: depth + 1, to: &output) }
        }
        output.line("</div>")
    }
}
