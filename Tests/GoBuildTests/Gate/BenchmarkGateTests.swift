import TestSupport
import Testing
import Wire

@testable import GoBuild

/// When benchmarks fail a gate: beyond chance among all of them, and by enough.
struct BenchmarkGateTests {
    private func gate(_ old: String, _ new: String, _ options: GateOptions = .init()) throws -> BenchmarkGate {
        BenchmarkGate(
            BenchmarkTables(
                try [("old", old), ("new", new)].map { label, text in
                    var reader = BenchmarkReader(label: label)
                    return try reader.read(SequentialInput(bytes: Bytes(text), name: label))
                }), options)
    }

    /// Ten samples around a value, all different.
    private func results(_ name: String, _ value: Double, unit: String = "ns/op", count: Int = 10) -> String {
        (0..<count).map { "Benchmark\(name) 1 \(value * (1 + 0.001 * Double($0))) \(unit)\n" }.joined()
    }

    @Test func slowerByEnoughIsWorse() throws {
        let old = "pkg: a\n" + results("X", 100) + results("Y", 100)
        let worse = try gate(old, "pkg: a\n" + results("X", 105) + results("Y", 102))
        #expect(worse.changes.map(\.name) == ["BenchmarkX"])
        #expect(worse.changes[0].isWorse)
        #expect(worse.changes[0].package == "a")
        #expect(worse.compared == 2)
        let all = try gate(
            old, "pkg: a\n" + results("X", 105) + results("Y", 102), GateOptions(effect: 0.01))
        #expect(all.changes.count == 2)
        let better = try gate(old, "pkg: a\n" + results("X", 90) + results("Y", 100))
        #expect(better.changes.map(\.isWorse) == [false])
        #expect(GateVerdict(benchmarks: better).passes)
        #expect(!GateVerdict(benchmarks: worse).passes)
    }

    @Test func speedsAreWorseWhenTheyAreLess() throws {
        let less = try gate(results("X", 100, unit: "MB/s"), results("X", 90, unit: "MB/s"))
        #expect(less.changes.map(\.isWorse) == [true])
        let unknown = try gate(results("X", 100, unit: "widgets"), results("X", 190, unit: "widgets"))
        #expect(unknown.changes.map(\.isBetterKnown) == [false])
        #expect(GateVerdict(benchmarks: unknown).passes)
        let said = try gate(
            "Unit widgets better=lower\n" + results("X", 100, unit: "widgets"), results("X", 190, unit: "widgets"))
        #expect(said.changes.map(\.isWorse) == [true])
    }

    @Test func oneAllocationMoreIsWorseWithoutAnyTest() throws {
        let old = "BenchmarkX 1 100 allocs/op\nBenchmarkX 1 100 allocs/op\n"
        let new = "BenchmarkX 1 101 allocs/op\nBenchmarkX 1 101 allocs/op\n"
        let more = try gate(old, new)
        #expect(more.changes.map(\.isWorse) == [true])
        #expect(more.changes[0].adjusted == nil)
        // One run of each says nothing of how much they vary.
        #expect(try gate("BenchmarkX 1 100 allocs/op\n", "BenchmarkX 1 101 allocs/op\n").changes.isEmpty)
        // From none to some is no ratio.
        let first = try gate(
            "BenchmarkX 1 0 allocs/op\nBenchmarkX 1 0 allocs/op\n",
            "BenchmarkX 1 1 allocs/op\nBenchmarkX 1 1 allocs/op\n")
        #expect(first.changes.map(\.ratio) == [nil])
    }

    @Test func exactUnitsFailByTheSmallestEffect() throws {
        let unit = "Unit bytes assume=exact better=lower\n"
        #expect(try gate(unit + "BenchmarkLink 1 1000 bytes\n", "BenchmarkLink 1 1029 bytes\n").changes.isEmpty)
        #expect(try gate(unit + "BenchmarkLink 1 1000 bytes\n", "BenchmarkLink 1 1030 bytes\n").changes.count == 1)
    }

    /// Four samples a side can differ at 0.05, but not when Holm counts two comparisons.
    @Test func tooFewSamplesAreSaid() throws {
        let old = results("X", 100, count: 4) + results("Y", 100, count: 4)
        let few = try gate(old, results("X", 200, count: 4) + results("Y", 100, count: 4))
        #expect(few.changes.isEmpty)
        #expect(few.powerless == 2)
        #expect(few.fewestSamples == 4)
        #expect(few.samplesNeeded == 5)
        #expect(GateVerdict(benchmarks: few).remarks.count == 1)
        let enough = try gate(results("X", 100, count: 4), results("X", 200, count: 4))
        #expect(enough.powerless == 0)
        #expect(enough.changes.count == 1)
    }

    @Test func benchmarksOfOneSideAreSaid() throws {
        let gate = try gate(
            "pkg: a\n" + results("X", 100) + results("Y", 100), "pkg: a\n" + results("X", 100) + results("Z", 100))
        #expect(gate.onlyOld.names == ["a.BenchmarkY"])
        #expect(gate.onlyNew.names == ["a.BenchmarkZ"])
        #expect(gate.compared == 1)
    }

    /// A run without `-benchmem`, and one on another machine: what passes because it was not measured is said.
    @Test func unitsAndSettingsOfOneSideAreSaid() throws {
        let allocations = "BenchmarkX 1 100 ns/op 3 allocs/op\nBenchmarkX 1 101 ns/op 3 allocs/op\n"
        let without = try gate(allocations, results("X", 100))
        #expect(without.onlyOld.units == ["allocs/op of BenchmarkX"])
        #expect(without.onlyOld.names.isEmpty && without.onlyNew.units.isEmpty && without.otherSettings.isEmpty)
        #expect(
            GateVerdict(benchmarks: without).remarks.contains("only the old results have allocs/op of BenchmarkX"))
        let elsewhere = try gate(
            "goarch: amd64\n" + results("X", 100) + results("Y", 100),
            "goarch: amd64\n" + results("X", 100) + "goarch: arm64\n" + results("Y", 100))
        #expect(elsewhere.compared == 1)
        #expect(elsewhere.otherSettings == ["sec/op of BenchmarkY"])
        #expect(elsewhere.onlyOld.names.isEmpty && elsewhere.onlyOld.units.isEmpty)
    }

    /// 200 gates of 12 benchmarks whose sides are drawn alike, without a smallest effect: about one in twenty may fail, and
    /// would be nearly half without Holm's correction. Half of the false alarms are improvements.
    @Test func falseAlarmsAreAsRareAsPromised() throws {
        var random = SeededGenerator(seed: 41)
        var alarms = 0
        var uncorrected = 0
        for _ in 0..<200 {
            func side() -> String {
                (0..<12).map { index in
                    (0..<8).map { _ in "BenchmarkB\(index) 1 \(1_000_000 + random.next() % 50_000) ns/op\n" }.joined()
                }.joined()
            }
            let (old, new) = (side(), side())
            let gate = try gate(old, new, GateOptions(effect: 0))
            if !gate.changes.isEmpty { alarms += 1 }
            let tables = BenchmarkTables(
                try [old, new].map { text in
                    var reader = BenchmarkReader(label: "")
                    return try reader.read(SequentialInput(bytes: Bytes(text), name: ""))
                })
            let rows = tables.tables[0].rows
            if rows.contains(where: { $0.cells[1]?.comparison?.isSignificant == true }) { uncorrected += 1 }
        }
        // Of 200 at 0.05, 18 or more come up once in 100.
        #expect(alarms <= 17)
        #expect(uncorrected > 60)
    }
}
