import TestSupport
import Testing
import Wire

@testable import GoBuild

/// Medians, intervals, p-values and verdicts of 50 pairs of files against SciPy and against counting of all permutations:
/// `expected-statistics.py` beside this file computed what is expected.
struct BenchmarkStatisticsTests {
    private struct Side {
        var count: Int
        var median: Double
        var low: Double?
        var high: Double?

        init?(_ fields: ArraySlice<String>) {
            let fields = Array(fields)
            guard fields.count == 4, let count = Int(fields[0]), let median = Double(fields[1]) else { return nil }
            (self.count, self.median) = (count, median)
            (low, high) = (Double(fields[2]), Double(fields[3]))
        }
    }

    private struct Row {
        var package: String
        var name: String
        var unit: String
        var old: Side
        var new: Side
        /// Nil when all values are equal.
        var pValue: Double?
        var verdict: String
    }

    private struct Case {
        var fingerprints: [String] = []
        var rows: [Row] = []
    }

    private static func expected() throws -> [Case] {
        var cases = [Case](repeating: Case(), count: BenchmarkFileGenerator.cases)
        let path = "Tests/GoBuildTests/Benchmarks/expected-statistics.tsv"
        for line in try Files.lines(Repository.path(path)) where !line.hasPrefix("#") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard let index = Int(fields[0]), cases.indices.contains(index) else { continue }
            if fields[1] == "files" {
                cases[index].fingerprints = Array(fields[2...])
                continue
            }
            try #require(fields.count == 14)
            cases[index].rows.append(
                Row(
                    package: fields[1], name: fields[2], unit: fields[3], old: try #require(Side(fields[4..<8])),
                    new: try #require(Side(fields[8..<12])), pValue: Double(fields[12]), verdict: fields[13]))
        }
        return cases
    }

    /// FNV-1a of 64 bits.
    private static func fingerprint(_ text: String) -> String {
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func tables(_ files: (old: String, new: String)) throws -> BenchmarkTables {
        BenchmarkTables(
            try [("old", files.old), ("new", files.new)].map { label, text in
                var reader = BenchmarkReader(label: label)
                let results = try reader.read(SequentialInput(bytes: Bytes(text), name: label))
                #expect(results.problems.isEmpty)
                #expect(results.unknownLines == 0)
                return results
            })
    }

    @Test func agreesWithSciPy() throws {
        var compared = 0
        for (index, expected) in try Self.expected().enumerated() {
            let files = BenchmarkFileGenerator.files(of: index)
            try #require(
                [files.old, files.new].map(Self.fingerprint) == expected.fingerprints, "another file \(index)")
            let tables = try Self.tables(files)
            let package = try #require(tables.settingKeys.firstIndex(of: "pkg"))
            for row in expected.rows {
                let table = try #require(
                    tables.tables.first { $0.unit == row.unit && $0.settings[package] == row.package })
                let found = try #require(table.rows.first { $0.name == row.name })
                let old = try #require(found.cells[0]?.sample)
                let new = try #require(found.cells[1])
                let comparison = try #require(new.comparison)
                let what: Comment = "case \(index), \(row.package) \(row.name) \(row.unit)"
                expect(old, row.old, what)
                expect(new.sample, row.new, what)
                #expect((comparison.pValue == nil) == (row.pValue == nil), what)
                if let value = comparison.pValue, let wanted = row.pValue {
                    #expect(isClose(value, wanted, 1e-6), "\(what): p \(value), expected \(wanted)")
                }
                #expect(comparison.isSignificant != row.verdict.hasPrefix("~"), what)
                if let ratio = comparison.ratio, !row.verdict.hasPrefix("~") {
                    let per = try #require(Double(row.verdict.dropLast()))
                    #expect(((ratio - 1) * 100 - per).magnitude <= 0.005 + 1e-9, what)
                }
                compared += 1
            }
            let rows = tables.tables.reduce(0) { $0 + $1.rows.count }
            #expect(rows == expected.rows.count)
        }
        #expect(compared == 274)
    }

    private func expect(_ sample: BenchmarkSample, _ side: Side, _ what: Comment) {
        #expect(sample.values.count == side.count, what)
        #expect(isClose(sample.center, side.median, 1e-9), "\(what): \(sample.center), expected \(side.median)")
        #expect(isClose(sample.low, side.low ?? -.infinity, 1e-9), "\(what): low \(sample.low)")
        #expect(isClose(sample.high, side.high ?? .infinity, 1e-9), "\(what): high \(sample.high)")
    }

