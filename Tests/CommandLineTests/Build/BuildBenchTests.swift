import TestSupport
import Testing

/// `sonde build bench` as a program.
struct BuildBenchTests {
    private func run(_ arguments: String...) throws -> CommandResult {
        try SondeProgram.run(
            ["build", "bench"] + arguments, environment: ["COLUMNS": "80"], folder: Golden.folder)
    }

    /// The golden file is what benchstat (golang.org/x/perf, June 2026) prints of the two files.
    @Test func printsBenchstatsTables() throws {
        let result = try run("bench-old.txt", "bench-new.txt")
        #expect(result.status.code == 0)
        #expect(result.error.isEmpty)
        Golden.expect(result.output, equals: "build bench bench-old.txt bench-new.txt COLUMNS=80.txt")
    }

    @Test func filesHaveLabels() throws {
        let named = try run("before=bench-old.txt", "after=bench-new.txt").output
        #expect(named.contains("│     before     │"))
        let same = try run("bench-old.txt", "bench-old.txt").output
        #expect(same.contains("bench-old.txt#0"))
        #expect(same.contains("bench-old.txt#1"))
        #expect(!same.contains("p=0."))
    }

    @Test(.enabled(if: Python.isAvailable, "python3 is not installed"))
    func jsonHasValuesAndAdjustedChances() throws {
        let json = try run("bench-old.txt", "bench-new.txt", "--format", "json").output
        #expect(try Python.evaluate("(d['schema'], len(d['tables']))", on: json) == "('sonde.build.bench/1', 3)")
        let cell = "d['tables'][0]['rows'][0]['cells'][1]"
        #expect(try Python.evaluate("len(\(cell)['values'])", on: json) == "10")
        // Of five values that are tested, the least comes first: five times its own.
        let ratio = "round(\(cell)['comparison']['adjusted'] / \(cell)['comparison']['pValue'], 6)"
        #expect(try Python.evaluate(ratio, on: json) == "4.0")
        #expect(try Python.evaluate("d['tables'][0]['rows'][2]['cells'][0]['low']", on: json) == "None")
    }

    @Test func wrongInputIsSaid() throws {
        let none = try run("gate.allow")
        #expect(none.status.code == 2)
        #expect(none.error.contains("has no benchmark results: give the output of `go test -bench=. -count=10`"))
        let folder = try TemporaryFolder()
        try Files.write("BenchmarkX 1 fast ns/op\nBenchmarkX 1 5 ns/op\n", to: folder.file("odd.txt"))
        let odd = try run("odd=" + folder.file("odd.txt"))
        #expect(odd.status.code == 0)
        #expect(odd.error == "odd:1: `fast` is no value\n")
        #expect(odd.output.contains("5.000n ± ∞ ¹"))
    }
}
