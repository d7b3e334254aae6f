import TestSupport
import Testing

/// The differential test itself: it passes what is equal, and finds what is not.
@Suite struct PprofHarnessTests {
    private static func ask(_ testCase: PprofCase) throws -> PprofOutcome {
        PprofOutcome(try Pprof.run(testCase.pprofArguments, folder: testCase.folder))
    }

    /// pprof against itself: the cases are sound, and pprof is sure about nearly all of them.
    @Test func pprofAgreesWithItself() throws {
        let count = environmentVariable("SONDE_DIFFERENTIAL_HARNESS").flatMap { UInt64($0) } ?? 60
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: 1..<1 + count, to: folder.path)
        var refused = 0
        var empty = 0
        let comparison = PprofComparison(pprof: PprofHarnessTests.ask) { testCase in
            let outcome = try PprofHarnessTests.ask(testCase)
            if !outcome.succeeded { refused += 1 }
            if outcome.succeeded && outcome.output.count < 150 { empty += 1 }
            // sonde's own status for what is wrong with arguments or input.
            return PprofOutcome(output: outcome.output, status: outcome.succeeded ? 0 : 2, error: outcome.error)
        }
        let cases = PprofCases(folder: folder.path, corpus: SharedCorpus.path("corpus/pprof"))
        let tally = try PprofTally.of(1..<1 + count, cases: cases, comparison: comparison)
        print("pprof against itself: \(tally.summary); \(refused) refused, \(empty) shorter than 150 bytes")
        #expect(tally.failures.isEmpty, "\(tally.failures)")
        #expect(tally.oneOfSeveral + tally.undecided <= max(4, Int(count) * 4 / 100))
        #expect(refused <= Int(count) / 5, "most cases are to be accepted")
        #expect(empty <= Int(count) / 3, "most reports are to say something")
    }

    @Test func aDifferenceIsFound() throws {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: 4..<5, to: folder.path)
        let testCase = PprofCase(
            name: "seed 4", folder: folder.path, verb: "top", expression: nil,
            options: ["-nodecount=5", "-symbolize=none"], files: ["4-a"])
        func verdict(_ change: @escaping (PprofOutcome) -> PprofOutcome) throws -> PprofComparison.Verdict {
            try PprofComparison(pprof: PprofHarnessTests.ask, sonde: { change(try PprofHarnessTests.ask($0)) })
                .verdict(of: testCase)
        }
        guard case .same = try verdict({ $0 }) else {
            Issue.record("equal answers are not taken for equal")
            return
        }
        let changes: [(PprofOutcome) -> PprofOutcome] = [
            { PprofOutcome(output: $0.output.dropLast(), status: 0) },
            { PprofOutcome(output: $0.output, status: 2, error: "no") },
            { PprofOutcome(output: $0.output, status: nil) },
            { PprofOutcome(output: $0.output.map { $0 == UInt8(ascii: "0") ? UInt8(ascii: "1") : $0 }, status: 0) },
        ]
        for change in changes {
            guard case .different(let how) = try verdict(change) else {
                Issue.record("a wrong answer is not found")
                continue
            }
            #expect(!how.isEmpty)
        }
    }

    @Test func whatPprofRefusesSondeRefusesWithStatusTwo() {
        let refused = PprofOutcome(output: [], status: 1, error: "no profile")
        #expect(PprofOutcome(output: Array("x".utf8), status: 2).agrees(withReference: refused))
        #expect(!PprofOutcome(output: [], status: 1).agrees(withReference: refused))
        #expect(!PprofOutcome(output: [], status: 0).agrees(withReference: refused))
        #expect(!PprofOutcome(output: [], status: nil).agrees(withReference: refused))
    }

    @Test func anAnswerThatChangesIsNotHeldAgainstSonde() throws {
        var turn = 0
        let testCase = PprofCase(name: "", folder: "", verb: "top", expression: nil, options: [], files: [])
        func comparison(_ answer: String) -> PprofComparison {
            PprofComparison(
                pprof: { _ in
                    turn += 1
                    return PprofOutcome(output: Array((turn % 2 == 0 ? "one" : "two").utf8), status: 0)
                }, sonde: { _ in PprofOutcome(output: Array(answer.utf8), status: 0) })
        }
        turn = 0
        guard case .oneOfSeveral = try comparison("one").verdict(of: testCase) else {
            Issue.record("one of pprof's answers is not accepted")
            return
        }
        turn = 0
        guard case .undecided = try comparison("three").verdict(of: testCase) else {
            Issue.record("pprof's own changes are not seen")
            return
        }
    }

    @Test func intendedDifferencesAreFoundByCommandAndByInput() throws {
        let folder = try TemporaryFolder()
        try Files.write("--- mutex:\ncycles/second=1\n", to: folder.file("mutex.txt"))
        try Files.write("--- contention:\n--- mutex:\n", to: folder.file("other.txt"))
        func testCase(_ files: [String], others: [String] = []) -> PprofCase {
            PprofCase(
                name: "", folder: folder.path, verb: "top", expression: nil, options: ["-focus=a b"], files: files,
                otherFiles: others)
        }
        let committed = try #require(try PprofDifference.all().first { $0.subject == .input })
        #expect(try committed.covers(testCase(["other.txt", "mutex.txt"])))
        #expect(try committed.covers(testCase(["other.txt"], others: ["mutex.txt"])))
        #expect(try !committed.covers(testCase(["other.txt"])))
        let parsed = try PprofDifference.parse("# a comment\ncommand\t^profile top .*-focus=a b\tbecause\n")
        #expect(parsed.count == 1)
        #expect(try parsed[0].covers(testCase(["other.txt"])))
        #expect(throws: (any Error).self) { try PprofDifference.parse("command\tno reason\n") }
        #expect(throws: (any Error).self) { try PprofDifference.parse("command\t(\tno pattern\n") }
    }
}
