import GoBuild

extension GateReport {
    /// JUnit's XML as Jenkins and its like read it (junit-10.xsd of jenkinsci/xunit-plugin): a suite for each part, a case
    /// for each thing that is worse, and one for the part itself when nothing is.
    public func writeJUnit(to report: inout ByteReport) {
        let suites = GatePart.allCases.map { part in
            (part: part, items: verdict.items.filter { GatePart($0.cause) == part && $0.outcome != .noted })
        }.filter { !$0.items.isEmpty || isCovered($0.part) }
        let failures = verdict.failures.count
        let tests = suites.reduce(0) { $0 + max(1, $1.items.count) }
        report.line(#"<?xml version="1.0" encoding="UTF-8"?>"#)
        report.line(#"<testsuites name="sonde build gate" tests="\#(tests)" failures="\#(failures)" time="0">"#)
        for suite in suites { write(suite.part, suite.items, to: &report) }
        report.line("</testsuites>")
    }

    private func isCovered(_ part: GatePart) -> Bool {
        switch part {
        case .facts: verdict.coverage.functions != nil
        case .benchmarks: verdict.coverage.benchmarks != nil
        case .profiles: verdict.coverage.profiles != nil
        }
    }

    private func write(_ part: GatePart, _ items: [GateVerdict.Item], to report: inout ByteReport) {
        let failures = items.count { $0.outcome == .failed }
        let skipped = items.count - failures
        report.line(
            #"  <testsuite name="\#(part.rawValue)" tests="\#(max(1, items.count))" failures="\#(failures)" errors="0" "#
                + #"skipped="\#(skipped)" time="0">"#)
        if items.isEmpty {
            report.line(#"    <testcase classname="\#(part.rawValue)" name="nothing is worse" time="0"/>"#)
        }
        for item in items { write(item, to: &report) }
        report.line("  </testsuite>")
    }

    private func write(_ item: GateVerdict.Item, to report: inout ByteReport) {
        let cause = item.cause
        let name = MarkupText.escaped(GateWords.allowLine(cause))
        let group = MarkupText.escaped(cause.package.isEmpty ? GatePart(cause).rawValue : cause.package)
        let sentence = MarkupText.escaped(GateWords.sentence(cause))
        report.line(#"    <testcase classname="\#(group)" name="\#(name)" time="0">"#)
        if case .allowed(let entry) = item.outcome {
            report.line(#"      <skipped message="allowed: \#(MarkupText.escaped(entry.reason))"/>"#)
        } else {
            let place = GateWords.placeText(cause).map { MarkupText.escaped(" (\($0))") } ?? ""
            report.line(
                #"      <failure type="\#(cause.kind)" message="\#(sentence)">\#(sentence)\#(place)</failure>"#)
        }
        report.line("    </testcase>")
    }
}
