import TestSupport

/// The answers of sonde to some cases, against the answers of pprof.
struct PprofComparison {
    enum Verdict {
        case same
        /// pprof answers differently from run to run, and sonde's answer is one of those.
        case oneOfSeveral
        /// pprof answers differently from run to run, and sonde's answer was not seen among them.
        case undecided
        /// A difference on purpose, with its reason.
        case intended(String)
        case different(String)
    }

    /// How often pprof is asked again when the answers differ, to see whether it agrees with itself.
    static let repetitions = 24

    let pprof: (PprofCase) throws -> PprofOutcome
    let sonde: (PprofCase) throws -> PprofOutcome
    var differences: [PprofDifference] = []

    /// The comparison of the programs themselves.
    static func programs() throws -> PprofComparison {
        PprofComparison(
            pprof: { PprofOutcome(try Pprof.run($0.pprofArguments, folder: $0.folder)) },
            sonde: { PprofOutcome(try SondeProgram.run($0.sondeArguments, folder: $0.folder)) },
            differences: try PprofDifference.all())
    }

    func verdict(of testCase: PprofCase) throws -> Verdict {
        let expected = try pprof(testCase)
        let actual = try sonde(testCase)
        if actual.agrees(withReference: expected) { return .same }
        if let difference = try differences.first(where: { try $0.covers(testCase) }) {
            return .intended(difference.reason)
        }
        var pprofDiffers = false
        // A failure of sonde does not become right by another text of pprof.
        for _ in 0..<PprofComparison.repetitions where actual.succeeded {
            let again = try pprof(testCase)
            if actual.agrees(withReference: again) { return .oneOfSeveral }
            pprofDiffers = pprofDiffers || again.output != expected.output || again.succeeded != expected.succeeded
        }
        return pprofDiffers ? .undecided : .different(PprofComparison.difference(expected: expected, actual: actual))
    }

    /// The first place where two answers differ, with what stands around it.
    static func difference(expected: PprofOutcome, actual: PprofOutcome) -> String {
        func state(_ outcome: PprofOutcome) -> String {
            let status = outcome.status.map { "status \($0)" } ?? "ended by a signal"
            return outcome.succeeded ? status : "\(status): \(outcome.error.suffix(300))"
        }
        if expected.succeeded != actual.succeeded || !expected.succeeded {
            return "pprof: \(state(expected))\nsonde: \(state(actual))"
        }
        let old = lines(expected.output)
        let new = lines(actual.output)
        let same = zip(old, new).prefix { $0 == $1 }.count
        var text = "from line \(same + 1) on (pprof has \(old.count) lines, sonde \(new.count)):\n"
        for line in old[max(0, same - 2)..<same] { text += "    \(line)\n" }
        for line in old.dropFirst(same).prefix(3) { text += "  - \(line)\n" }
        for line in new.dropFirst(same).prefix(3) { text += "  + \(line)\n" }
        return text
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 10, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A line of `pprof-differences.tsv`: where sonde answers otherwise than pprof on purpose.
struct PprofDifference {
    enum Subject: String {
        /// The pattern is looked for in the command line.
        case command
        /// The pattern is looked for in the first line of each input.
        case input
    }

    let subject: Subject
    let pattern: String
    let reason: String

    static func all() throws -> [PprofDifference] {
        try parse(Files.text(Repository.path("Tests/CommandLineTests/pprof-differences.tsv")))
    }

    /// Lines that begin with `#` are comments; the columns are the subject, the pattern and the reason.
    static func parse(_ text: String) throws -> [PprofDifference] {
        try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let columns = line.split(separator: "\t").map(String.init)
            guard columns.count == 3, let subject = Subject(rawValue: columns[0]) else {
                throw TestSupportError("pprof-differences.tsv: “\(line)” is not: command or input, pattern, reason")
            }
            _ = try Regex(columns[1])
            return PprofDifference(subject: subject, pattern: columns[1], reason: columns[2])
        }
    }

    func covers(_ testCase: PprofCase) throws -> Bool {
        let regex = try Regex(pattern)
        switch subject {
        case .command: return testCase.description.contains(regex)
        case .input:
            return try (testCase.files + testCase.otherFiles).contains { file in
                let start = try Files.bytes("\(testCase.folder)/\(file)").prefix { $0 != 10 }.prefix(200)
                return String(decoding: start, as: UTF8.self).contains(regex)
            }
        }
    }
}