    private func isClose(_ a: Double, _ b: Double, _ relative: Double) -> Bool {
        a == b || (a - b).magnitude <= relative * b.magnitude
    }

    // MARK: - Corners

    @Test func leastPValuesAreThoseOfTwoSamplesThatDoNotOverlap() throws {
        // 2 of C(2n, n) ways, as the tables of Mann and Whitney have it.
        for (count, least) in [(1, 1), (2, 2.0 / 6), (3, 0.1), (4, 2.0 / 70), (5, 2.0 / 252), (9, 2.0 / 48620)] {
            let low = (0..<count).map(Double.init)
            let test = try #require(MannWhitneyTest(low, low.map { $0 + 100 }))
            #expect(isClose(test.pValue, least, 1e-12))
            #expect(isClose(MannWhitneyTest.leastPValue(count, count), least, 1e-12))
        }
        #expect(MannWhitneyTest.smallestCount(alpha: 0.05) == 4)
        #expect(MannWhitneyTest.smallestCount(alpha: 1e-9) == nil)
    }

    /// With ties and samples of different sizes the distribution is skewed: the smaller of U and its mirror is then not
    /// always in the tail that was seen.
    @Test func skewedDistributionsTakeTheTailThatWasSeen() throws {
        // Two of eight ways are as far out: the single value is the lowest, and nothing is on the other side.
        let test = try #require(MannWhitneyTest([2, 2, 2, 2, 2, 2, 2], [1]))
        #expect(isClose(test.pValue, 0.25, 1e-12))
        let mirrored = try #require(MannWhitneyTest([1], [2, 2, 2, 2, 2, 2, 2]))
        #expect(isClose(mirrored.pValue, 0.25, 1e-12))
        let middle = try #require(MannWhitneyTest([1, 2], [1, 2]))
        #expect(middle.pValue == 1)
        #expect(MannWhitneyTest([3, 3], [3]) == nil)
        #expect(MannWhitneyTest([], [3]) == nil)
    }

    @Test func intervalsNeedSixSamplesAtNinetyFivePerCent() {
        #expect(MedianInterval.smallestCount(confidence: 0.95) == 6)
        #expect(MedianInterval.smallestCount(confidence: 0.99) == 8)
        #expect(MedianInterval(count: 1, confidence: 0.95).isFinite(count: 1) == false)
        for count in 1...120 {
            let interval = MedianInterval(count: count, confidence: 0.95)
            #expect(interval.confidence >= 0.95)
            #expect(interval.low >= 0 && interval.high <= count + 1 && interval.low < interval.high)
        }
        #expect(MedianInterval(count: 10, confidence: 1).isFinite(count: 10) == false)
    }

    @Test func exactUnitsNeedOneSample() throws {
        let tables = try Self.tables(
            (
                old: "Unit bytes assume=exact\nBenchmarkLink 1 1000 bytes\nBenchmarkLink 1 1000 bytes\n",
                new: "BenchmarkLink 1 1001 bytes\n"
            ))
        let cell = try #require(tables.tables.first?.rows.first?.cells[1])
        #expect(tables.tables[0].isExact)
        #expect(cell.comparison?.isSignificant == true)
        #expect(cell.comparison?.ratio == 1.001)
        #expect(cell.sample.warnings.isEmpty)
        let varied = BenchmarkSample([3, 1, 3, 2], isExact: true, .init())
        #expect(varied.center == 3)
        #expect(varied.warnings == [.inexact(from: 1, to: 3)])
    }

    @Test func geometricMeansAreOfRatios() throws {
        let tables = try Self.tables(
            (
                old: "BenchmarkA 1 100 ns/op\nBenchmarkB 1 1 ns/op\nBenchmarkC 1 8 ns/op\n",
                new: "BenchmarkA 1 200 ns/op\nBenchmarkB 1 8 ns/op\n"
            ))
        let column = try #require(tables.tables.first?.columns.last)
        #expect(isClose(try #require(column.ratio), 4, 1e-12))
        #expect(isClose(try #require(column.mean), 40e-9, 1e-12))
        #expect(column.warnings == [.setsDiffer])
    }
}
