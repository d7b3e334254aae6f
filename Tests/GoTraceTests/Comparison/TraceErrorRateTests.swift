import TestSupport
import Testing

@testable import GoTrace

/// The test of the test: how often the comparison is wrong, on slices that were drawn by a known law.
@Suite struct TraceErrorRateTests {
    private struct Rates {
        var pairs = 0
        var any = 0
        var row = 0
        var durations = 0
        var covered = 0
    }

    private static func rates(
        _ before: DrawnTrace, _ after: DrawnTrace, pairs: Int, seed: UInt64, difference: Double? = nil
    ) -> Rates {
        var random = SeededGenerator(seed: seed)
        var rates = Rates()
        for _ in 0..<pairs {
            let comparison = TraceComparison(before: before.draw(&random), after: after.draw(&random))
            rates.pairs += 1
            let changes = comparison.changes.filter(\.isChange)
            let durations = comparison.instances.filter { $0.telling != nil }
            if !changes.isEmpty || !durations.isEmpty { rates.any += 1 }
            let found = changes.first {
                $0.key.place == (before.lacksSecondRow || after.lacksSecondRow ? "main.place1x" : "main.place0x")
            }
            if let found {
                rates.row += 1
                if let interval = found.interval, let difference, interval.low <= difference,
                    difference <= interval.high
                {
                    rates.covered += 1
                }
            }
            if !durations.isEmpty { rates.durations += 1 }
        }
        return rates
    }

    /// At most 5 % of the pairs of traces of one law report anything.
    @Test(
        arguments: [
            (DrawnTrace(), 1), (DrawnTrace(spread: 0.6, memory: 0.5), 2),
            (DrawnTrace(slices: 40, memory: 0.8, tasks: 3, common: 0.3), 3),
            (DrawnTrace(slices: 12, rows: 24, spread: 0.1), 4), (DrawnTrace(slices: 120, rows: 6, spread: 1), 5),
        ] as [(DrawnTrace, UInt64)])
    func equalTracesSeldomDiffer(_ law: DrawnTrace, seed: UInt64) {
        let rates = Self.rates(law, law, pairs: 100, seed: seed)
        print("equal traces, law \(seed): \(rates.any) of \(rates.pairs) pairs report a change")
        #expect(rates.any <= 5, "\(rates.any) of \(rates.pairs)")
    }

    /// Traces of different lengths, whose slices are as long.
    @Test func tracesOfDifferentLengthSeldomDiffer() {
        let rates = Self.rates(DrawnTrace(slices: 30), DrawnTrace(slices: 120, rows: 12), pairs: 100, seed: 6)
        print("traces of different length: \(rates.any) of \(rates.pairs) pairs report a change")
        #expect(rates.any <= 5, "\(rates.any) of \(rates.pairs)")
    }

    /// A fifth more at one place is found in nine of ten pairs, though slices vary by 10 %.
    @Test func aFifthMoreIsFound() {
        let law = DrawnTrace(slices: 40, spread: 0.1)
        var grown = law
        grown.factor = 1.2
        let rates = Self.rates(law, grown, pairs: 100, seed: 7)
        print("a fifth more at one place: found in \(rates.row) of \(rates.pairs) pairs")
        #expect(rates.row >= 90, "\(rates.row) of \(rates.pairs)")
    }

    @Test func aFifthMoreOfATaskIsFound() {
        let law = DrawnTrace(slices: 40, rows: 2, tasks: 40)
        var grown = law
        grown.taskFactor = 1.2
        let rates = Self.rates(law, grown, pairs: 50, seed: 8)
        print("tasks that take a fifth longer: found in \(rates.durations) of \(rates.pairs) pairs")
        #expect(rates.durations >= 45, "\(rates.durations) of \(rates.pairs)")
    }

    /// The slowest twentieth takes half as long again: the median knows nothing of it.
    @Test func aLongerTailIsFound() {
        let law = DrawnTrace(slices: 40, rows: 2, tasks: 60)
        var grown = law
        grown.tailFactor = 1.5
        let rates = Self.rates(law, grown, pairs: 40, seed: 9)
        print("tasks with a longer tail: found in \(rates.durations) of \(rates.pairs) pairs")
        #expect(rates.durations >= 36, "\(rates.durations) of \(rates.pairs)")
    }

    @Test func newAndVanishedPlacesAreFound() {
        let law = DrawnTrace()
        var lacking = law
        lacking.lacksSecondRow = true
        for (before, after, seed) in [(lacking, law, UInt64(10)), (law, lacking, 11)] {
            let rates = Self.rates(before, after, pairs: 50, seed: seed)
            #expect(rates.row >= 49, "\(rates.row) of \(rates.pairs)")
        }
    }

    /// The limits of the difference hold the true one in about 95 of 100 cases.
    @Test func limitsHoldTheTruth() {
        let law = DrawnTrace(slices: 40, rows: 1, spread: 0.3)
        var grown = law
        grown.factor = 1.6
        // The mean of a slice is exp(0.3² / 2) times its size of 2 ms; slices are 67 ms.
        let difference = 0.6 * 2e6 * 1.046 / (Double(Int64(1) << 26) / 1e9)
        let rates = Self.rates(law, grown, pairs: 100, seed: 12, difference: difference)
        print("limits: \(rates.covered) of \(rates.row) hold the truth")
        #expect(rates.row >= 95 && Double(rates.covered) >= 0.9 * Double(rates.row))
    }

    @Test func namesThatTheCompilerNumbersAreJoined() {
        func key(_ root: String, _ place: String) -> MeasuredKey {
            MeasuredKey(quantity: .waiting, root: root, what: "mutex", place: place)
        }
        let joined = TraceComparison.join(
            [key("main.a.func1", "main.F[go.shape.int]"), key("main.b", "main.b"), key("main.same", "x.y")],
            [key("main.c", "main.b"), key("main.same", "x.y"), key("main.a.func2", "main.F[go.shape.string]")])
        #expect(joined.map { "\($0.0 ?? -1) \($0.1 ?? -1)" } == ["2 1", "0 2", "1 -1", "-1 0"])
    }
}
