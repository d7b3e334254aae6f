import GoTrace
import TestSupport
import Testing

/// The curve of minimum mutator utilisation against the toolchain's own (`trace-oracle mmu`), and against a search over
/// all windows.
@Suite struct MinimumUtilisationTests {
    private static let flags: [(UtilisationRule.Parts, String)] = [
        (.usual, "stw,background,assist"), (.stops, "stw"), (.background, "background"), (.assists, "assist"),
        (.sweeps, "sweep"), ([.stops, .background, .assists, .sweeps], "stw,background,assist,sweep"), ([], "-"),
    ]

    @Test(arguments: CollectorPrograms.all)
    func curvesAreThoseOfTheToolchain(_ program: TracedProgram) throws {
        let path = try program.trace()
        let rules = Self.flags.flatMap { parts, _ in
            [false, true].map { UtilisationRule(parts, isPerProcessor: $0, workers: .asGoCounts) }
        }
        let pass = try TestPass.run(path, [MutatorUtilisation(rules)])
        var compared = 0
        for curve in pass.result(MutatorUtilisation.self).curves {
            let name = Self.flags.first { $0.0 == curve.rule.parts }?.1 ?? ""
            let flags = name + (curve.rule.isPerProcessor ? ",perProc" : "")
            let lengths = curve.lengths + [100, 1_000_000_000_000]
            let result = try TraceOracle.run(["mmu", path, flags] + lengths.map(String.init))
            guard result.succeeded else {
                // Go's own computation does not survive every trace.
                #expect(result.error.contains("index out of range [-1]"), "\(result.error)")
                continue
            }
            let minima = Self.minima(result.output)
            #expect(minima.count == lengths.count)
            for length in lengths {
                let expected = try #require(minima[length])
                let worst = curve.worst(length).utilisation
                let least = min(worst, Self.leastPastTheEnd(curve, length))
                #expect(expected < worst + 1e-9 && expected > least - 1e-9, "\(flags), window \(length)")
                compared += 1
            }
        }
        #expect(compared > 0 || program.name == "stress")
    }

    /// The least of the windows that Go looks at although they reach past the end of the trace, behind which nothing is
    /// utilised: it begins one at the edge of each of its bands (`mkBandUtil` and `bandMMU` in `internal/trace/gc.go` of
    /// Go 1.27.3).
    private static func leastPastTheEnd(_ curve: UtilisationCurve, _ length: Int64) -> Double {
        var least = Double.infinity
        for steps in curve.series {
            guard let first = steps.first?.time, let last = steps.last?.time, last > first else { continue }
            let window = min(length, last - first)
            let count = Int64(min(1000, steps.count))
            let band = max(1, (last - first + count - 1) / count)
            let mostSpanned = (window + 2 * (band - 1)) / band
            for index in stride(from: max(0, count + 1 - mostSpanned), through: 0, by: -1) {
                let start = first + index * band
                if start <= last - window { break }
                let used = zip(steps, steps.dropFirst()).reduce(0.0) { sum, pair in
                    sum + pair.0.utilisation * Double(max(0, pair.1.time - max(pair.0.time, start)))
                }
                least = min(least, used / Double(window))
            }
        }
        return least
    }

    /// Windows and minima of the document that the oracle prints.
    private static func minima(_ document: String) -> [Int64: Double] {
        func values(_ name: String) -> [Substring] {
            document.split(separator: "\n").filter { $0.contains("\"\(name)\":") }.compactMap {
                $0.split(separator: ":").last?.drop { $0 == " " }.prefix { $0 != "," }
            }
        }
        let pairs = zip(values("window"), values("minimum")).compactMap { window, minimum -> (Int64, Double)? in
            guard let window = Int64(window), let minimum = Double(minimum) else { return nil }
            return (window, minimum)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    @Test func theWorstWindowIsFoundAmongAll() throws {
        var random = SeededGenerator(seed: 1)
        for round in 0..<200 {
            var time = Int64.random(in: 0..<1000, using: &random)
            var steps: [UtilisationStep] = []
            for _ in 0..<Int.random(in: 2...30, using: &random) {
                steps.append(
                    UtilisationStep(time: time, utilisation: Double(Int.random(in: 0...4, using: &random)) / 4))
                time += Int64.random(in: 1...20, using: &random)
            }
            let curve = UtilisationCurve(UtilisationRule(), [steps])
            let (first, last) = (steps[0].time, steps[steps.count - 1].time)
            // Quarters of nanoseconds, so that sums are exact.
            let perNanosecond = (first..<last).map { time in
                Int(4 * (steps.last { $0.time <= time }?.utilisation ?? 0))
            }
            for length in [1, 2, 3, 7, 20, last - first, last - first + 100] as [Int64] {
                let window = Int(min(length, last - first))
                let least = (0...perNanosecond.count - window).map { start in
                    perNanosecond[start..<start + window].reduce(0, +)
                }.min()
                let worst = curve.worst(length)
                #expect(
                    abs(worst.utilisation - Double(try #require(least)) / 4 / Double(window)) < 1e-12,
                    "round \(round), window \(length): \(steps)")
                let start = try #require(worst.start)
                #expect(start >= first && start + Int64(window) <= last)
            }
        }
    }

    @Test func withoutStepsNothingIsTaken() {
        #expect(UtilisationCurve(UtilisationRule(), []).worst(1000).utilisation == 1)
        #expect(UtilisationCurve(UtilisationRule(), []).lengths == [])
        #expect(
            UtilisationCurve(UtilisationRule(), [[UtilisationStep(time: 5, utilisation: 0)]]).worst(0).utilisation == 0)
    }

    /// A trace may change GOMAXPROCS with every event: what a processor's series takes must not be multiplied by them.
    @Test func processorsThatComeAndGoAreBounded() throws {
        var script = EventScript(start: 0)
        for index in 0..<400 { script.limit(index % 2 == 0 ? .max : 0, at: Int64(index + 1)) }
        script.end(at: 1000)
        let pass = script.pass([MutatorUtilisation([UtilisationRule(isPerProcessor: true)]), ProcessorUse()])
        let curve = try #require(pass.result(MutatorUtilisation.self).curves.first)
        #expect(curve.series.count <= 1 << 15)
        #expect(pass.result(ProcessorUse.self).limits.count == 400)
    }
}
