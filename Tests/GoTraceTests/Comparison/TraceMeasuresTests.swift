import TestSupport
import Testing

@testable import GoTrace

/// Measures of traces of real programs: nothing is lost, and what is found elsewhere is found here.
@Suite struct TraceMeasuresTests {
    private static func measured(_ pass: TracePass) -> MeasuredTrace {
        MeasuredTrace(pass, name: "trace") { $0.hasPrefix("main.") }
    }

    /// The times of all rows add up to those of all goroutines, and those of processors to theirs.
    @Test(arguments: [TracedServer.versions.first, TracedServer.versions.last].compactMap { $0 })
    func slicesHoldAllTime(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: true)
        let pass = try TestPass.run(bytes, [TraceMeasures(), GoroutineTimes(), ProcessorUse()])
        let trace = Self.measured(pass)
        let sum = trace.rows.filter(\.key.quantity.isState).reduce(Int64(0)) { $0 + $1.sum }
        #expect(sum == pass.result(GoroutineTimes.self).groups.reduce(0) { $0 + $1.total })
        let use = pass.result(ProcessorUse.self).processors
        for (quantity, state) in [
            (MeasuredQuantity.processorRunning, ProcessorInterval.State.running), (.processorScheduling, .scheduling),
            (.processorSystemCall, .syscall),
        ] {
            let sum = trace.rows.filter { $0.key.quantity == quantity }.reduce(Int64(0)) { $0 + $1.sum }
            #expect(sum == use.reduce(0) { $0 + $1.time(state) }, "\(quantity)")
        }
        let created = trace.rows.filter { $0.key.quantity == .created }.reduce(Int64(0)) { $0 + $1.sum }
        #expect(created == Int64(pass.result(GoroutineTimes.self).groups.reduce(0) { $0 + $1.created }))
    }

    /// What goroutines do while their tasks last fills the tasks; requests are those of `sonde trace path`.
    @Test(arguments: [TracedServer.versions.first, TracedServer.versions.last].compactMap { $0 })
    func partsFillTasksAndRequests(_ version: String) throws {
        let bytes = try TracedServer.trace(version, generations: true)
        let pass = try TestPass.run(
            bytes, [TraceMeasures(), TaskAnalysis(), PathCatalogue(.request(handler: nil))])
        let trace = Self.measured(pass)
        let tasks = trace.instances.filter { $0.kind == .task }
        #expect(!tasks.isEmpty)
        for task in tasks {
            let total = task.durations.total
            let parts = task.classes.values.reduce(Int64(0)) { $0 + $1.sums.values.reduce(0, +) }
            #expect(parts == total.sum, "\(pass.scene.text(task.name))")
            let other = pass.result(TaskAnalysis.self).types.first { $0.name == task.name }
            #expect(other?.durations.count == total.count && other?.durations.sum == total.sum)
        }
        let requests = pass.result(PathCatalogue.self).instances.filter(\.isComplete)
        let measured = trace.instances.filter { $0.kind == .request }
        #expect(measured.reduce(0) { $0 + $1.durations.total.count } == requests.count)
        #expect(measured.reduce(Int64(0)) { $0 + $1.durations.total.sum } == requests.reduce(0) { $0 + $1.duration })
        let parts = measured.reduce(Int64(0)) { sum, one in
            sum + one.classes.values.reduce(0) { $0 + $1.sums.values.reduce(0, +) }
        }
        #expect(parts == requests.reduce(0) { $0 + $1.duration })
    }

    /// Compared with itself nothing differs.
    @Test func aTraceDoesNotDifferFromItself() throws {
        let version = try #require(TracedServer.versions.last)
        let trace = Self.measured(
            try TestPass.run(try TracedServer.trace(version, generations: true), [TraceMeasures()]))
        let comparison = TraceComparison(before: trace, after: trace)
        #expect(comparison.tests > 10)
        #expect(!comparison.changes.contains { $0.isChange || $0.difference != 0 })
        #expect(!comparison.instances.contains { $0.telling != nil || $0.isNew || $0.isGone })
    }

    @Test(arguments: 1...30)
    func sumsOfSlicesAreThoseOfTheParts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var sums = SliceSums()
        let rows = (0..<3).map { _ in sums.addRow() }
        var pieces: [(row: Int, from: Int64, to: Int64)] = []
        for step in 1...60 {
            let end = Int64.random(in: 0...(Int64(step) << 22), using: &random)
            let start = Int64.random(in: -5...max(end, 0), using: &random)
            let row = rows[Int.random(in: 0..<3, using: &random)]
            sums.add(row: row, from: start, to: end)
            pieces.append((row, max(start, 0), max(end, 0)))
        }
        let width = sums.width * 2
        for row in rows {
            for (slice, value) in sums.slices(row: row, shift: sums.shift + 1).enumerated() {
                let (low, high) = (Int64(slice) * width, Int64(slice + 1) * width)
                let expected = pieces.filter { $0.row == row }.reduce(Int64(0)) {
                    $0 + max(min($1.to, high) - max($1.from, low), 0)
                }
                #expect(value == expected)
            }
        }
    }

    /// A trace may claim any time.
    @Test func absurdTimesDoNotTrap() {
        var sums = SliceSums()
        let row = sums.addRow()
        sums.add(row: row, from: .min, to: .max)
        sums.add(.max, row: row, at: .max)
        sums.add(row: row, from: .max, to: .min)
        var durations = SlicedDurations(limit: 4)
        durations.add(.max, at: .max)
        durations.add(.min, at: .min)
        #expect(durations.total.count == 2)
    }
}
