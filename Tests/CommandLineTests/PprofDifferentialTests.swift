import TestSupport
import Testing

/// `sonde profile` against pprof itself: random options on random profiles.
///
/// | variable | means |
/// |---|---|
/// | SONDE_DIFFERENTIAL | number of cases, 150 when it is not set |
/// | SONDE_DIFFERENTIAL_SEED | seed of the first case, 1 when it is not set; each case says its own |
/// | SONDE_DIFFERENTIAL_VERBS | only these reports, separated by commas |
@Suite struct PprofDifferentialTests {
    private static func number(_ name: String, default value: UInt64) -> UInt64 {
        environmentVariable(name).flatMap { UInt64($0) } ?? value
    }

    @Test func randomReportsAreThoseOfPprof() throws {
        let count = PprofDifferentialTests.number("SONDE_DIFFERENTIAL", default: 150)
        let first = PprofDifferentialTests.number("SONDE_DIFFERENTIAL_SEED", default: 1)
        let folder = try TemporaryFolder()
        try GeneratedProfiles.write(seeds: first..<first + count, to: folder.path)
        let cases = PprofCases(folder: folder.path, corpus: SharedCorpus.path("corpus/pprof"))
        let tally = try PprofTally.of(first..<first + count, cases: cases, comparison: PprofComparison.programs())
        print(tally.summary)
        if !tally.failures.isEmpty {
            for failure in tally.failures.prefix(PprofTally.shownFailures) { Issue.record("\(failure)") }
            print("all \(tally.failures.count) differences: \(try tally.writeFailures())")
        }
        #expect(tally.failures.count == 0, "\(tally.summary)")
        // pprof against itself comes to 1.5 in 100; with many more, the cases would prove little.
        #expect(tally.oneOfSeveral + tally.undecided <= max(5, Int(count) * 4 / 100), "\(tally.summary)")
        #expect(tally.undecided <= max(4, Int(count) * 2 / 100), "\(tally.summary)")
    }

    /// The reports of the shared corpus, byte for byte: upstream's golden files and runs of its command line.
    @Test(.enabled(if: SharedCorpus.isPresent, "no shared corpus"), arguments: CorpusRow.all)
    func theCorpusIsReproduced(_ row: CorpusRow) throws {
        let corpus = try #require(SharedCorpus.path("corpus/pprof"))
        let result = try SondeProgram.run(["profile"] + row.arguments + row.inputs, folder: corpus)
        let expected = PprofOutcome(output: try Files.bytes("\(corpus)/\(row.expected)"), status: 0)
        let actual = PprofOutcome(result)
        guard !actual.agrees(withReference: expected) else { return }
        Issue.record(
            """
            cd \(corpus) && sonde profile \(PprofCase.shellText(row.arguments + row.inputs))
            \(PprofComparison.difference(expected: expected, actual: actual))
            """)
    }
}

/// A row of the corpus's `cases.tsv`.
struct CorpusRow: Sendable, CustomTestStringConvertible {
    let id: String
    let inputs: [String]
    let arguments: [String]
    let expected: String

    var testDescription: String { id }

    /// The rows; none when the corpus is not there.
    static let all: [CorpusRow] = {
        guard let path = SharedCorpus.path("corpus/pprof/cases.tsv"), let lines = try? Files.lines(path) else {
            return []
        }
        return lines.dropFirst().filter { !$0.isEmpty }.map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            func words(_ column: Int) -> [String] {
                column < columns.count ? columns[column].split(separator: " ").map(String.init) : []
            }
            return CorpusRow(
                id: words(0).joined(), inputs: words(1), arguments: words(2), expected: words(3).joined())
        }
    }()
}
