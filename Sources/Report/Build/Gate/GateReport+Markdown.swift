import GoBuild

extension GateReport {
    /// A summary for the page of a run or a comment, in GitHub Flavored Markdown.
    public func writeMarkdown(to report: inout ByteReport) {
        report.line("### sonde build gate: \(verdict.passes ? "pass" : "fail")")
        report.line()
        report.line(MarkdownText.escaped(GateWords.headline(verdict)))
        section("Worse", verdict.failures, to: &report)
        section("Allowed", verdict.allowed, to: &report)
        section("Changed otherwise", Array(verdict.noted.prefix(Self.notedShown)), to: &report)
        let more = verdict.noted.count - Self.notedShown
        if more > 0 {
            report.line()
            report.line("and \(more) more")
        }
        let unused = verdict.unused.map { "\(verdict.allowList): \(GateWords.unused($0))" }
        guard !verdict.remarks.isEmpty || !unused.isEmpty else { return }
        report.line()
        for remark in verdict.remarks + unused { report.line("- \(MarkdownText.escaped(remark))") }
    }

    private func section(_ title: String, _ items: [GateVerdict.Item], to report: inout ByteReport) {
        guard !items.isEmpty else { return }
        report.line()
        report.line("#### \(title)")
        report.line()
        let hasReasons = items.contains { $0.outcome != .failed && $0.outcome != .noted }
        report.line("| what | where | change |\(hasReasons ? " reason |" : "")")
        report.line("| --- | --- | --- |\(hasReasons ? " --- |" : "")")
        for item in items {
            let cause = item.cause
            let place = GateWords.placeText(cause) ?? cause.package
            var cells = [GateWords.title(cause.kind), place, GateWords.sentence(cause)]
            if case .allowed(let entry) = item.outcome { cells.append(entry.reason) }
            report.line("| " + cells.map(MarkdownText.escaped).joined(separator: " | ") + " |")
        }
    }
}
