import TestSupport

/// Results of benchmarks drawn with a seed: the same bytes as `expected-statistics.py` beside this file draws, whole
/// numbers throughout.
struct BenchmarkFileGenerator {
    static let cases = 50
    /// Samples a side: below, at and above each limit of the methods.
    private static let counts = [3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 26, 30, 31, 40, 50, 51, 60]
    private static let shifts = [0, 0, 5, 20, 50, -30, 200]
    private static let widths = [500, 5_000, 30_000]

    private struct Benchmark {
        var name: String
        /// Hundredths.
        var time: Int
        var bytes: Int
        var shift: Int
        var width: Int
    }

    private let index: Int
    private var random: SeededGenerator
    private let hasBytes: Bool
    private let hasSpeed: Bool

    private init(_ index: Int) {
        self.index = index
        random = SeededGenerator(seed: 0x5eed_0000 + UInt64(index))
        hasBytes = index % 2 == 0
        hasSpeed = index % 3 == 0
    }

    /// The old and the new file of a case.
    static func files(of index: Int) -> (old: String, new: String) {
        var generator = BenchmarkFileGenerator(index)
        let names = 1 + generator.draw(3)
        let benchmarks = (0..<names).map { number in
            Benchmark(
                name: number == 0 ? "Decode" : "Decode/size=\(number * 64)", time: 100 + generator.draw(1_000_000_000),
                bytes: 16 * generator.draw(4_000), shift: shifts[generator.draw(shifts.count)],
                width: widths[generator.draw(widths.count)])
        }
        let count = counts[index % counts.count]
        let other = index % 5 == 4 ? counts[(index * 7 + 3) % counts.count] : count
        return (generator.file(benchmarks, count, isNew: false), generator.file(benchmarks, other, isNew: true))
    }

    private mutating func file(_ benchmarks: [Benchmark], _ count: Int, isNew: Bool) -> String {
        var lines = ["goos: linux", "goarch: amd64"]
        for package in index % 7 == 6 ? ["example.com/a", "example.com/b"] : ["example.com/a"] {
            lines.append("pkg: \(package)")
            for round in 0..<count {
                for benchmark in benchmarks { lines.append(line(benchmark, isNew: isNew)) }
                if round % 4 == 3 { lines.append("    decode_test.go:31: a log of a test") }
            }
            lines += ["PASS", "ok  \t\(package)\t1.204s"]
        }
        return lines.map { $0 + (index % 11 == 5 ? "\r\n" : "\n") }.joined()
    }

    private mutating func line(_ benchmark: Benchmark, isNew: Bool) -> String {
        var value = varied(benchmark.time, benchmark, isNew: isNew)
        if index % 4 == 1 {
            // Coarse values tie.
            let step = max(1, benchmark.time / 40)
            value = value / step * step + step
        }
        var text = "Benchmark\(benchmark.name)-8 \t\(1 + draw(1_000_000))\t\(Self.decimal(value)) ns/op"
        if hasSpeed { text += "\t\(Self.decimal(varied(1_000_000, benchmark, isNew: !isNew))) MB/s" }
        if hasBytes { text += "\t\(benchmark.bytes + draw(3)) B/op\t\(benchmark.bytes / 16) allocs/op" }
        return text
    }

    private mutating func varied(_ base: Int, _ benchmark: Benchmark, isNew: Bool) -> Int {
        var millionths = 1_000_000 + (isNew ? benchmark.shift * 1_000 : 0) - 4 * benchmark.width
        for _ in 0..<4 { millionths += draw(2 * benchmark.width + 1) }
        return base * millionths / 1_000_000
    }

    private static func decimal(_ hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private mutating func draw(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
}
