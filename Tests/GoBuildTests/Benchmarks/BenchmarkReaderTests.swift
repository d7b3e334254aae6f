import TestSupport
import Testing
import Wire

@testable import GoBuild

/// The format of https://golang.org/design/14313-benchmark-format and what stands around it.
struct BenchmarkReaderTests {
    private func read(_ text: String) throws -> BenchmarkResults {
        var reader = BenchmarkReader(label: "file")
        return try reader.read(SequentialInput(bytes: Bytes(text), name: "file"))
    }

    /// `name value unit` of each measurement.
    private func values(_ results: BenchmarkResults) -> [String] {
        results.measurements.map {
            "\(results.names[Int($0.name)]) \($0.value) \(results.units[Int($0.unit)])"
        }
    }

    @Test func readsWhatGoTestPrints() throws {
        let results = try read(
            """
            goos: linux
            goarch: amd64
            pkg: example.com/a
            cpu: AMD EPYC
            BenchmarkEncode/format=json-8         	  100	  2500000 ns/op	 120.50 MB/s	  48 B/op	  1 allocs/op
            BenchmarkEncode/format=json-8         	  100	  2600000 ns/op	 119.50 MB/s	  48 B/op	  1 allocs/op
            --- BENCH: BenchmarkEncode
                encode_test.go:9: hello
            PASS
            ok  	example.com/a	3.1s
            pkg: example.com/b
            BenchmarkEncode/format=json-8         	  100	  1 widgets/op
            PASS
            """)
        #expect(
            values(results) == [
                "Encode/format=json-8 0.0025 sec/op", "Encode/format=json-8 120500000.0 B/s",
                "Encode/format=json-8 48.0 B/op", "Encode/format=json-8 1.0 allocs/op",
                "Encode/format=json-8 0.0026000000000000003 sec/op", "Encode/format=json-8 119500000.0 B/s",
                "Encode/format=json-8 48.0 B/op", "Encode/format=json-8 1.0 allocs/op",
                "Encode/format=json-8 1.0 widgets/op",
            ])
        #expect(
            results.configurations.map { $0.map(\.value) } == [
                ["linux", "amd64", "example.com/a", "AMD EPYC"], ["linux", "amd64", "example.com/b", "AMD EPYC"],
            ])
        #expect(results.results == 3)
        #expect(results.unknownLines == 0)
        #expect(results.problems.isEmpty)
    }

    @Test func readsWindowsLinesAndNoLastNewline() throws {
        let results = try read("pkg: a\r\nBenchmarkX-4\t10\t5 ns/op\r\nBenchmarkX-4 10 4 ns/op")
        #expect(values(results) == ["X-4 5e-09 sec/op", "X-4 4e-09 sec/op"])
        #expect(results.configurations == [[.init(key: "pkg", value: "a")]])
    }

    @Test func announcementsAreNoResults() throws {
        let results = try read("=== RUN   BenchmarkX\nBenchmarkX\nBenchmarkX-4 \t 10 \t 5 ns/op\n")
        #expect(values(results) == ["X-4 5e-09 sec/op"])
        #expect(results.problems.isEmpty)
    }

    @Test func settingsAreTakenBack() throws {
        let results = try read("note: x\nBenchmarkA 1 1 u\nnote:\nBenchmarkA 1 2 u\nnote: x\nBenchmarkA 1 3 u\n")
        #expect(results.configurations.count == 2)
        #expect(results.measurements.map(\.configuration) == [0, 1, 0])
    }

    @Test func wrongLinesAreCountedAndSaid() throws {
        let results = try read(
            """
            BenchmarkA
            BenchmarkB-8 many 5 ns/op
            BenchmarkC-8 10
            BenchmarkD-8 10 fast ns/op
            BenchmarkE-8 10 5
            BenchmarkF-8 10 NaN ns/op
            Unit ns/op assume
            Unit ns/op better=lower
            Unit ns/op better=higher
            A log of the program under test.
            BenchmarkOK 1 5 ns/op
            """)
        #expect(
            results.problems.map { "\($0.line): \($0.message)" } == [
                "2: `many` is no number of iterations", "3: there are no values behind the number of iterations",
                "4: `fast` is no value", "5: the value 5 has no unit", "6: `NaN` is no value",
                "7: `assume` is not of the form key=value", "9: better of the unit ns/op is lower by line 8",
            ])
        #expect(results.unknownLines == 1)
        #expect(results.unknown == ["A log of the program under test."])
        #expect(results.results == 1)
    }

    /// Any file may be given: what is wrong with it is counted to the end, and kept no longer than it is read.
    @Test func theFirstMistakesAreKept() throws {
        let results = try read(String(repeating: "BenchmarkA-8 many\n", count: 5_000) + "BenchmarkOK 1 5 ns/op\n")
        #expect(results.problemCount == 5_000 && results.problems.count == 20 && results.results == 1)
        #expect(results.problems.last == .init(line: 20, message: "`many` is no number of iterations"))
        let long = try read("BenchmarkA-8 \(String(repeating: "é", count: 1 << 16))\nBenchmarkOK 1 5 ns/op\n")
        let word = String(repeating: "é", count: 40)
        #expect(long.problems.map(\.message) == ["`\(word)…` is no number of iterations"])
    }

    @Test func textWithoutResultsIsNone() {
        #expect(throws: InputError.self) { try read("PASS\nok  \ta\t1s\n") }
        #expect(throws: InputError.self) { try read("") }
    }

    /// Spoilt texts are read as far as they are results, or refused: never a crash.
    @Test func spoiltTextsAreReadOrRefused() {
        let text = Array(
            "pkg: a\nUnit u assume=exact\nBenchmarkA-8 10 5.5 ns/op 3 B/op\r\nBenchmarkB 1 1 u\nBenchmarkB 1 2 u\n".utf8
        )
        let flips = Hostile.bitFlips(of: text, count: 2_000, seed: 7)
        for input in Array(Hostile.truncations(of: text)) + Array(flips) {
            var reader = BenchmarkReader(label: "old")
            guard let results = try? reader.read(SequentialInput(bytes: Bytes(input.bytes), name: "old")) else {
                continue
            }
            #expect(results.results > 0, "\(input)")
            let tables = BenchmarkTables([results, results])
            #expect(BenchmarkGate(tables, GateOptions()).changes.isEmpty, "\(input)")
        }
    }

    @Test(arguments: [
        ("ns/op", "sec/op", 1e-9, false), ("MB/s", "B/s", 1e6, true), ("B/op", "B/op", 1, true),
        ("allocs/op", "allocs/op", 1, false), ("p99-ns", "p99-sec", 1e-9, false), ("op/ns", "op/ns", 1, false),
        ("ns/op*MB", "sec/op*B", 1e-3, true), ("bytes", "bytes", 1, true), ("ops/MB", "ops/MB", 1, false),
    ])
    func unitsComeInBaseUnits(_ unit: (String, String, Double, Bool)) {
        let read = BenchmarkUnit(unit.0)
        #expect(read.name == unit.1)
        #expect((read.factor / unit.2 - 1).magnitude < 1e-12)
        #expect(read.isBinary == unit.3)
    }
}
