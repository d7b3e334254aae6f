import TestSupport

/// What came out of many cases.
struct PprofTally {
    static let shownFailures = 12
    static let keptFailures = 500

    private(set) var same = 0
    /// Cases of which pprof gives several answers, sonde's among them.
    private(set) var oneOfSeveral = 0
    /// Cases of which pprof gives several answers, and sonde's was not seen among them.
    var undecided: Int { undecidedCases.count }
    private var undecidedCases: [String] = []
    /// Intended differences by their reason.
    private(set) var intended: [String: Int] = [:]
    private(set) var failures: [String] = []
    private var casesByVerb: [String: Int] = [:]
    private var failuresByVerb: [String: Int] = [:]

    static func of(_ seeds: Range<UInt64>, cases: PprofCases, comparison: PprofComparison) throws -> PprofTally {
        var tally = PprofTally()
        for seed in seeds {
            let testCase = try cases.make(seed: seed)
            tally.add(try comparison.verdict(of: testCase), of: testCase)
        }
        return tally
    }

    mutating func add(_ verdict: PprofComparison.Verdict, of testCase: PprofCase) {
        casesByVerb[testCase.verb, default: 0] += 1
        switch verdict {
        case .same: same += 1
        case .oneOfSeveral: oneOfSeveral += 1
        case .undecided: undecidedCases.append("\(testCase.name): sonde \(testCase)")
        case .intended(let reason): intended[reason, default: 0] += 1
        case .different(let how):
            failuresByVerb[testCase.verb, default: 0] += 1
            let folder = failures.count < PprofTally.keptFailures ? PprofTally.keep(testCase) : testCase.folder
            let pprof = (try? Pprof.path()) ?? "pprof"
            failures.append(
                """
                \(testCase.name): sonde and pprof differ in the report “\(testCase.verb)”
                cd \(folder)
                sonde \(testCase)
                TZ=UTC \(pprof) \(PprofCase.shellText(testCase.pprofArguments))
                \(how)
                """)
        }
    }

    var summary: String {
        var lines = [
            "differential test: \(same) same, \(oneOfSeveral) one of several answers of pprof, "
                + "\(undecided) undecided since pprof answers differently each time, "
                + "\(intended.values.reduce(0, +)) different on purpose, \(failures.count) different"
        ]
        for (reason, count) in intended.sorted(by: { $0.key < $1.key }) {
            lines.append("  on purpose, \(count): \(reason)")
        }
        for undecided in undecidedCases { lines.append("  undecided, \(undecided)") }
        for (verb, count) in failuresByVerb.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(verb): \(count) of \(casesByVerb[verb, default: 0]) differ")
        }
        return lines.joined(separator: "\n")
    }

    /// Writes down all failures, which are more than a test should print; returns the path.
    func writeFailures() throws -> String {
        try Files.makeDirectory(PprofTally.keptFolder)
        let path = PprofTally.keptFolder + "/failures.txt"
        try Files.write(failures.joined(separator: "\n"), to: path)
        return path
    }

    private static let keptFolder = (environmentVariable("TMPDIR") ?? "/tmp") + "/sonde-differential"

    /// Copies what a case needs to a folder that stays, and returns that; the corpus stays where it is.
    private static func keep(_ testCase: PprofCase) -> String {
        if testCase.folder == SharedCorpus.path("corpus/pprof") { return testCase.folder }
        let folder = keptFolder + "/" + testCase.name.filter { !$0.isWhitespace }
        do {
            let sources = try Files.listing(below: testCase.folder).filter { $0.hasPrefix("src/") }
            for file in testCase.files + testCase.otherFiles + sources {
                guard Files.exists("\(testCase.folder)/\(file)") else { continue }
                try Files.makeDirectory(Files.directory(of: "\(folder)/\(file)"))
                try Files.write(try Files.bytes("\(testCase.folder)/\(file)"), to: "\(folder)/\(file)")
            }
            return folder
        } catch {
            return testCase.folder
        }
    }
}
