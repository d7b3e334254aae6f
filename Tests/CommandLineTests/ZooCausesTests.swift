import TestSupport
import Testing

/// What `sonde why` says first about each program of the zoo, against `Zoo/causes/expected.tsv`.
@Suite struct ZooCausesTests {
    /// The first finding: cause, severity, and all that it says.
    private struct First {
        var cause: String
        var severity: String
        var text: String

        init(report: String) throws {
            let parts = try Python.evaluate(
                "'\\n'.join([d['findings'][0]['cause'], d['findings'][0]['severity'], "
                    + "json.dumps(d['findings'][0], ensure_ascii=False).replace('\\n', ' ')])", on: report
            ).split(separator: "\n", maxSplits: 2).map(String.init)
            try #require(parts.count == 3)
            (cause, severity, text) = (parts[0], parts[1], parts[2])
        }

        func isAsExpected(_ expectation: ZooExpectation, _ phrases: [String]) -> Bool {
            let severities = ["ok", "info", "warning", "critical"]
            guard let found = severities.firstIndex(of: severity),
                let least = severities.firstIndex(of: expectation.severity)
            else { return false }
            return expectation.causes.contains(cause) && found >= least && phrases.allSatisfy(text.contains)
        }
    }

    @Test(
        .enabled(if: Python.isAvailable, "python3 is not installed"),
        arguments: try ZooExpectation.all(), [GoToolchain.oldestVersion, GoToolchain.newestVersion])
    func theFirstCauseIsTheRightOne(_ expectation: ZooExpectation, version: String) throws {
        let program = try expectation.built(with: GoToolchain(version: version))
        let (running, readyLine) = try program.startAndWait()
        let phrases = expectation.phrases(readyLine: readyLine)
        // Looks are samples: on a machine that other tests keep busy, a queue may be caught empty once.
        var said = ""
        for _ in 0..<3 {
            let result = try CommandLine.run(
                "why", String(running.processID), "--duration", "2s", "--format", "json")
            try #require(result.status.code == 0, "\(result.error)")
            let first = try First(report: result.output)
            if first.isAsExpected(expectation, phrases) { return }
            said += "\n" + first.text
        }
        Issue.record("expected \(expectation.causes), \(expectation.severity), \(phrases); it said:\(said)")
    }
}
