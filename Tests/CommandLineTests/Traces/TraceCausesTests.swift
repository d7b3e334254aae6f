import TestSupport
import Testing

/// What `sonde why` and `sonde trace summary` say first about traces of programs with one fault, against
/// `Zoo/traces/causes/expected.tsv`.
@Suite(.enabled(if: Python.isAvailable, "python3 is not installed")) struct TraceCausesTests {
    /// What a report says, in as much as the expectations look at it.
    private struct Report {
        var causes: [String]
        var severities: [String]
        /// All that the first finding says.
        var first: String

        init(json: String) throws {
            let parts = try Python.evaluate(
                "'\\n'.join([' '.join(f['cause'] for f in d['findings']), "
                    + "' '.join(f['severity'] for f in d['findings']), "
                    + "json.dumps(d['findings'][0], ensure_ascii=False).replace('\\n', ' ')])", on: json
            ).split(separator: "\n", maxSplits: 2).map(String.init)
            try #require(parts.count == 3)
            causes = parts[0].split(separator: " ").map(String.init)
            severities = parts[1].split(separator: " ").map(String.init)
            first = parts[2]
        }

        func isAsExpected(_ expectation: TracedCause) -> Bool {
            let order = ["ok", "info", "warning", "critical"]
            guard causes.first == expectation.cause, let found = order.firstIndex(of: severities[0]),
                let least = order.firstIndex(of: expectation.severity), found >= least
            else { return false }
            // Nothing stands beside the claim that all is well, and that claim beside nothing.
            guard causes.contains("healthy") == (expectation.cause == "healthy") else { return false }
            if expectation.cause == "healthy", causes.count > 1 { return false }
            return expectation.phrases.allSatisfy(first.contains)
                && expectation.explained.allSatisfy { !causes.contains($0) }
        }
    }

    /// Two processors at most, and most programs only wait: running all of them at once would make them something else.
    @Test(
        arguments: try TracedCause.all(),
        [GoToolchain.versions.first { !$0.hasPrefix("1.21.") } ?? "", GoToolchain.newestVersion])
    func theFirstCauseIsTheRightOne(_ expectation: TracedCause, version: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/\(expectation.name).trace"
        // A busy machine takes processors away, which then is what the trace shows.
        var said = ""
        for _ in 0..<3 {
            try Files.write(try expectation.trace(with: GoToolchain(version: version), for: "1s"), to: path)
            let result = try CommandLine.run("why", path, "--format", "json")
            try #require(result.status.code == 0, "\(result.error)")
            let report = try Report(json: result.output)
            if report.isAsExpected(expectation) {
                try summaryAgrees(path, report)
                return
            }
            said += "\n\(report.causes) \(report.first)"
        }
        Issue.record("expected \(expectation.cause), \(expectation.severity), \(expectation.phrases); it said:\(said)")
    }

    private func summaryAgrees(_ path: String, _ report: Report) throws {
        let json = try CommandLine.run("trace", "summary", path, "--format", "json")
        #expect(try Report(json: json.output).causes == report.causes)
        for width in [80, 120] {
            let text = try CommandLine.run("trace", "summary", path, width: width).output
            #expect(text.contains("1  \(report.severities[0])  \(report.causes[0])"), "\(text)")
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
            #expect(!text.contains(" 0 µs") && !text.contains(" 0µs"), "\(text)")
        }
    }
}
